// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/sentences.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compare/scale.h"
#include "format/answer.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "resultpage/escape.h"
#include "resultpage/markdown_table.h"

namespace folioscope::resultpage {
namespace {

std::string outcome_cell(const query::Comparison& comparison,
                         const compare::ConditionResult& condition,
                         const compare::VariantResult& result, const compare::Scale& scale) {
  switch (result.outcome) {
    case compare::Outcome::Improved:
    case compare::Outcome::Regressed:
    case compare::Outcome::Changed:
      return fmt::format("**{}**", to_string(result.outcome));
    case compare::Outcome::NoDifference:
      return fmt::format("no difference larger than {}",
                         format::with_symbol(scale, result.minimum_effect));
    case compare::Outcome::Inconclusive:
      if (result.difference.blocks == 0) return "no block has a boot of both";
      if (const std::string needed = format::boots_needed_text(result); !needed.empty())
        return fmt::format("{} ({})", format::outcome_text(result), needed);
      return format::outcome_text(result);
    case compare::Outcome::NoData:
      return "no data: " + format::ending_text(comparison, *condition.where, result.variant);
    default:
      return to_string(result.outcome);
  }
}

// Means of every variant, and differences of all but the baseline.
void add_condition(const query::Comparison& comparison, const compare::Findings& findings,
                   const compare::ConditionResult& condition, MarkdownTable& table) {
  const compare::MetricResult& metric = *condition.metric(findings.decisive);
  const bool several = findings.conditions.size() > 1;
  std::string place = markdown(format::label_text(condition));
  for (const compare::VariantResult& result : metric.variants) {
    if (!result.asked) continue;
    const bool compared =
        result.outcome != compare::Outcome::Baseline && result.difference.blocks > 0;
    std::vector<std::string> row{
        markdown(result.variant),
        result.summary.count == 0 ? "" : format::with_symbol(metric.scale, result.summary.mean),
        compared ? format::difference_text(result, metric.scale) : "",
        compared ? format::difference_interval_text(result, metric.scale) : "",
        compared ? format::relative_text(result) : "",
        compared ? format::adjusted_p_text(result) : "",
        std::to_string(result.summary.count),
        compared ? format::detectable_text(result, metric.scale) : "",
        outcome_cell(comparison, condition, result, metric.scale)};
    if (several) row.insert(row.begin(), place);
    table.add(row);
    place.clear();
  }
}

}  // namespace

std::string outcome_sentence(const compare::TestedRun& comparison,
                             const compare::Findings& findings) {
  std::string text;
  bool strong = false;
  const auto set_strong = [&](bool wanted) {
    if (strong != wanted) text += "**";
    strong = wanted;
  };
  for (const format::Piece& piece : format::answer(comparison, findings)) {
    set_strong(piece.strong);
    text += piece.code ? markdown_code(piece.text) : markdown(piece.text);
  }
  set_strong(false);
  return text;
}

std::string outcome_table(const query::Comparison& comparison, const compare::Findings& findings) {
  if (comparison.variants.size() < 2 || findings.told().empty()) return {};
  using enum text::Align;
  std::vector<MarkdownTable::Column> columns{
      {"variant"},  {"mean", Right},  {"difference", Right}, {"95 % interval"}, {"relative"},
      {"p", Right}, {"boots", Right}, {"shows", Right},      {"outcome"}};
  if (findings.conditions.size() > 1) columns.insert(columns.begin(), {"at"});
  MarkdownTable table(columns);
  for (const std::size_t condition : findings.told())
    add_condition(comparison, findings, findings.conditions[condition], table);
  return table.render();
}

std::string choice_note(const query::Comparison& comparison, const compare::Findings& findings) {
  if (findings.conditions.size() < 2 || findings.told().empty()) return {};
  const std::string metric = markdown_code(findings.decisive);
  const auto conditions =
      format::plural(static_cast<std::int64_t>(findings.conditions.size()), "condition");
  std::vector<std::string> wanted;
  for (const auto& [name, value] : comparison.about.decide.at)
    wanted.push_back(value.empty() ? name + " not given" : name + "=" + value);
  const std::string place = markdown(fmt::format("{}", fmt::join(wanted, ", ")));
  if (findings.named == 1)
    return fmt::format("The experiment decides at {}; all {} are below.", place, conditions);
  if (findings.named > 1)
    return fmt::format(
        "The experiment decides at {}, which {} of {} are; of these the one is named where {} "
        "changed most, shown changes first. All are below.",
        place, findings.named, conditions, metric);
  const std::string largest = fmt::format(
      "of {} the one is named where {} changed most, shown changes first; all are below.",
      conditions, metric);
  if (wanted.empty())
    return "The experiment does not say under which condition it decides: " + largest;
  return fmt::format("The experiment decides at {}, which this run does not have: {}", place,
                     largest);
}

}  // namespace folioscope::resultpage
