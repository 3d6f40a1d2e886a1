// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/spec_dump.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "spec/event_text.h"

namespace folioscope::spec {
namespace {

const char* name_of(Base::Kind kind) {
  switch (kind) {
    case Base::Kind::Debian:
      return "debian";
    case Base::Kind::Tarball:
      return "tarball";
    case Base::Kind::Git:
      return "git";
    case Base::Kind::Tree:
      return "tree";
  }
  return "?";
}

const char* name_of(PatchStep::Kind kind) {
  switch (kind) {
    case PatchStep::Kind::Patch:
      return "patch";
    case PatchStep::Kind::Mbox:
      return "mbox";
    case PatchStep::Kind::Lore:
      return "lore";
    case PatchStep::Kind::Revert:
      return "revert";
  }
  return "?";
}

const char* name_of(EventRequest::Kind kind) {
  switch (kind) {
    case EventRequest::Kind::Tracepoint:
      return "tracepoint";
    case EventRequest::Kind::Kprobe:
      return "kprobe";
    case EventRequest::Kind::Kretprobe:
      return "kretprobe";
  }
  return "?";
}

// What a step says beside its target.
std::string dump_rest(const PatchStep& step) {
  std::string text;
  if (!step.only.empty()) text += fmt::format(" only=[{}]", fmt::join(step.only, " "));
  if (!step.skip.empty()) text += fmt::format(" skip=[{}]", fmt::join(step.skip, " "));
  if (step.version != 0) text += fmt::format(" version={}", step.version);
  if (!step.mailbox.empty())
    text += fmt::format(" mailbox={}", step.mailbox.substr(step.mailbox.rfind('/') + 1));
  return text;
}

std::string number(const std::optional<std::uint64_t>& value) {
  return value ? fmt::to_string(*value) : "-";
}
std::string number(const std::optional<Bytes>& value) {
  return value ? fmt::to_string(value->count) : "-";
}

std::string dump_machine(const Machine& machine) {
  std::string text =
      fmt::format("machine {} vcpus={} memory={} distance={} cmdline=[{}]\n", machine.name,
                  machine.vcpus, machine.memory.count, machine.distance, machine.cmdline);
  for (const NumaNode& node : machine.nodes)
    text +=
        fmt::format("  node memory={} cpus=[{}]\n", node.memory.count, fmt::join(node.cpus, " "));
  for (const std::vector<int>& row : machine.distances)
    text += fmt::format("  distances [{}]\n", fmt::join(row, " "));
  for (const Dimm& dimm : machine.dimms)
    text += fmt::format("  dimm size={} node={}{}\n", dimm.size.count, dimm.node,
                        dimm.requested ? fmt::format(" requested={}", dimm.requested->count) : "");
  if (machine.cgroup) text += "  cgroup\n";
  if (machine.network != Network::None)
    text += fmt::format("  network {}\n", to_string(machine.network));
  for (const Disk& disk : machine.disks)
    text += fmt::format("  disk size={} iops={}/{}/{} rate={}/{}/{} fs=[{}] requests={}\n",
                        disk.size.count, number(disk.iops), number(disk.read_iops),
                        number(disk.write_iops), number(disk.rate), number(disk.read_rate),
                        number(disk.write_rate), to_string(disk.filesystem), number(disk.requests));
  return text;
}

// Nothing at all when the experiment says nothing about itself.
std::string dump_about(const About& about) {
  if (about == About{}) return {};
  std::string text = fmt::format("about thread=[{}] subject=[{}] date=[{}]\n", about.thread,
                                 about.subject, about.date);
  text += fmt::format("  question=[{}]\n  expectation=[{}]\n  headline=[{}]\n", about.question,
                      about.expectation, fmt::join(about.headline, " "));
  if (about.decide != Decision{})
    text += fmt::format("  decide metric=[{}]\n", about.decide.metric);
  for (const auto& [name, value] : about.decide.at)
    text += fmt::format("  decide at [{}]=[{}]\n", name, value);
  for (const Claim& claim : about.claims) {
    text += fmt::format("  claim [{}] metric=[{}] variant=[{}] workload=[{}]", claim.says,
                        claim.metric, claim.variant, claim.workload.program);
    for (const auto& [name, value] : claim.workload.at)
      text += fmt::format(" at [{}]=[{}]", name, value);
    if (claim.value) text += fmt::format(" value={} unit=[{}]", *claim.value, claim.unit);
    text += '\n';
  }
  for (const std::string& caveat : about.caveats) text += fmt::format("  caveat [{}]\n", caveat);
  return text;
}

std::string below(const std::filesystem::path& root, const std::string& path);

std::string dump_brought(const Workload& workload, const std::filesystem::path& root) {
  std::string text;
  if (!workload.path.empty()) text += fmt::format("  from {}\n", below(root, workload.path));
  if (!workload.script.empty()) text += fmt::format("  script [{}]\n", workload.script);
  for (const std::string& word : workload.words) text += fmt::format("  word [{}]\n", word);
  for (const BroughtFile& file : workload.files)
    text += fmt::format("  file {} at {}\n", below(root, file.from), file.to);
  for (const std::string& one : workload.environment) text += fmt::format("  env [{}]\n", one);
  for (const std::string& package : workload.packages)
    text += fmt::format("  package {} {}\n", package, workload.suite);
  if (!workload.selftest.empty()) text += fmt::format("  selftest of {}\n", workload.selftest);
  if (workload.user != 0) text += fmt::format("  user {}\n", workload.user);
  if (!workload.input.empty()) text += fmt::format("  input {}\n", workload.input);
  for (const std::string& line : workload.before) text += fmt::format("  before [{}]\n", line);
  for (const std::string& line : workload.after) text += fmt::format("  after [{}]\n", line);
  for (const MetricPattern& metric : workload.metrics)
    text += fmt::format("  metric {} [{}] unit=[{}] better=[{}]\n", metric.name, metric.pattern,
                        metric.unit, metric.better);
  for (const std::string& counter : workload.vmstat) text += fmt::format("  vmstat {}\n", counter);
  return text;
}

std::string below(const std::filesystem::path& root, const std::string& path) {
  return path.starts_with('/') ? std::filesystem::path(path).lexically_relative(root).string()
                               : path;
}

std::string dump_base_of(const Base& base, const std::filesystem::path& root) {
  std::string text = fmt::format("{} {} {}{}\n", name_of(base.kind), below(root, base.source),
                                 base.revision, base.suite);
  if (base.dirty != Base::Dirty::Refuse)
    text += fmt::format("  dirty {}\n", base.dirty == Base::Dirty::Take ? "take" : "ignore");
  return text;
}

std::string dump_workload(const Workload& workload, const std::filesystem::path& root) {
  std::string text = fmt::format("workload {} timeout={}ms", workload.program, workload.timeout_ms);
  if (workload.typical_ms != 0) text += fmt::format(" typical={}ms", workload.typical_ms);
  text += "\n";
  for (const auto& [key, values] : workload.args)
    text += fmt::format("  {}=[{}]\n", key, fmt::join(values, " "));
  return text + dump_brought(workload, root);
}

std::string dump_event(const EventRequest& event) {
  const bool dynamic = event.kind != EventRequest::Kind::Tracepoint;
  const std::string where = dynamic ? event.symbols.front() : text_of(event.event);
  const std::string name = dynamic ? event.event.name : "";
  std::string text = fmt::format("{} {} name=[{}] fetch=[{}] where=[{}]\n", name_of(event.kind),
                                 where, name, event.fetch, event.where);
  for (std::size_t i = 1; i < event.symbols.size(); ++i) text += "  or " + event.symbols[i] + "\n";
  if (event.window)
    text += fmt::format("  window from={} to={}\n", text_of(event.window->from),
                        text_of(event.window->to));
  return text;
}

}  // namespace

std::string dump(const Spec& spec, const std::filesystem::path& root) {
  const auto relative = [&](const std::string& path) { return below(root, path); };
  const auto dump_base = [&](const Base& base) { return dump_base_of(base, root); };
  std::string text = fmt::format("name {}\n", spec.name);
  for (const NamedBase& base : spec.bases)
    text += "base " + (base.name.empty() ? "" : "[" + base.name + "] ") + dump_base(base.source);
  if (!spec.profile.empty()) text += fmt::format("profile {}\n", spec.profile);
  text += dump_about(spec.about);
  if (spec.unmet == Unmet::Take) text += "config_unmet take\n";
  for (const auto& fragment : spec.config) text += fmt::format("config {}\n", relative(fragment));
  if (!spec.overlay.empty()) text += fmt::format("overlay {}\n", relative(spec.overlay));
  if (!spec.hooks.empty()) text += fmt::format("hooks {}\n", relative(spec.hooks));
  for (const auto& patch : spec.instrumentation)
    text += fmt::format("instrumentation {}\n", relative(patch));
  for (const Variant& variant : spec.variants) {
    text += fmt::format("variant {}\n", variant.name);
    if (variant.base) text += "  base " + dump_base(*variant.base);
    for (const std::string& base : variant.not_on) text += fmt::format("  not on [{}]\n", base);
    for (const PatchStep& step : variant.steps)
      text +=
          fmt::format("  {} {}{}\n", name_of(step.kind), relative(step.target), dump_rest(step));
    for (const Setting& setting : variant.settings)
      text += fmt::format("  setting {}={}\n", setting.path, setting.value);
  }
  for (const Machine& machine : spec.machines) text += dump_machine(machine);
  for (const Workload& workload : spec.workloads) text += dump_workload(workload, root);
  for (const Observe level : spec.observe) text += fmt::format("observe {}\n", to_string(level));
  if (!spec.watch.empty()) text += fmt::format("watch {}\n", spec.watch);
  for (const EventRequest& event : spec.events) text += dump_event(event);
  for (const Histogram& histogram : spec.histograms)
    text +=
        fmt::format("histogram {}:{} keys=[{}] values=[{}] where=[{}] size={}\n",
                    histogram.event.system, histogram.event.name, fmt::join(histogram.keys, " "),
                    fmt::join(histogram.values, " "), histogram.where, histogram.size);
  for (const SettingSweep& setting : spec.settings)
    text += fmt::format("setting {}=[{}]\n", setting.path, fmt::join(setting.values, " "));
  if (spec.guests > 0) text += fmt::format("guests={}\n", spec.guests);
  if (spec.fewest_boots > 0)
    text += fmt::format("boots from {} budget={}ms\n", spec.fewest_boots, spec.budget_ms);
  return text + fmt::format("boots={} seed={} buffer={}KiB clock={} boot_timeout={}ms\n",
                            spec.boots, spec.seed, spec.buffer_kib_per_cpu, spec.clock,
                            spec.boot_timeout_ms);
}

}  // namespace folioscope::spec
