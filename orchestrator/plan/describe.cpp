// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace folioscope::plan {
namespace {

constexpr std::size_t kShownCells = 48;  // what fits on two screens

// "1 boot", "2 boots".
std::string count_of(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "2 boots", "2 to 8 boots".
std::string range_of(std::size_t fewest, std::size_t most, std::string_view noun) {
  return (fewest < most ? fmt::format("{} to ", fewest) : "") + count_of(most, noun);
}

std::string describe_step(const spec::PatchStep& step) {
  std::string name = step.target.substr(step.target.find_last_of('/') + 1);
  switch (step.kind) {
    case spec::PatchStep::Kind::Patch:
      break;
    case spec::PatchStep::Kind::Mbox:
      name += " (mailbox)";
      break;
    case spec::PatchStep::Kind::Lore:
      name = "lore " + step.target;
      if (step.version != 0) name += fmt::format(" v{}", step.version);
      break;
    case spec::PatchStep::Kind::Revert:
      name = "revert " + step.target;
      break;
  }
  if (!step.only.empty()) name += fmt::format(" only {}", fmt::join(step.only, " "));
  if (!step.skip.empty()) name += fmt::format(" without {}", fmt::join(step.skip, " "));
  return name;
}

// What a kernel costs, and below it how its patches are taken.
std::string describe_kernel(const spec::Spec& spec, const KernelCost& cost) {
  const std::string& base = spec.bases[cost.base].name;
  std::string text =
      fmt::format("    kernel {}{}, about {}\n", base.empty() ? "" : "on " + base + " ", cost.how,
                  format_duration(cost.seconds));
  for (const std::string& note : cost.notes) text += fmt::format("      {}\n", note);
  if (!cost.refusal.empty()) text += fmt::format("      no kernel: {}\n", cost.refusal);
  return text;
}

std::string describe_bases(const spec::Spec& spec) {
  std::string text;
  for (const spec::NamedBase& base : spec.bases)
    text += fmt::format("base {}{}\n", base.name.empty() ? "" : base.name + ": ",
                        describe_base(base.source));
  return text;
}

std::string describe_variants(const Plan& plan, const Costs& costs) {
  std::string text = "\nvariants\n";
  for (std::size_t i = 0; i < plan.spec.variants.size(); ++i) {
    const spec::Variant& variant = plan.spec.variants[i];
    std::vector<std::string> steps;
    for (const spec::PatchStep& step : variant.steps) steps.push_back(describe_step(step));
    text += fmt::format(
        "  {:<16} {}", variant.name,
        steps.empty() ? "the base as it is" : fmt::format("{}", fmt::join(steps, ", ")));
    if (variant.base) text += " of " + describe_base(*variant.base);
    for (const spec::Setting& setting : variant.settings)
      text += fmt::format(", {}={}", setting.path, setting.value);
    if (i == 0) text += "  (baseline)";
    if (!variant.not_on.empty())
      text += fmt::format("; not on {}", fmt::join(variant.not_on, ", "));
    text += "\n";
    for (const KernelCost& cost : costs.kernels)
      if (cost.variant == i) text += describe_kernel(plan.spec, cost);
  }
  return text;
}

std::string describe_disk(const spec::Disk& disk) {
  std::string text = fmt::format(", disk of {} MiB", disk.size.count >> 20);
  if (disk.filesystem != spec::FileSystem::None)
    text += fmt::format(" with {}", to_string(disk.filesystem));
  if (disk.iops) text += fmt::format(" at {} requests/s", *disk.iops);
  if (disk.requests) text += fmt::format(", {} in flight", *disk.requests);
  return text;
}

// Nodes that are no whole ones; that of a module alone is said with the module.
std::string describe_halves(const spec::Machine& machine) {
  std::string text;
  for (std::size_t i = 0; i < machine.nodes.size(); ++i) {
    const spec::NumaNode& node = machine.nodes[i];
    if (node.memory == Bytes{} && !node.cpus.empty())
      text += fmt::format(", node {} of CPUs alone", i);
    if (node.memory != Bytes{} && node.cpus.empty())
      text += fmt::format(", node {} of memory alone", i);
  }
  return text;
}

std::string describe_machines(const spec::Spec& spec) {
  std::string text = "\nmachines\n";
  for (const spec::Machine& machine : spec.machines) {
    text += fmt::format("  {:<16} {}, {} MiB, {}", machine.name,
                        count_of(static_cast<std::size_t>(machine.vcpus), "vCPU"),
                        machine.memory.count >> 20, count_of(machine.nodes.size(), "node"));
    if (machine.nodes.size() > 1)
      text += machine.distances.empty() ? fmt::format(" at distance {}", machine.distance)
                                        : " at distances of their own";
    text += describe_halves(machine);
    for (const spec::Dimm& dimm : machine.dimms)
      text += dimm.requested
                  ? fmt::format(", {} MiB of {} MiB of virtio-mem on node {}",
                                dimm.requested->count >> 20, dimm.size.count >> 20, dimm.node)
                  : fmt::format(", dimm of {} MiB on node {}", dimm.size.count >> 20, dimm.node);
    for (const spec::Disk& disk : machine.disks) text += describe_disk(disk);
    if (machine.network == spec::Network::Isolated) text += ", isolated network";
    if (!machine.cmdline.empty()) text += fmt::format(", cmdline \"{}\"", machine.cmdline);
    text += "\n";
  }
  return text;
}

std::string_view describe_level(spec::Observe level) {
  switch (level) {
    case spec::Observe::None:
      return "vmstat alone";
    case spec::Observe::Counters:
      return "counters";
    case spec::Observe::Histograms:
      return "histograms in the guest";
    case spec::Observe::Events:
      return "events";
  }
  return "events";
}

std::string describe_workloads(const Plan& plan) {
  std::string text = "\nworkloads\n";
  for (const WorkloadCondition& condition : plan.workloads) {
    text += "  " + condition.program;
    if (plan.spec.bases.size() > 1) text += " on " + plan.spec.bases[condition.base].name;
    const spec::Workload& workload = plan.spec.workloads[condition.workload];
    for (const std::string& word : workload.words) text += ' ' + word;
    for (const auto& [key, value] : condition.args)
      text += fmt::format(" {}{}={}", workload.is_script ? "$" : "--", key, value);
    for (const spec::Setting& setting : condition.settings)
      text += fmt::format(", {}={}", setting.path, setting.value);
    text += fmt::format("  (at most {}; observed by {})\n",
                        format_duration(condition.timeout_ms / 1000.0),
                        describe_level(condition.observe));
  }
  return text;
}

std::string describe_order(const Plan& plan) {
  const int blocks = (plan.spec.boots + spec::kBootsInBlock - 1) / spec::kBootsInBlock;
  std::string text = fmt::format(
      "\norder: {} of {} of every variant, the boots of a condition next to each other, shuffled "
      "with seed {}\n",
      count_of(static_cast<std::size_t>(blocks), "block"),
      count_of(static_cast<std::size_t>(std::min(plan.spec.boots, spec::kBootsInBlock)), "boot"),
      plan.spec.seed);
  for (std::size_t i = 0; i < std::min(plan.cells.size(), kShownCells); ++i) {
    const Cell& cell = plan.cells[i];
    text += fmt::format("  {:>4}  block {:<3} cell {:<5} {} / {} / {}\n", cell.position + 1,
                        cell.block + 1, cell.id.value, plan.spec.variants[cell.variant].name,
                        plan.spec.machines[cell.machine].name, plan.workloads[cell.workload].key);
  }
  if (plan.cells.size() > kShownCells)
    text += fmt::format("  ... and {} more; --json lists all\n", plan.cells.size() - kShownCells);
  return text;
}

// What the boots' part of an estimate rests on.
std::string describe_source(const Estimate& time) {
  if (time.measured_conditions == 0) return "a guess for emulated guests";
  const std::string boots = fmt::format("from {} here", count_of(time.measured_boots, "boot"));
  const std::size_t guessed = time.conditions - time.measured_conditions;
  if (guessed == 0) return boots;
  return fmt::format("{}, a guess for {} of {}", boots, guessed,
                     count_of(time.conditions, "condition"));
}

std::string describe_estimate(const Plan& plan, const Costs& costs) {
  const Estimate time = estimate(plan, costs);
  std::string text = fmt::format(
      "estimate: at most {}: kernels {}, boots {} ({} at once, about {} each, {}), and half as "
      "much "
      "again\n",
      format_duration(time.total()), format_duration(time.kernels), format_duration(time.boots),
      count_of(static_cast<std::size_t>(costs.concurrent), "guest"), format_duration(time.per_boot),
      describe_source(time));
  if (time.total() > time.total_of_fewest())
    text += fmt::format("  at most {} when {} of each variant settle every condition\n",
                        format_duration(time.total_of_fewest()),
                        count_of(static_cast<std::size_t>(fewest_boots(plan.spec)), "boot"));
  if (plan.spec.budget_ms != 0)
    text += fmt::format("  no block of boots begins after {} of booting\n",
                        format_duration(plan.spec.budget_ms / 1000.0));
  return text;
}

// Paths and filters are bytes of any kind; JSON wants them escaped.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string json_workload(const WorkloadCondition& condition) {
  std::vector<std::string> args;
  for (const auto& [key, value] : condition.args)
    args.push_back(fmt::format("{}: {}", json_string(key), json_string(value)));
  std::vector<std::string> settings;
  for (const spec::Setting& setting : condition.settings)
    settings.push_back(
        fmt::format("{}: {}", json_string(setting.path), json_string(setting.value)));
  return fmt::format(
      "{{\"key\": {}, \"program\": {}, \"args\": {{{}}}, \"timeout_ms\": {}, "
      "\"observe\": {}, \"settings\": {{{}}}}}",
      json_string(condition.key), json_string(condition.program), fmt::join(args, ", "),
      condition.timeout_ms, json_string(to_string(condition.observe)), fmt::join(settings, ", "));
}

std::string json_kernel(const spec::Spec& spec, const KernelCost& cost) {
  std::vector<std::string> notes;
  for (const std::string& note : cost.notes) notes.push_back(json_string(note));
  return fmt::format(
      "{{\"variant\": {}, \"base\": {}, \"how\": {}, \"seconds\": {:.1f}, \"notes\": [{}], "
      "\"refusal\": {}}}",
      json_string(spec.variants[cost.variant].name), json_string(spec.bases[cost.base].name),
      json_string(cost.how), cost.seconds, fmt::join(notes, ", "), json_string(cost.refusal));
}

std::string json_base(const spec::NamedBase& base) {
  return fmt::format("{{\"name\": {}, \"source\": {}}}", json_string(base.name),
                     json_string(describe_base(base.source)));
}

std::string json_cell(const Plan& plan, const Cell& cell) {
  return fmt::format(
      "{{\"id\": {}, \"position\": {}, \"boot\": {}, \"block\": {}, \"variant\": {}, "
      "\"machine\": {}, \"workload\": {}}}",
      cell.id.value, cell.position, cell.boot, cell.block,
      json_string(plan.spec.variants[cell.variant].name),
      json_string(plan.spec.machines[cell.machine].name),
      json_string(plan.workloads[cell.workload].key));
}

}  // namespace

