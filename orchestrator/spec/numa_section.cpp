// SPDX-License-Identifier: GPL-3.0-or-later
// numa: how a machine's memory and CPUs are spread. Three forms: `4`; `{nodes: 4, distance: 20}`;
// `{nodes: [{memory: 256MiB, cpus: "0-1"}, ...], distance: 20}`. In the place of `distance`,
// `distances: [[10, 20], [20, 10]]` has one for every pair.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Range kNodes{1, kMaxNodes};
// ACPI SLIT: 10 is local, 255 means unreachable.
constexpr std::uint64_t kLocal = 10;
constexpr Range kDistance{11, 254};
constexpr Range kNodeMemory{1ull << 20, 16ull << 40};

const Keys& node_keys() {
  static const Keys keys{
      .section = "numa-node",
      .rows = {{"memory", Form::either({Form::size(kNodeMemory), Form::count({0, 0})}),
                "Its part of the machine's memory.", "0"},
               {"cpus", Form::either({Form::single(), Form::nothing()}),
                "Its CPUs, such as \"0-1,4\"; none, if not said."}}};
  return keys;
}

const Keys& numa_keys() {
  static const Form distances = Form::list(Form::count({kLocal, kDistance.high}), kMaxNodes);
  static const Keys keys{
      .section = "numa",
      .rows = {{"nodes",
                Form::either({Form::count(kNodes), Form::list(Form::map(node_keys), kMaxNodes)}),
                "How many, of equal parts; or what each has."},
               {"distance", Form::count(kDistance), "Between any two nodes; 10 is local.",
                fmt::format("{}", Machine().distance)},
               {"distances", Form::list(distances, kMaxNodes),
                "From each node (row) to each, 10 to itself."}},
      .required = {"nodes"},
      .apart = {{"distance", "distances"}}};
  return keys;
}

// Memory in equal parts of whole MiB and CPUs in runs of neighbours; what is left over goes to the
// first nodes, one each. With more nodes than CPUs the last nodes are memory-only.
void split_evenly(Machine& machine, int count) {
  auto nodes = static_cast<std::uint64_t>(count);
  std::uint64_t megabytes = machine.memory.count >> 20;
  std::uint64_t rest_bytes = machine.memory.count & ((1u << 20) - 1);
  int next_cpu = 0;
  for (std::uint64_t i = 0; i < nodes; ++i) {
    NumaNode node;
    node.memory = mib(megabytes / nodes + (i < megabytes % nodes ? 1 : 0));
    if (i == 0) node.memory.count += rest_bytes;
    int cpus = machine.vcpus / count + (static_cast<int>(i) < machine.vcpus % count ? 1 : 0);
    for (int cpu = 0; cpu < cpus; ++cpu) node.cpus.push_back(next_cpu++);
    machine.nodes.push_back(std::move(node));
  }
}

std::optional<int> parse_cpu(std::string_view text) {
  int cpu = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cpu);
  if (error != std::errc{} || end != text.data() + text.size() || cpu < 0) return std::nullopt;
  return cpu;
}

// "0-1,4": CPUs of one node; nothing when it is not such a list or names a CPU from `vcpus` on.
std::optional<std::vector<int>> parse_cpus(std::string_view text, int vcpus) {
  std::vector<int> cpus;
  while (!text.empty()) {
    std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    std::size_t dash = part.find('-');
    auto first = parse_cpu(part.substr(0, dash));
    auto last = dash == part.npos ? first : parse_cpu(part.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= vcpus) return std::nullopt;
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
  }
  return cpus;
}

std::string join_cpus(const std::vector<int>& cpus) {
  return fmt::format("{}", fmt::join(cpus, ", "));
}

std::optional<std::vector<int>> read_cpus(const Node& node, int vcpus, Diagnostics& out) {
  if (node.kind == Node::Kind::Null) return std::vector<int>{};
  auto text = read_text(node, "cpus", out);
  if (!text) return std::nullopt;
  auto cpus = parse_cpus(*text, vcpus);
  if (!cpus)
    out.add(node.at, fmt::format("cpus `{}` is not a list of this machine's CPUs", *text),
            fmt::format("such as \"0-1\" or \"0,2\", from 0 to {}", vcpus - 1));
  return cpus;
}

// 0 is none, as no `memory` is.
std::optional<Bytes> read_node_memory(const Node* node, Diagnostics& out) {
  if (node == nullptr || (node->kind == Node::Kind::Scalar && node->text == "0")) return Bytes{};
  return read_size(*node, "node memory", kNodeMemory, out);
}

std::optional<NumaNode> read_node(const Node& node, const Machine& machine, Diagnostics& out) {
  Fields fields(node, "numa node", node_keys(), out);
  if (!fields.is_map()) return std::nullopt;
  const Node* cpus = fields.find("cpus");
  auto size = read_node_memory(fields.find("memory"), out);
  auto list = cpus ? read_cpus(*cpus, machine.vcpus, out) : std::vector<int>{};
  if (!size || !list) return std::nullopt;
  if (*size == Bytes{} && list->empty()) {
    out.add(node.at, "a numa node with neither memory nor CPUs",
            "give it `memory: 256MiB`, `cpus: \"0-1\"`, or both");
    return std::nullopt;
  }
  return NumaNode{*size, *std::move(list)};
}

