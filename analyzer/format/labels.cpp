// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/labels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "catalog/acceleration.h"
#include "catalog/hook_groups.h"
#include "compare/absent.h"
#include "compare/evaluate.h"
#include "compare/family.h"
#include "compare/totals.h"
#include "format/units.h"

namespace folioscope::format {
namespace {

// Facts that count bytes say so in their names.
std::string fact_text(const query::HostFact& fact) {
  std::string words = fact.name;
  std::ranges::replace(words, '_', ' ');
  if (!fact.name.ends_with("_bytes") || !fact.number)
    return fmt::format("{} {}", words, fact.value);
  const std::string noun = words.substr(0, words.size() - std::string_view("_bytes").size());
  return fmt::format("{} {}", noun, bytes({*fact.number}));
}

std::string when_text(const query::Comparison& comparison) {
  const store::RunRow& run = comparison.run;
  if (run.acceleration == catalog::kImported)
    return fmt::format("imported {}; {}", date(run.started),
                       plural(static_cast<std::int64_t>(compare::done_boots(comparison)), "boot"));
  const std::string state =
      run.finished ? fmt::format("its boots took {}", duration(compare::boots_took_ns(comparison)))
                   : "NOT finished";
  const std::string profile = run.profile.empty() ? "" : "; profile " + run.profile;
  return fmt::format("{}, {}; {} of {} done{}; seed {}", date(run.started), state,
                     count(static_cast<std::int64_t>(compare::done_boots(comparison))),
                     plural(static_cast<std::int64_t>(compare::wanted_boots(comparison)), "boot"),
                     profile, run.seed);
}

std::string host_text(const query::Comparison& comparison) {
  std::string text;
  for (const query::HostFact& fact : comparison.host)
    text += (text.empty() ? "" : ", ") + fact_text(fact);
  return text.empty() ? "unknown" : text;
}

constexpr std::string_view kInstrumentation = "instrumentation";

bool is_instrumented(const store::VariantRow& kernel) {
  return std::ranges::any_of(
      kernel.patches, [](const query::Patch& patch) { return patch.kind == kInstrumentation; });
}

// "changes 3 functions: a, b, c"; empty for none.
std::string part_text(std::string_view verb, const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;  // more fill a screen
  if (names.empty()) return {};
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size()));
  std::string text =
      fmt::format("{} {}: {}", verb, plural(static_cast<std::int64_t>(names.size()), "function"),
                  fmt::join(names.begin(), end, ", "));
  if (names.size() > kShown) text += fmt::format(", and {} more", names.size() - kShown);
  return text;
}

}  // namespace

std::string acceleration_text(const std::string& acceleration) {
  if (acceleration == catalog::kKvm) return "KVM";
  if (acceleration == catalog::kImported)
    return "imported: measured elsewhere, and not known to have run next to each other; what else "
           "changed meanwhile is in the differences";
  return "TCG (emulated CPUs): compare counts, ratios and variants with each other; wall times are "
         "not comparable with hardware";
}

std::string portable_path(std::string_view path) {
  for (const std::string_view top : {"configs/", "guest-image/"}) {
    if (path.starts_with(top)) return std::string(path);
    const std::size_t at = path.rfind('/' + std::string(top));
    if (at != std::string_view::npos) return std::string(path.substr(at + 1));
  }
  if (path.find("://") != std::string_view::npos) return std::string(path);
  return std::filesystem::path(path).filename().string();
}

std::string release_text(const query::Comparison& comparison, const store::VariantRow& kernel) {
  return kernel.kernel_release.value_or(
      comparison.run.acceleration == catalog::kImported ? "kernel not said" : "not built yet");
}

std::string functions_text(const store::VariantRow& baseline, const store::VariantRow& kernel) {
  if (&kernel == &baseline) return {};
  if (kernel.code_hash && kernel.code_hash == baseline.code_hash)
    return fmt::format("has the code of {}", baseline.name);
  if (!kernel.functions) return {};
  std::string text = part_text("changes", kernel.functions->changed);
  for (const std::string& part : {part_text("adds", kernel.functions->added),
                                  part_text("removes", kernel.functions->removed)})
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  return text.empty() ? "changes no function that has a name" : text;
}

std::string kernel_text(const query::Comparison& comparison, const query::Variant& variant,
                        const store::VariantRow& kernel) {
  if (kernel.fault) return fmt::format("no kernel: {}", *kernel.fault);
  std::string text = release_text(comparison, kernel);
  if (is_instrumented(kernel)) text += ", instrumented";
  for (const query::Patch& patch : kernel.patches) {
    if (patch.kind == kInstrumentation) continue;  // the same under every variant
    const std::string target = patch.kind == "revert"
                                   ? "revert of " + patch.target
                                   : std::filesystem::path(patch.target).filename().string();
    text += ", " + target;
    if (!patch.notes.empty()) text += fmt::format(" ({})", fmt::join(patch.notes, "; "));
  }
  for (const auto& [path, value] : kernel.settings)
    text += fmt::format(", {}={}", std::filesystem::path(path).filename().string(), value);
  if (!kernel.notes.empty()) text += fmt::format(" ({})", fmt::join(kernel.notes, "; "));
  const query::Variant& baseline = comparison.variants.front();
  if (&variant == &baseline) return text + " (baseline)";
  if (compare::same_code(baseline, variant, kernel.base))
    return text + fmt::format(": the patch changes no code, same as {}", baseline.row.name);
  const std::string functions = functions_text(baseline.on(kernel.base), kernel);
  return functions.empty() ? text : text + ": " + functions;
}

