// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/machine_text.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "format/units.h"
#include "resultpage/escape.h"

namespace folioscope::resultpage {
namespace {

using Json = nlohmann::json;

std::uint64_t number_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string disk_text(const Json& disk, std::size_t index) {
  std::string text = fmt::format("; disk vd{}: {}", static_cast<char>('a' + index),
                                 format::bytes(Bytes{number_in(disk, "size_bytes")}));
  const auto filesystem = disk.find("filesystem");
  if (filesystem != disk.end() && filesystem->is_string())
    text += ", " + markdown(filesystem->get<std::string>());
  constexpr std::array kLimits{"iops", "read_iops", "write_iops", "requests"};
  for (const char* limit : kLimits)
    if (const std::uint64_t value = number_in(disk, limit); value != 0)
      text += fmt::format(", {} {}", limit, value);
  constexpr std::array kRates{"bytes_per_s", "read_bytes_per_s", "write_bytes_per_s"};
  for (const char* rate : kRates)
    if (const std::uint64_t value = number_in(disk, rate); value != 0)
      text += fmt::format(", {} {}", rate, value);
  return text;
}

// What `detail` of the store adds to the columns; nothing where it is not what schema.sql says.
std::string devices_text(const std::string& detail_json) {
  const Json detail = Json::parse(detail_json, nullptr, /*allow_exceptions=*/false);
  std::string text;
  if (!detail.is_object()) return text;
  std::size_t index = 0;
  for (const Json& disk : detail.value("disks", Json::array()))
    if (disk.is_object()) text += disk_text(disk, index++);
  for (const Json& module : detail.value("dimms", Json::array()))
    if (module.is_object())
      text += fmt::format("; module: {} on node {}",
                          format::bytes(Bytes{number_in(module, "memory_bytes")}),
                          number_in(module, "node"));
  return text;
}

}  // namespace

std::string machine_text(const store::MachineRow& machine) {
  return fmt::format(
      "{}, {}, {}{}{}", format::plural(machine.vcpus, "vCPU"), format::bytes(machine.memory),
      format::plural(machine.numa_nodes, "NUMA node"), devices_text(machine.detail_json),
      machine.cmdline.empty() ? "" : "; command line " + markdown_code(machine.cmdline));
}

}  // namespace folioscope::resultpage