std::string describe(const Plan& plan, const Costs& costs) {
  const spec::Spec& spec = plan.spec;
  std::string text = fmt::format("experiment {}\n", spec.name);
  if (!spec.profile.empty()) text += fmt::format("profile {}\n", spec.profile);
  text += describe_bases(spec);
  text += describe_variants(plan, costs) + describe_machines(spec) + describe_workloads(plan);
  if (!spec.hooks.empty())
    text += "\ninstrumentation: core and hooks under every variant, by the version of the base\n";
  if (!spec.instrumentation.empty())
    text += fmt::format("\ninstrumentation: core and {} groups of hooks under every variant\n",
                        spec.instrumentation.size());
  if (!spec.watch.empty()) text += fmt::format("\nwatched pages: {}\n", spec.watch);
  text += fmt::format("\nevents: {}\n", spec.events.size());
  text += describe_order(plan);
  text += fmt::format(
      "\n{}: {} x {} x {} x {}\n", range_of(fewest_cells(plan), plan.cells.size(), "cell"),
      count_of(spec.variants.size(), "variant"), count_of(spec.machines.size(), "machine"),
      count_of(plan.workloads.size(), "workload condition"), describe_boots(spec));
  return text + describe_estimate(plan, costs);
}

std::string describe_json(const Plan& plan, const Costs& costs) {
  const Estimate time = estimate(plan, costs);
  std::vector<std::string> bases, workloads, kernels, cells;
  for (const spec::NamedBase& base : plan.spec.bases) bases.push_back(json_base(base));
  for (const WorkloadCondition& condition : plan.workloads)
    workloads.push_back(json_workload(condition));
  for (const KernelCost& cost : costs.kernels) kernels.push_back(json_kernel(plan.spec, cost));
  for (const Cell& cell : plan.cells) cells.push_back(json_cell(plan, cell));
  return fmt::format(
      "{{\"experiment\": {}, \"profile\": {}, \"bases\": [{}], \"seed\": {}, \"concurrent\": {},\n"
      " \"boots\": {}, \"fewest_boots\": {}, \"budget_ms\": {},\n"
      " \"estimate_seconds\": {:.1f}, \"estimate_from_boots\": {},\n \"kernels\": [{}],\n"
      " \"workloads\": [{}],\n"
      " \"cells\": [\n  {}]}}\n",
      json_string(plan.spec.name), json_string(plan.spec.profile), fmt::join(bases, ", "),
      plan.spec.seed, costs.concurrent, plan.spec.boots, fewest_boots(plan.spec),
      plan.spec.budget_ms, time.total(), time.measured_boots, fmt::join(kernels, ", "),
      fmt::join(workloads, ", "), fmt::join(cells, ",\n  "));
}

std::string describe_base(const spec::Base& base) {
  switch (base.kind) {
    case spec::Base::Kind::Debian:
      return "Debian package " + base.source + (base.suite.empty() ? "" : " of " + base.suite);
    case spec::Base::Kind::Tarball:
      return "tarball " + base.source;
    case spec::Base::Kind::Git:
      return fmt::format("git {} at {}", base.source, base.revision);
    case spec::Base::Kind::Tree:
      return "tree " + base.source;
  }
  return base.source;
}

std::string describe_boots(const spec::Spec& spec) {
  return range_of(static_cast<std::size_t>(fewest_boots(spec)),
                  static_cast<std::size_t>(spec.boots), "boot");
}

std::string describe_all_boots(const Plan& plan) {
  return range_of(fewest_cells(plan), plan.cells.size(), "boot");
}

std::string format_duration(double seconds) {
  auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  if (whole < 90) return fmt::format("{} s", whole);
  long long minutes = (whole + 30) / 60;
  if (minutes < 90) return fmt::format("{} min", minutes);
  if (minutes % 60 == 0) return fmt::format("{} h", minutes / 60);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace folioscope::plan
