// SPDX-License-Identifier: GPL-3.0-or-later
// machines: CPUs and memory. NUMA, disks and memory modules have files of their own.
#include <fmt/format.h>

#include <set>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Range kVcpus{1, limits::kVcpus};
constexpr Range kSwap{1ull << 20, 16ull << 40};
// Below 64 MiB no guest of ours unpacks its image; above 16 TiB 46 address bits are a concern.
constexpr Range kMemory{64ull << 20, 16ull << 40};

// COMMAND_LINE_SIZE of x86 is 2048; the orchestrator's own part stays below 512.
constexpr std::size_t kMaxCmdline = 1536;

const Keys& machine_keys() {
  static const Keys keys{
      .section = "machine",
      .rows = {{"name", Form::name(), "What results call it."},
               {"vcpus", Form::count(kVcpus), "Virtual CPUs.", fmt::format("{}", Machine().vcpus)},
               {"memory", Form::size(kMemory), "Memory without that of `dimms` and `virtio_mem`.",
                to_string(Machine().memory)},
               {"numa", numa_form(),
                "How memory and CPUs are spread: a number of nodes, or a map."},
               {"cmdline", Form::either({Form::single(), Form::nothing()}),
                "Appended to the kernel's command line."},
               {"disks", disks_form(), "Disks, /dev/vda onwards, new at each boot."},
               {"dimms", dimms_form(), "Memory modules on top of `memory`, as if plugged in."},
               {"virtio_mem", virtio_mem_form(), "virtio-mem devices on top of `memory`."},
               {"swap", Form::size(kSwap), "A disk more, the last, that is swapped on."},
               {"cgroup", Form::flag(),
                "Whether workloads want cgroup v2 with the memory controller.", "false"},
               {"network", Form::word({to_string(Network::None), to_string(Network::Isolated)}),
                "Whether there is a network card, on a network of its own where nobody answers.",
                to_string(Machine().network)}},
      .required = {"name"}};
  return keys;
}

std::string read_cmdline(const Node& node, const Context& context) {
  if (node.kind == Node::Kind::Null) return {};
  auto text = read_text(node, "cmdline", context.diagnostics);
  if (!text) return {};
  if (text->size() > kMaxCmdline)
    context.diagnostics.add(node.at, fmt::format("cmdline has {} bytes", text->size()),
                            fmt::format("at most {}", kMaxCmdline));
  if (text->find('\n') != std::string::npos)
    context.diagnostics.add(node.at, "cmdline has a line break", "join the lines with spaces");
  return *text;
}

// The last disk, so that the names of the others stay.
void read_swap(const Node& node, Machine& machine, const Context& context) {
  const auto size = read_size(node, "swap", kSwap, context.diagnostics);
  if (size) machine.disks.push_back({.size = *size, .filesystem = FileSystem::Swap});
  check_most(node.at, machine.disks.size(), limits::kDisks, "disks, with that of the swap",
             context.diagnostics);
}

Network read_network(const Node& node, const Context& context) {
  const auto text = read_text(node, "network", context.diagnostics);
  for (const Network network : {Network::None, Network::Isolated})
    if (!text || *text == to_string(network)) return network;
  context.diagnostics.add(node.at, fmt::format("no network `{}`", *text), "none or isolated");
  return Network::None;
}

Machine read_machine(const Node& node, const Context& context) {
  Diagnostics& out = context.diagnostics;
  Machine machine;
  Fields fields(node, "machine", machine_keys(), out);
  if (!fields.is_map()) return machine;
  bool sized = true;
  if (const Node* name = fields.find("name"))
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
  if (const Node* dimms = fields.find("dimms")) read_dimms(*dimms, machine, context);
  if (const Node* devices = fields.find("virtio_mem")) read_virtio_mem(*devices, machine, context);
  if (const Node* swap = fields.find("swap")) read_swap(*swap, machine, context);
  if (const Node* cgroup = fields.find("cgroup"))
    machine.cgroup = read_flag(*cgroup, "cgroup", out);
  if (const Node* network = fields.find("network"))
    machine.network = read_network(*network, context);
  return machine;
}

}  // namespace

const char* to_string(Network network) {
  return network == Network::Isolated ? "isolated" : "none";
}

Form machines_form() { return Form::list(Form::map(machine_keys)); }

std::vector<Machine> read_machines(const Node& node, const Context& context) {
  std::vector<Machine> machines;
  std::set<std::string> seen;
  for (const Node* item : read_list(node, "machines", ListForm::ListOnly, context.diagnostics)) {
    Machine machine = read_machine(*item, context);
    if (!machine.name.empty() && !seen.insert(machine.name).second)
      context.diagnostics.add(item->at, fmt::format("two machines are named `{}`", machine.name),
                              "results are kept by name; rename one");
    machines.push_back(std::move(machine));
  }
  return machines;
}

}  // namespace folioscope::spec
