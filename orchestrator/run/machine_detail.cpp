// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/machine_detail.h"

#include <cstdint>
#include <optional>

namespace folioscope::run {
namespace {

store::DiskRow disk_row(const spec::Disk& disk) {
  const auto count = [](const std::optional<Bytes>& rate) {
    return rate ? std::optional(rate->count) : std::nullopt;
  };
  store::DiskRow row{.size = disk.size};
  if (disk.filesystem != spec::FileSystem::None) row.filesystem = to_string(disk.filesystem);
  row.iops = disk.iops;
  row.read_iops = disk.read_iops;
  row.write_iops = disk.write_iops;
  row.requests = disk.requests;
  row.bytes_per_s = count(disk.rate);
  row.read_bytes_per_s = count(disk.read_rate);
  row.write_bytes_per_s = count(disk.write_rate);
  return row;
}

}  // namespace

store::MachineDetail machine_detail(const spec::Machine& machine) {
  store::MachineDetail detail;
  detail.distance = machine.distance;
  detail.distances = machine.distances;
  for (const spec::NumaNode& node : machine.nodes) detail.nodes.push_back({node.memory, node.cpus});
  for (const spec::Dimm& dimm : machine.dimms)
    detail.dimms.push_back({dimm.size, dimm.node,
                            dimm.requested ? std::optional(dimm.requested->count) : std::nullopt});
  for (const spec::Disk& disk : machine.disks) detail.disks.push_back(disk_row(disk));
  return detail;
}

}  // namespace folioscope::run
