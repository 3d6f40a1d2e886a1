// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/machine_detail.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

namespace folioscope::run {
namespace {

nlohmann::json disk_json(const spec::Disk& disk) {
  nlohmann::json json{{"size_bytes", disk.size.count}};
  const auto add = [&](const char* key, std::optional<std::uint64_t> value) {
    if (value) json[key] = *value;
  };
  const auto count = [](const std::optional<Bytes>& rate) {
    return rate ? std::optional(rate->count) : std::nullopt;
  };
  add("iops", disk.iops);
  add("read_iops", disk.read_iops);
  add("write_iops", disk.write_iops);
  add("bytes_per_s", count(disk.rate));
  add("read_bytes_per_s", count(disk.read_rate));
  add("write_bytes_per_s", count(disk.write_rate));
  add("requests", disk.requests);
  if (disk.filesystem != spec::FileSystem::None) json["filesystem"] = to_string(disk.filesystem);
  return json;
}

}  // namespace

std::string machine_detail(const spec::Machine& machine) {
  nlohmann::json nodes = nlohmann::json::array();
  for (const spec::NumaNode& node : machine.nodes)
    nodes.push_back({{"memory_bytes", node.memory.count}, {"cpus", node.cpus}});
  nlohmann::json dimms = nlohmann::json::array();
  for (const spec::Dimm& dimm : machine.dimms)
    dimms.push_back({{"memory_bytes", dimm.size.count}, {"node", dimm.node}});
  nlohmann::json disks = nlohmann::json::array();
  for (const spec::Disk& disk : machine.disks) disks.push_back(disk_json(disk));
  return nlohmann::json{
      {"nodes", nodes}, {"distance", machine.distance}, {"dimms", dimms}, {"disks", disks}}
      .dump();
}

}  // namespace folioscope::run
