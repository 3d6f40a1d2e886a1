// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/dimms_xml.h"

#include <fmt/format.h>

#include <string_view>

namespace folioscope::fleet {
namespace {

// libvirt knows nothing of these devices and fills the bus from its lowest slots on. Above is the
// network card's (domain_xml.cpp).
constexpr std::size_t kHighestSlot = 0x1e;

// QEMU takes the way back to be as long, unless it is told otherwise.
void append_node(std::string& out, std::size_t node, const spec::Machine& machine) {
  out += qemu_argument("-numa", fmt::format("node,nodeid={}", node));
  const auto append_distance = [&](std::size_t from, std::size_t to) {
    out += qemu_argument("-numa", fmt::format("dist,src={},dst={},val={}", from, to,
                                              machine.distance_between(from, to)));
  };
  for (std::size_t other = 0; other < node; ++other) {
    append_distance(other, node);
    if (!machine.distances.empty()) append_distance(node, other);
  }
}

}  // namespace

std::size_t cells_of(const spec::Machine& machine) {
  const spec::NumaNode& last = machine.nodes.back();
  const bool bare = machine.nodes.size() > 1 && last.memory == Bytes{} && last.cpus.empty();
  return machine.nodes.size() - (bare ? 1 : 0);
}

std::string dimms_slots(const spec::Machine& machine) {
  if (machine.dimms.empty()) return {};
  return fmt::format("  <maxMemory slots='{}' unit='KiB'>{}</maxMemory>\n", machine.dimms.size(),
                     machine.all_memory().count / 1024);
}

std::string dimms_arguments(const spec::Machine& machine) {
  std::string out;
  if (machine.dimms.empty()) return out;
  if (const std::size_t cells = cells_of(machine); cells < machine.nodes.size())
    append_node(out, cells, machine);
  std::size_t slot = kHighestSlot;
  for (std::size_t i = 0; i < machine.dimms.size(); ++i) {
    const spec::Dimm& dimm = machine.dimms[i];
    out += qemu_argument("-object",
                         fmt::format("memory-backend-ram,id=dimm{},size={}", i, dimm.size.count));
    out += qemu_argument(
        "-device", dimm.requested
                       ? fmt::format("virtio-mem-pci,id=module{0},memdev=dimm{0},node={1},"
                                     "requested-size={2},bus=pci.0,addr={3:#x}",
                                     i, dimm.node, dimm.requested->count, slot--)
                       : fmt::format("pc-dimm,id=module{0},memdev=dimm{0},node={1}", i, dimm.node));
  }
  return out;
}

std::string qemu_argument(std::string_view option, std::string_view value) {
  return fmt::format("    <qemu:arg value='{}'/>\n    <qemu:arg value='{}'/>\n", option, value);
}

}  // namespace folioscope::fleet
