// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/notices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "catalog/acceleration.h"
#include "compare/host_use.h"
#include "compare/not_run.h"
#include "compare/totals.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"

namespace folioscope::format {
namespace {

using catalog::Severity;
using Notices = std::vector<Notice>;

constexpr std::size_t kShownFailures = 6;   // kinds of failed boots; the page Run lists them all
constexpr std::size_t kShownNames = 4;      // of variants that need the same
constexpr std::size_t kReasonLength = 160;  // bytes of a reason, which is a guest's
// Of the time that the vCPUs wanted to run they waited for the host: as large a share as the change
// that runs are planned for.
constexpr double kBusyHost = compare::kPlannedChange;

std::string a_line(std::string_view text) {
  std::size_t end = std::min(text.find('\n'), text.size());
  if (end <= kReasonLength) return std::string(text.substr(0, end));
  end = kReasonLength;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // whole letters
  return std::string(text.substr(0, end)) + "...";
}

std::string failure_remedy(const compare::NotRun& failed) {
  switch (failed.status) {
    case CellStatus::BuildError:
      return "the kernel could not be built: mend the patch or its base, then `folioscope resume`";
    case CellStatus::JobError:
      return "the agent could not do its job: `folioscope check` the experiment";
    case CellStatus::HostError:
      return "the host failed: `folioscope doctor`, then `folioscope resume`";
    default:
      return failed.console.empty() ? "its reason is on the page Run"
                                    : "read its console: " + failed.console;
  }
}

void add_boots(const compare::TestedRun& run, Notices& all) {
  if (const auto planned = static_cast<std::int64_t>(compare::planned_boots(run)); planned > 0)
    all.push_back({Severity::Warning, fmt::format("{} not run yet", plural(planned, "boot")),
                   "`folioscope resume` on the run directory runs what is missing"});
  const std::vector<compare::NotRun> failed = compare::failed_boots(run);
  for (std::size_t i = 0; i < std::min(failed.size(), kShownFailures); ++i) {
    const compare::NotRun& one = failed[i];
    const std::string reason = a_line(one.reason);
    all.push_back({Severity::Warning,
                   fmt::format("No number from {} of {} on {}, {}: {}{}",
                               plural(static_cast<std::int64_t>(one.boots.size()), "boot"),
                               one.variant, one.machine, one.workload, to_string(one.status),
                               reason.empty() ? "" : " (" + reason + ")"),
                   failure_remedy(one)});
  }
  if (failed.size() > kShownFailures)
    all.push_back({Severity::Warning,
                   fmt::format("Boots failed in {} more ways", failed.size() - kShownFailures),
                   "the page Run lists every boot"});
}

// "a, b and 5 more"
std::string some_of(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kShownNames);
  std::string text = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

// Variants that need as many boots are said once.
void add_metric(const compare::MetricResult& metric, Notices& all) {
  std::vector<std::pair<std::string, std::vector<std::string>>> inconclusive;  // by what they need
  for (const compare::VariantResult& result : metric.variants) {
    const std::string needed = boots_needed_text(result);
    if (needed.empty()) continue;
    auto same = std::ranges::find(inconclusive, needed,
                                  &std::pair<std::string, std::vector<std::string>>::first);
    if (same == inconclusive.end()) same = inconclusive.insert(same, {needed, {}});
    same->second.push_back(result.variant);
  }
  for (const auto& [needed, variants] : inconclusive)
    all.push_back({Severity::Warning,
                   fmt::format("{} {} inconclusive on {}", some_of(variants),
                               variants.size() == 1 ? "is" : "are", metric.metric),
                   needed + " of the baseline's mean"});
  for (const compare::VariantResult& result : metric.variants)
    if (const std::string shape = shape_text(result, metric.scale); !shape.empty())
      all.push_back({Severity::Warning,
                     fmt::format("{} of {}: {}", metric.metric, result.variant, shape),
                     "look at the boots on the page Compare: a mean may describe none of them"});
}

// What the deciding metric still needs.
void add_reach(const compare::TestedRun& run, const compare::Findings& findings, Notices& all) {
  if (const std::string reach = reach_text(run.family); !reach.empty())
    all.push_back({Severity::Error, "Too few boots: no difference could be shown, however large",
                   "raise `boots:` of the experiment, or lead with fewer metrics and conditions"});
  if (run.family.interim)
    all.push_back({Severity::Warning, "The answer is interim: boots are still to come",
                   "wait for the last boot"});
  for (const std::size_t index : findings.told())
    add_metric(*findings.conditions[index].metric(findings.decisive), all);
}

void add_events(const compare::TestedRun& run, Notices& all) {
  const query::Accounting total = compare::total_accounting(run);
  if (!total.complete())
    all.push_back({Severity::Error, accounted_text(total),
                   "metrics made of events may be wrong: boot again, and report it"});
  if (total.lost() > 0)
    all.push_back({Severity::Warning,
                   fmt::format("{} of {} trace events were lost ({:.2g} %)", count(total.lost()),
                               count(total.produced), 100 * total.lost_share()),
                   "raise buffer_kib, or narrow the filter of the events; metrics that it touches "
                   "are marked or withheld"});
}

void add_host(const compare::TestedRun& run, Notices& all) {
  double waited = 0;
  int again = 0;
  for (const compare::HostUse& use : compare::host_use(run)) {
    waited = std::max(waited, use.waited);
    again += use.done_again;
  }
  if (waited >= kBusyHost)
    all.push_back({Severity::Warning,
                   fmt::format("The host was busy: vCPUs waited up to {:.0f} % of the time that "
                               "they wanted to run",
                               100 * waited),
                   "run fewer guests at a time, and nothing else beside them"});
  if (again > 0)
    all.push_back({Severity::Note,
                   fmt::format("{} {} done again because the host failed {}", plural(again, "boot"),
                               again == 1 ? "was" : "were", again == 1 ? "it" : "them"),
                   "`folioscope doctor` where it happens often"});
}

void add_conditions(const compare::TestedRun& run, const compare::Findings& findings,
                    Notices& all) {
  if (run.run.acceleration == catalog::kImported)
    all.push_back(
        {Severity::Note, "Boots were imported: they are not known to have run next to each other",
         "what changed on the machine meanwhile looks like a difference: measure variants "
         "in turn"});
  if (catalog::is_emulated(run.run.acceleration))
    all.push_back({Severity::Note,
                   "CPUs were emulated (TCG): wall times are not comparable with "
                   "hardware",
                   "compare counts, ratios and variants with each other"});
  std::map<std::string, std::size_t> amplifiers;
  std::size_t overcommitted = 0;
  int cores = 0;
  for (const compare::ConditionResult& condition : findings.conditions) {
    if (condition.amplified()) ++amplifiers[condition.amplifiers];
    if (condition.host_cores > 0) {
      ++overcommitted;
      cores = condition.host_cores;
    }
  }
  const auto of_all = [&](std::size_t some) {
    return fmt::format("{} of {}", some,
                       plural(static_cast<std::int64_t>(findings.conditions.size()), "condition"));
  };
  if (overcommitted > 0)
    all.push_back({Severity::Note,
                   fmt::format("Overcommitted at {}: more vCPUs than the host's {}",
                               of_all(overcommitted), plural(cores, "core")),
                   "a preempted vCPU stretches every wait and hold: repeat on a larger host"});
  if (amplifiers.size() == 1)
    all.push_back({Severity::Note,
                   fmt::format("Amplified ({}) at {}", amplifiers.begin()->first,
                               of_all(amplifiers.begin()->second)),
                   "rates are higher than in the field: read the plain condition beside it"});
  else if (amplifiers.size() > 1)
    all.push_back({Severity::Note, fmt::format("Amplified in {} ways", amplifiers.size()),
                   "rates are higher than in the field: read the plain condition beside it"});
  for (const Fact& missing : not_available(run))
    all.push_back({Severity::Note, "Not available: " + missing.text, ""});
}

void add_faults(const compare::TestedRun& run, Notices& all) {
  for (const DataFault& fault : data_faults(run))
    all.push_back({fault.severity,
                   fmt::format("{}: {}", fault.meaning.empty() ? a_line(fault.name) : fault.meaning,
                               count(fault.count)),
                   std::string(fault.advice)});
}

}  // namespace

std::vector<Notice> notices(const compare::TestedRun& run, const compare::Findings& findings) {
  Notices all;
  add_reach(run, findings, all);
  add_boots(run, all);
  add_events(run, all);
  add_host(run, all);
  add_conditions(run, findings, all);
  add_faults(run, all);
  std::ranges::stable_sort(all, std::ranges::greater{}, &Notice::severity);
  return all;
}

std::vector<DataFault> data_faults(const query::Comparison& run) {
  std::vector<DataFault> faults;
  for (const store::AnomalyRow& anomaly : run.anomalies) {
    DataFault& fault = faults.emplace_back();
    fault.name = anomaly.name;
    fault.count = anomaly.count;
    const catalog::Anomaly* known = catalog::find_anomaly(anomaly.name);
    if (known == nullptr) continue;  // of another version: how bad it is, that one knows
    fault.severity = known->severity;
    fault.meaning = known->meaning;
    fault.advice = known->advice;
  }
  if (run.not_finite > 0)
    faults.push_back(
        {Severity::Error, "values or buckets that are no numbers", run.not_finite, {}, {}});
  if (run.orphans > 0)
    faults.push_back(
        {Severity::Error, "boots of no known variant, machine or workload", run.orphans, {}, {}});
  return faults;
}

}  // namespace folioscope::format
