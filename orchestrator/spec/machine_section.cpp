// SPDX-License-Identifier: GPL-3.0-or-later
// machines: CPUs, memory, disks. NUMA has a file of its own.
#include <fmt/format.h>

#include <set>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

// What configs/kernel/base.config builds for (CONFIG_NR_CPUS).
constexpr Range kVcpus{1, 512};
// Below 64 MiB no guest of ours unpacks its image; above 16 TiB 46 address bits are a concern.
constexpr Range kMemory{64ull << 20, 16ull << 40};
constexpr Range kDiskSize{1ull << 20, 16ull << 40};
constexpr Range kDiskRate{1ull << 10, 1ull << 40};
constexpr Range kDiskIops{1, 10'000'000};
constexpr std::size_t kMaxDisks = 25;  // /dev/vda to /dev/vdy

// COMMAND_LINE_SIZE of x86 is 2048; the orchestrator's own part stays below 512.
constexpr std::size_t kMaxCmdline = 1536;

std::string read_cmdline(const Node& node, const Context& context) {
  if (node.kind == Node::Kind::Null) return {};
  auto text = read_text(node, "cmdline", context.complaints);
  if (!text) return {};
  if (text->size() > kMaxCmdline)
    context.complaints.add(node.at, fmt::format("cmdline has {} bytes", text->size()),
                           fmt::format("at most {}", kMaxCmdline));
  if (text->find('\n') != std::string::npos)
    context.complaints.add(node.at, "cmdline has a line break", "join the lines with spaces");
  return *text;
}

Machine read_machine(const Node& node, const Context& context) {
  Complaints& out = context.complaints;
  Machine machine;
  Fields fields(node, "machine", {"name", "vcpus", "memory", "numa", "cmdline", "disks"}, out);
  if (!fields.is_map()) return machine;
  bool sized = true;
  if (const Node* name = fields.require("name"))
    machine.name = read_name(*name, "machine name", out).value_or("");
  if (const Node* vcpus = fields.find("vcpus")) {
    auto count = read_count(*vcpus, "vcpus", kVcpus, out);
    sized = sized && count;
    machine.vcpus = static_cast<int>(count.value_or(1));
  }
  if (const Node* memory = fields.find("memory")) {
    auto size = read_size(*memory, "memory", kMemory, out);
    sized = sized && size;
    machine.memory = size.value_or(machine.memory);
  }
  if (const Node* cmdline = fields.find("cmdline"))
    machine.cmdline = read_cmdline(*cmdline, context);
  if (const Node* disks = fields.find("disks")) machine.disks = read_disks(*disks, context);
  // Sums over a size that could not be read would only add noise.
  const Node* numa = fields.find("numa");
  if (numa && sized) {
    read_numa(*numa, machine, context);
  } else {
    machine.nodes = {{machine.memory, {}}};
    for (int cpu = 0; cpu < machine.vcpus; ++cpu) machine.nodes[0].cpus.push_back(cpu);
  }
  return machine;
}

// `iops` is short for `read_iops` and `write_iops`, `rate` likewise.
template <class Value, class Read>
void read_throttle(const Fields& fields, const std::string& both, std::optional<Value>& read_limit,
                   std::optional<Value>& write_limit, Complaints& out, Read read) {
  if (const Node* node = fields.find(both)) {
    read_limit = write_limit = read(*node, both);
    for (const char* side : {"read_", "write_"})
      if (fields.find(side + both))
        out.add(fields.key_place(side + both), fmt::format("`{}{}` beside `{}`", side, both, both),
                fmt::format("`{0}` already sets both; use read_{0} and write_{0}", both));
    return;
  }
  if (const Node* node = fields.find("read_" + both)) read_limit = read(*node, "read_" + both);
  if (const Node* node = fields.find("write_" + both)) write_limit = read(*node, "write_" + both);
}

}  // namespace

std::vector<Disk> read_disks(const Node& node, const Context& context) {
  Complaints& out = context.complaints;
  std::vector<Disk> disks;
  auto items = read_list(node, "disks", ListForm::ListOnly, out);
  if (items.size() > kMaxDisks)
    out.add(node.at, fmt::format("{} disks", items.size()), fmt::format("at most {}", kMaxDisks));
  for (const Node* item : items) {
    Fields fields(*item, "disk",
                  {"size", "iops", "read_iops", "write_iops", "rate", "read_rate", "write_rate"},
                  out);
    Disk disk;
    if (const Node* size = fields.require("size"))
      disk.size = read_size(*size, "disk size", kDiskSize, out).value_or(Bytes{});
    read_throttle(fields, "iops", disk.read_iops, disk.write_iops, out,
                  [&](const Node& value, std::string_view what) {
                    return read_count(value, what, kDiskIops, out);
                  });
    read_throttle(fields, "rate", disk.read_rate, disk.write_rate, out,
                  [&](const Node& value, std::string_view what) {
                    return read_size(value, what, kDiskRate, out, "/s");
                  });
    disks.push_back(disk);
  }
  return disks;
}

std::vector<Machine> read_machines(const Node& node, const Context& context) {
  std::vector<Machine> machines;
  std::set<std::string> seen;
  for (const Node* item : read_list(node, "machines", ListForm::ListOnly, context.complaints)) {
    Machine machine = read_machine(*item, context);
    if (!machine.name.empty() && !seen.insert(machine.name).second)
      context.complaints.add(item->at, fmt::format("two machines are named `{}`", machine.name),
                             "results are kept by name; rename one");
    machines.push_back(std::move(machine));
  }
  return machines;
}

}  // namespace folioscope::spec
