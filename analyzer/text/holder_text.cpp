// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "base/shown_text.h"
#include "compare/holders.h"
#include "compare/scale.h"
#include "format/units.h"
#include "format/wording.h"
#include "text/run_sections.h"
#include "text/table.h"
#include "text/tables.h"

namespace folioscope::text {
namespace {

// Means over boots: one decimal tells never from rarely.
std::string mean_count(double value) { return format::number({1, "", 1}, value); }

std::string boots_text(const compare::VariantResult& result) {
  return fmt::format("{}{}", result.summary.count, result.touched_by_loss ? "*" : "");
}

struct DifferenceTexts {
  std::string difference, interval, p;
};
DifferenceTexts difference_of(const compare::VariantResult& result, const compare::Scale& scale) {
  return {difference_cell(result, scale), format::difference_interval_text(result, scale),
          format::adjusted_p_text(result)};
}

std::string caption(const query::Comparison& comparison, const compare::HolderTable& holders) {
  const query::Holders& all = comparison.holders;
  const std::string failures = format::plural(all.failures, "failure");
  if (!holders.in_cma)
    return fmt::format("Holders of pages that could not be migrated ({} in this run)", failures);
  const std::string of_run = all.counted == all.failures
                                 ? fmt::format("all of the run's {} happened inside one", failures)
                                 : fmt::format(
                                       "{} of the run's {} happened inside one, and only "
                                       "these are counted",
                                       format::count(all.counted), failures);
  return fmt::format("Holders of pages that a CMA allocation could not migrate ({})", of_run);
}

void add_failures(const compare::HolderTable& holders, Table& table) {
  table.add_line("failures in a boot, mean");
  for (const compare::VariantResult& result : holders.failures.variants) {
    if (!result.asked) continue;
    const DifferenceTexts texts = difference_of(result, holders.failures.scale);
    add_with_outcome({result.variant, boots_text(result),
                      result.summary.count == 0 ? "" : mean_count(result.summary.mean), "",
                      texts.difference, texts.interval, texts.p},
                     result, holders.failures.scale, table);
  }
}

// Empty where no boot of the variant failed.
std::string share_text(const compare::HolderRow& row, std::size_t variant) {
  const stats::Summary& summary = row.share.variants[variant].summary;
  return summary.count == 0 ? "" : format::number(row.share.scale, summary.mean);
}

// That only one variant has it is said where it is more than chance, and called not shown else.
std::string only_in(const query::Comparison& comparison, const compare::HolderRow& row) {
  if (!row.only_in) return {};
  const bool shown = std::ranges::any_of(
      row.failures.variants,
      [](const compare::VariantResult& result) { return compare::is_change(result.outcome); });
  return fmt::format(" ({} {} only{})", shown ? "in" : "seen in",
                     comparison.variants[*row.only_in].row.name,
                     shown ? "" : "; not shown to differ");
}

void add_class(const query::Comparison& comparison, const compare::HolderRow& row, Table& table) {
  std::string line = row.holder_class;
  if (const auto meaning = compare::describe_class(line); !meaning.empty())
    line += fmt::format(": {}", meaning);
  line += only_in(comparison, row);
  table.add_line(line);
  for (std::size_t i = 0; i < row.variants.size(); ++i) {
    const compare::VariantResult& result = row.failures.variants[i];
    if (!result.asked) continue;
    if (result.outcome == compare::Outcome::NoData) {
      add_with_outcome({result.variant, boots_text(result), "", "", "", "", ""}, result,
                       row.failures.scale, table);
      continue;
    }
    const DifferenceTexts texts = difference_of(result, row.failures.scale);
    add_with_outcome(
        {result.variant, boots_text(result), mean_count(row.variants[i].failures_per_boot),
         share_text(row, i), texts.difference, texts.interval, texts.p},
        result, row.failures.scale, table);
  }
}

// A line never grows past the width of the report; `note` is kept whole.
std::string cut(std::string text, const std::string& note) {
  const std::size_t width = kLineWidth - std::min(display_width(note), kLineWidth / 2);
  if (display_width(text) > width) text = text.substr(0, width - 3) + "...";
  return text + note;
}

void add_place(const query::Comparison& comparison, const compare::HolderRow& row, Table& table) {
  table.add_line(cut(printable(row.holder_class + ": " + row.place), only_in(comparison, row)));
  for (std::size_t i = 0; i < row.variants.size(); ++i) {
    const compare::HolderVariant& variant = row.variants[i];
    const compare::VariantResult& result = row.failures.variants[i];
    if (result.summary.count == 0) continue;
    table.add({result.variant, mean_count(variant.failures_per_boot), share_text(row, i),
               format::difference_text(result, row.failures.scale),
               format::difference_interval_text(result, row.failures.scale), variant.comm,
               variant.median_age_ns ? format::short_time(*variant.median_age_ns) : ""});
  }
}

std::string gone_line(const compare::HolderTable& holders) {
  std::string text;
  for (std::size_t i = 0; i < holders.gone.size(); ++i)
    if (holders.gone[i] > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", holders.failures.variants[i].variant,
                          format::count(holders.gone[i]));
  if (text.empty()) return text;
  return wrap("Not counted, their references were gone again when they were read: " + text, 2,
              kLineWidth);
}

}  // namespace

std::string holder_section(const query::Comparison& comparison,
                           const compare::HolderTable& holders) {
  if (holders.empty()) return {};
  using enum Align;
  Table classes({Left, Right, Right, Right, Right, Left, Right, Left});
  classes.add({"", "boots", "failures", "share, %", "difference", "95 % interval", "p", ""});
  add_failures(holders, classes);
  for (const compare::HolderRow& row : holders.classes) add_class(comparison, row, classes);
  std::string text = wrap(caption(comparison, holders), 0, kLineWidth) + '\n' + classes.render(2);
  if (!holders.places.empty()) {
    Table places({Left, Right, Right, Right, Left, Left, Right});
    places.add({"", "failures", "share, %", "difference", "95 % interval", "task", "median age"});
    for (const compare::HolderRow& row : holders.places) add_place(comparison, row, places);
    text += "\nby stack, innermost frame first\n" + places.render(2);
    if (holders.places_left_out > 0)
      text +=
          fmt::format("({} more, each with a smaller share)\n",
                      format::plural(static_cast<std::int64_t>(holders.places_left_out), "stack"));
  }
  text +=
      '\n' +
      wrap(
          "failures and share: mean over boots of the failures with such a holder, one with "
          "several counts for each. difference: of the failures in a boot. median age: from the "
          "get to the failure.",
          2, kLineWidth);
  return text + gone_line(holders);
}

}  // namespace folioscope::text
