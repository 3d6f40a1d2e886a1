// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/machine_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "format/units.h"
#include "resultpage/escape.h"

namespace folioscope::resultpage {
namespace {

std::string disk_text(const store::DiskRow& disk, std::size_t index) {
  std::string text =
      fmt::format("; disk vd{}: {}", static_cast<char>('a' + index), format::bytes(disk.size));
  if (!disk.filesystem.empty()) text += ", " + markdown(disk.filesystem);
  for (const store::DiskLimit& limit : store::kDiskLimits)
    if (const std::uint64_t value = (disk.*limit.value).value_or(0); value != 0)
      text += fmt::format(", {} {}", limit.name, value);
  return text;
}

// What the columns of the row do not say.
std::string devices_text(const store::MachineDetail& detail) {
  std::string text;
  for (std::size_t i = 0; i < detail.disks.size(); ++i) text += disk_text(detail.disks[i], i);
  for (const store::DimmRow& module : detail.dimms)
    text += module.requested
                ? fmt::format("; virtio-mem: {} of {} on node {}",
                              format::bytes(Bytes{*module.requested}), format::bytes(module.memory),
                              module.node)
                : fmt::format("; module: {} on node {}", format::bytes(module.memory), module.node);
  return text;
}

}  // namespace

std::string machine_text(const store::MachineRow& machine) {
  return fmt::format(
      "{}, {}, {}{}{}", format::plural(machine.vcpus, "vCPU"), format::bytes(machine.memory),
      format::plural(machine.numa_nodes, "NUMA node"), devices_text(machine.detail),
      machine.cmdline.empty() ? "" : "; command line " + markdown_code(machine.cmdline));
}

}  // namespace folioscope::resultpage
