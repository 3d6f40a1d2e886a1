// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/changelog.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/shown_text.h"
#include "catalog/acceleration.h"
#include "compare/evaluate.h"
#include "compare/findings.h"
#include "compare/totals.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/variant_answer.h"
#include "format/wording.h"
#include "text/table.h"

namespace folioscope::text {
namespace {

// What `git commit` and mail readers leave room for.
constexpr std::size_t kColumns = 72;
constexpr std::size_t kIndent = 2;

std::string paragraph(const std::string& text) { return wrap(printable(text), 0, kColumns) + '\n'; }

std::string prose(const compare::TestedRun& run, const compare::Findings& findings) {
  std::string text;
  for (const format::VariantAnswer& answer : format::variant_answers(run, findings)) {
    std::string sentences = answer.variant + ": ";
    for (const format::Piece& piece : answer.text) sentences += piece.text;
    text += paragraph(sentences);
  }
  return text.empty() ? paragraph("Nothing was compared.") : text;
}

struct Change {
  std::string number, interval;
};

// Relative to the baseline where that has a meaning, else in the metric's unit.
Change change_of(const compare::VariantResult& result, const compare::Scale& scale) {
  const std::string relative = format::relative_text(result);
  if (const std::size_t at = relative.find(" ["); at != relative.npos)
    return {relative.substr(0, at), relative.substr(at + 1)};
  if (!relative.empty()) return {relative, {}};
  return {format::difference_text(result, scale), format::difference_interval_text(result, scale)};
}

std::string mean_of(const compare::VariantResult& result, const compare::Scale& scale) {
  return result.summary.count == 0 ? "-" : format::with_symbol(scale, result.summary.mean);
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
  return widest;
}

// One metric under the other; where that is too wide, each with its numbers below it.
std::string metric_table(const compare::ConditionResult& condition, std::size_t variant) {
  Table wide({Align::Left, Align::Right, Align::Right, Align::Right, Align::Left});
  std::string narrow;
  bool titled = false;
  for (const compare::MetricResult& metric : condition.metrics) {
    const compare::VariantResult& baseline = metric.variants.front();
    const compare::VariantResult& result = metric.variants[variant];
    if (!std::exchange(titled, true))
      wide.add({"metric", baseline.variant, result.variant, "change", "95 %"});
    const Change change = change_of(result, metric.scale);
    const std::string before = mean_of(baseline, metric.scale),
                      after = mean_of(result, metric.scale);
    wide.add({metric.metric, before, after, change.number, change.interval});
    narrow += fmt::format("  {}\n    {} -> {}  {} {}\n", printable(metric.metric), before, after,
                          change.number, change.interval);
  }
  std::string table = wide.render(kIndent);
  return widest_line(table) <= kColumns ? table : narrow;
}

std::string tables(const compare::TestedRun& run, const compare::Findings& findings) {
  std::string text;
  for (const std::size_t at : findings.told()) {
    const compare::ConditionResult& condition = findings.conditions[at];
    if (condition.metrics.empty()) continue;
    for (std::size_t variant = 1; variant < run.variants.size(); ++variant) {
      if (!compare::is_asked(*condition.where, variant)) continue;
      text += paragraph(fmt::format(
          "{}, means of {}:", format::result_title(run, condition),
          format::plural(
              static_cast<std::int64_t>(condition.metrics.front().variants[variant].summary.count),
              "boot")));
      text += metric_table(condition, variant) + '\n';
    }
  }
  return text;
}

std::string measured_by(const compare::TestedRun& run) {
  std::string kernels;
  for (const query::Variant& variant : run.variants)
    kernels += fmt::format("{}{}: {}", kernels.empty() ? "" : "; ", variant.row.name,
                           format::kernel_text(run, variant, variant.row));
  const std::string profile = run.run.profile.empty() ? "" : " --profile " + run.run.profile;
  return paragraph(fmt::format("Kernels: {}.", kernels)) +
         paragraph(fmt::format("{} boots; {}.", compare::done_boots(run),
                               format::acceleration_text(run.run.acceleration))) +
         (run.run.acceleration == catalog::kImported
              ? std::string()
              : fmt::format("  folioscope run {}{}\n",
                            printable(format::portable_path(run.run.spec_file)),
                            printable(profile)));
}

}  // namespace

std::string render_changelog(const compare::TestedRun& run) {
  const compare::Findings findings = compare::find(run);
  return prose(run, findings) + tables(run, findings) + measured_by(run);
}

}  // namespace folioscope::text
