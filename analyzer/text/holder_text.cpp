// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "compare/holders.h"
#include "compare/scale.h"
#include "format/units.h"
#include "format/wording.h"
#include "text/run_sections.h"
#include "text/table.h"
#include "text/tables.h"

namespace folioscope::report {
namespace {

// Means over boots: one decimal tells never from rarely.
std::string mean_count(double value) { return number({1, "", 1}, value); }

std::string boots_text(const VariantResult& result) {
  return fmt::format("{}{}", result.summary.count, result.touched_by_loss ? "*" : "");
}

struct DifferenceTexts {
  std::string difference, interval, p, verdict;
};
DifferenceTexts difference_of(const VariantResult& result, const Scale& scale) {
  DifferenceTexts texts;
  if (result.verdict == Verdict::Baseline) return texts;
  texts.verdict = verdict_text(result);
  if (result.difference.blocks == 0) return texts;
  texts.difference = signed_number(scale, result.difference.mean);
  if (result.difference.interval)
    texts.interval = interval_text(scale, *result.difference.interval);
  texts.p = p_value(result.difference.p);
  return texts;
}

std::string caption(const query::Comparison& comparison, const GroupCulprits& culprits) {
  const query::Culprits& all = comparison.culprits;
  const std::string failures = plural(all.failures, "failure");
  if (!culprits.in_cma)
    return fmt::format("Culprits: who held pages that could not be migrated ({} in this run)",
                       failures);
  const std::string of_run = all.counted == all.failures
                                 ? fmt::format("all of the run's {} happened inside one", failures)
                                 : fmt::format(
                                       "{} of the run's {} happened inside one, and only "
                                       "these are counted",
                                       count(all.counted), failures);
  return fmt::format("Culprits: who held pages that a CMA allocation could not migrate ({})",
                     of_run);
}

void add_failures(const GroupCulprits& culprits, Table& table) {
  table.add_line("failures in a boot, mean");
  for (const VariantResult& result : culprits.failures.variants) {
    const DifferenceTexts texts = difference_of(result, culprits.failures.scale);
    table.add({result.variant, boots_text(result),
               result.summary.count == 0 ? "" : mean_count(result.summary.mean), "",
               texts.difference, texts.interval, texts.p, texts.verdict});
  }
}

// Empty where no boot of the variant failed.
std::string share_text(const CulpritRow& row, std::size_t variant) {
  const stats::Summary& summary = row.share.variants[variant].summary;
  return summary.count == 0 ? "" : number(row.share.scale, summary.mean);
}

void add_class(const query::Comparison& comparison, const CulpritRow& row, Table& table) {
  std::string line = row.holder_class;
  if (const auto meaning = describe_class(line); !meaning.empty())
    line += fmt::format(": {}", meaning);
  if (row.only_in) line += fmt::format(" (in {} only)", comparison.variants[*row.only_in].row.name);
  table.add_line(line);
  for (std::size_t i = 0; i < row.arms.size(); ++i) {
    const VariantResult& result = row.failures.variants[i];
    if (result.verdict == Verdict::NoData) {
      table.add({result.variant, boots_text(result), "", "", "", "", "", verdict_text(result)});
      continue;
    }
    const DifferenceTexts texts = difference_of(result, row.failures.scale);
    table.add({result.variant, boots_text(result), mean_count(row.arms[i].failures_per_boot),
               share_text(row, i), texts.difference, texts.interval, texts.p, texts.verdict});
  }
}

// A line never grows past the width of the report.
std::string cut(std::string text) {
  if (display_width(text) <= kLineWidth) return text;
  return text.substr(0, kLineWidth - 3) + "...";
}

void add_place(const query::Comparison& comparison, const CulpritRow& row, Table& table) {
  std::string line = row.holder_class + ": " + row.place;
  if (row.only_in) line += fmt::format(" (in {} only)", comparison.variants[*row.only_in].row.name);
  table.add_line(cut(printable(line)));
  for (std::size_t i = 0; i < row.arms.size(); ++i) {
    const CulpritArm& arm = row.arms[i];
    const VariantResult& result = row.failures.variants[i];
    if (result.summary.count == 0) continue;
    table.add({result.variant, mean_count(arm.failures_per_boot), share_text(row, i),
               difference_text(result, row.failures.scale),
               difference_interval_text(result, row.failures.scale), arm.comm,
               arm.median_age_ns ? short_time(*arm.median_age_ns) : ""});
  }
}

std::string gone_line(const GroupCulprits& culprits) {
  std::string text;
  for (std::size_t i = 0; i < culprits.gone.size(); ++i)
    if (culprits.gone[i] > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                          culprits.failures.variants[i].variant, count(culprits.gone[i]));
  if (text.empty()) return text;
  return wrap("Not counted, their references were gone again when they were read: " + text, 2,
              kLineWidth);
}

}  // namespace

std::string culprit_section(const query::Comparison& comparison, const GroupCulprits& culprits) {
  if (culprits.empty()) return {};
  using enum Align;
  Table classes({Left, Right, Right, Right, Right, Left, Right, Left});
  classes.add({"", "boots", "failures", "share, %", "difference", "95 % interval", "p", ""});
  add_failures(culprits, classes);
  for (const CulpritRow& row : culprits.classes) add_class(comparison, row, classes);
  std::string text = wrap(caption(comparison, culprits), 0, kLineWidth) + '\n' + classes.render(2);
  if (!culprits.places.empty()) {
    Table places({Left, Right, Right, Right, Left, Left, Right});
    places.add({"", "failures", "share, %", "difference", "95 % interval", "task", "median age"});
    for (const CulpritRow& row : culprits.places) add_place(comparison, row, places);
    text += "\nby stack, the latest frame first\n" + places.render(2);
    if (culprits.places_left_out > 0)
      text += fmt::format("({} more, each with a smaller share)\n",
                          plural(static_cast<std::int64_t>(culprits.places_left_out), "stack"));
  }
  text +=
      '\n' +
      wrap(
          "failures and share: mean over boots of the failures with such a holder, one with "
          "several counts for each. difference: of the failures in a boot. median age: from the "
          "get to the failure.",
          2, kLineWidth);
  return text + gone_line(culprits);
}

std::size_t comparisons_in(const GroupCulprits& culprits) {
  std::size_t comparisons = 0;
  const auto add = [&](const MetricResult& metric) {
    for (const VariantResult& result : metric.variants)
      comparisons += result.verdict != Verdict::Baseline && result.difference.blocks > 0;
  };
  add(culprits.failures);
  for (const CulpritRow& row : culprits.classes) add(row.failures);
  for (const CulpritRow& row : culprits.places) add(row.failures);
  return comparisons;
}

}  // namespace folioscope::report