void check_sums(const Node& place, const Machine& machine, Diagnostics& out) {
  Bytes sum;
  std::vector<int> owners(static_cast<std::size_t>(machine.vcpus));
  for (const NumaNode& node : machine.nodes) {
    sum.count += node.memory.count;  // at most 64 nodes of 2^44 bytes: no overflow
    for (int cpu : node.cpus) ++owners[static_cast<std::size_t>(cpu)];
  }
  if (sum != machine.memory)
    out.add(place.at,
            fmt::format("the nodes have {} of memory, the machine {}", to_string(sum),
                        to_string(machine.memory)),
            "make the nodes add up to the machine's memory");
  std::vector<int> missing, doubled;
  for (int cpu = 0; cpu < machine.vcpus; ++cpu) {
    int count = owners[static_cast<std::size_t>(cpu)];
    if (count == 0) missing.push_back(cpu);
    if (count > 1) doubled.push_back(cpu);
  }
  if (!missing.empty())
    out.add(place.at, fmt::format("no node has CPU {}", join_cpus(missing)),
            "name every CPU in one node's `cpus`");
  if (!doubled.empty())
    out.add(place.at, fmt::format("several nodes have CPU {}", join_cpus(doubled)),
            "name every CPU in one node only");
}

void read_explicit(const Node& nodes, Machine& machine, const Context& context) {
  auto items = read_list(nodes, "numa nodes", ListForm::ListOnly, context.diagnostics);
  if (items.size() > kNodes.high) {
    context.diagnostics.add(nodes.at, fmt::format("{} NUMA nodes", items.size()),
                            fmt::format("at most {}", kNodes.high));
    return;
  }
  for (const Node* item : items)
    if (auto node = read_node(*item, machine, context.diagnostics))
      machine.nodes.push_back(*std::move(node));
  // Sums over a node that could not be read would only add noise.
  bool complete = machine.nodes.size() == items.size();
  if (!items.empty() && complete) check_sums(nodes, machine, context.diagnostics);
}

// A row for each node, once the nodes are known.
void read_distances(const Node& node, Machine& machine, Diagnostics& out) {
  const auto rows = read_list(node, "numa distances", ListForm::ListOnly, out);
  std::vector<std::vector<int>> distances;
  for (const Node* row : rows) {
    std::vector<int>& values = distances.emplace_back();
    for (const Node* value : read_list(*row, "numa distances", ListForm::ListOnly, out)) {
      const bool local = values.size() + 1 == distances.size();
      const Range range = local ? Range{kLocal, kLocal} : kDistance;
      values.push_back(static_cast<int>(read_count(*value, "distance", range, out).value_or(20)));
    }
    if (values.size() != machine.nodes.size())
      out.add(row->at,
              fmt::format("{} distances for {} nodes", values.size(), machine.nodes.size()),
              "one from this node to each, 10 to itself");
  }
  if (rows.size() != machine.nodes.size())
    out.add(node.at,
            fmt::format("{} rows of distances for {} nodes", rows.size(), machine.nodes.size()),
            "one for each node");
  machine.distances = std::move(distances);
}

void read_even(const Node& node, Machine& machine, const Context& context) {
  auto count = read_count(node, "numa nodes", kNodes, context.diagnostics);
  if (!count) return;
  if (machine.memory.count / *count < kNodeMemory.low) {
    context.diagnostics.add(node.at,
                            fmt::format("{} nodes share {}", *count, to_string(machine.memory)),
                            "each node needs at least 1MiB");
    return;
  }
  split_evenly(machine, static_cast<int>(*count));
}

}  // namespace

Form numa_form() { return Form::either({Form::count(kNodes), Form::map(numa_keys)}); }

void read_numa(const Node& node, Machine& machine, const Context& context) {
  if (node.kind != Node::Kind::Map) {
    read_even(node, machine, context);
    return;
  }
  Fields fields(node, "numa", numa_keys(), context.diagnostics);
  if (const Node* distance = fields.find("distance"))
    machine.distance = static_cast<int>(
        read_count(*distance, "distance", kDistance, context.diagnostics).value_or(20));
  const Node* nodes = fields.find("nodes");
  if (!nodes) return;
  if (nodes->kind == Node::Kind::List)
    read_explicit(*nodes, machine, context);
  else
    read_even(*nodes, machine, context);
  const Node* distances = fields.find("distances");
  if (distances != nullptr && fields.find("distance") != nullptr)
    context.diagnostics.add(distances->at, "both `distance` and `distances`", "keep one of them");
  if (distances != nullptr && !machine.nodes.empty())
    read_distances(*distances, machine, context.diagnostics);
}

}  // namespace folioscope::spec