std::vector<const store::VariantRow*> kernels_of(const query::Variant& variant) {
  std::vector<const store::VariantRow*> kernels{&variant.row};
  for (const store::VariantRow& other : variant.others) kernels.push_back(&other);
  return kernels;
}

std::vector<Fact> not_available(const query::Comparison& comparison) {
  constexpr const char* kName = "not available";
  std::vector<Fact> facts;
  if (comparison.variants.empty()) return facts;
  const auto where = [](const std::string& base) { return base.empty() ? "" : " on " + base; };
  // Of the baseline alone: which hooks apply depends on the base.
  for (const store::VariantRow* kernel : kernels_of(comparison.variants.front()))
    for (const std::string& group : kernel->missing_hooks)
      facts.push_back(
          {kName,
           fmt::format("{}{}: the hooks `{}` of the series {} do not apply to this kernel",
                       catalog::lost_without(group), where(kernel->base), group, kernel->hooks)});
  for (const auto& [metric, base] :
       compare::absent_metrics(comparison, compare::headline_of(comparison)))
    facts.push_back({kName, fmt::format("{}{}: no boot gave it there", metric, where(base))});
  return facts;
}

std::vector<Fact> run_facts(const query::Comparison& comparison) {
  std::vector<Fact> facts{{"run", when_text(comparison)}};
  for (const query::Variant& variant : comparison.variants)
    for (const store::VariantRow* kernel : kernels_of(variant))
      facts.push_back({kernel->base.empty() ? kernel->name
                                            : fmt::format("{} on {}", kernel->name, kernel->base),
                       kernel_text(comparison, variant, *kernel)});
  for (Fact& missing : not_available(comparison)) facts.push_back(std::move(missing));
  if (comparison.run.acceleration != catalog::kImported)
    facts.push_back({"host", host_text(comparison)});
  facts.push_back({"measured by", acceleration_text(comparison.run.acceleration)});
  return facts;
}

std::string condition_title(const query::Comparison& comparison,
                            const query::Condition& condition) {
  const auto machine =
      std::ranges::find(comparison.machines, condition.machine, &store::MachineRow::name);
  if (machine == comparison.machines.end())
    return fmt::format("{}, {}", condition.machine, condition.workload);
  if (comparison.run.acceleration == catalog::kImported)  // its memory nobody says
    return machine->vcpus == 0 ? fmt::format("{}, {}", condition.machine, condition.workload)
                               : fmt::format("{} ({}), {}", condition.machine,
                                             plural(machine->vcpus, "CPU"), condition.workload);
  return fmt::format("{} ({}, {}, {}), {}", condition.machine, plural(machine->vcpus, "vCPU"),
                     bytes(machine->memory), plural(machine->numa_nodes, "NUMA node"),
                     condition.workload);
}

std::string accounted_text(const query::Accounting& events) {
  if (events.complete()) return "all events accounted for";
  return fmt::format("{} unaccounted for", plural(events.unaccounted, "event"));
}

std::string result_title(const query::Comparison& comparison,
                         const compare::ConditionResult& condition) {
  std::string text = condition_title(comparison, *condition.where);
  if (condition.host_cores > 0) {
    const auto machine =
        std::ranges::find(comparison.machines, condition.where->machine, &store::MachineRow::name);
    text += fmt::format("; overcommitted: {} vCPUs on {} host cores", machine->vcpus,
                        condition.host_cores);
  }
  if (condition.amplified()) text += fmt::format("; amplified: {}", condition.amplifiers);
  return text;
}

std::string failures_text(const query::Comparison& comparison, const query::Condition& condition,
                          const std::string& variant) {
  std::map<CellStatus, int> boots;
  for (const query::Cell& cell : comparison.cells)
    if (cell.row.variant == variant && cell.row.machine == condition.machine &&
        cell.row.workload == condition.workload && is_failure(cell.row.status))
      ++boots[cell.row.status];
  std::string text;
  for (const auto& [status, count] : boots)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(status));
  return text;
}

std::string ending_text(const query::Comparison& comparison, const query::Condition& condition,
                        const std::string& variant) {
  const std::string failures = failures_text(comparison, condition, variant);
  return failures.empty() ? std::string("no boot that gave it") : failures;
}

std::string label_text(const compare::ConditionResult& condition) {
  std::string text;
  for (const compare::LabelPart& part : condition.label)
    text += (text.empty() ? "" : ", ") + part.text;
  return text;
}

std::string lock_value(const compare::LockRow& row, double value) {
  if (row.unit == "ns") return short_time(value);
  return with_symbol({1, row.unit == "count" ? "" : row.unit, value < 1000 ? 1 : 0}, value);
}

}  // namespace folioscope::format
