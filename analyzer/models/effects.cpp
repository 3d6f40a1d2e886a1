// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/effects.h"

#include <algorithm>

#include "compare/headlines.h"
#include "format/units.h"
#include "format/wording.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

using compare::Outcome;
using compare::VariantResult;

bool has_effect(const VariantResult& result) {
  return result.difference.blocks > 0 && result.outcome != Outcome::Baseline &&
         result.outcome != Outcome::SameCode && result.outcome != Outcome::Withheld &&
         result.outcome != Outcome::NoData;
}

EffectRow effect_row(const compare::MetricResult& metric, std::size_t position, bool percent) {
  const VariantResult& result = metric.variants[position];
  EffectRow row{text(metric.metric), result, metric.scale, position, {}, {}, {}, {}};
  row.detail = text(format::explain(result, metric.scale));
  if (!has_effect(result)) return row;
  const compare::Difference& difference = result.difference;
  if (percent) {
    row.effect = 100 * difference.relative->change;
    row.interval = {100 * difference.relative->interval.low,
                    100 * difference.relative->interval.high};
    row.number = text(format::relative_text(result));
    return row;
  }
  const double factor = metric.scale.factor;
  row.effect = difference.mean * factor;
  if (difference.interval)
    row.interval = {difference.interval->low * factor, difference.interval->high * factor};
  row.number = text(format::difference_text(result, metric.scale) + ' ' +
                    format::difference_interval_text(result, metric.scale))
                   .trimmed();
  return row;
}

EffectGroup effect_group(const compare::TestedRun& run, const compare::MetricResult& metric) {
  EffectGroup group;
  group.metric = text(metric.metric);
  group.meaning = text(compare::describe(metric.metric));
  group.direction = text(format::direction_text(compare::better_of(run, metric.metric)));
  const auto numbers = [](const VariantResult& result) {
    return result.asked && has_effect(result);
  };
  group.percent = std::ranges::any_of(metric.variants, numbers) &&
                  std::ranges::all_of(metric.variants, [&](const VariantResult& result) {
                    return !numbers(result) || result.difference.relative.has_value();
                  });
  group.unit = group.percent ? QStringLiteral("%") : text(format::difference_symbol(metric.scale));
  for (std::size_t i = 1; i < metric.variants.size(); ++i)
    if (metric.variants[i].asked) group.rows.push_back(effect_row(metric, i, group.percent));
  return group;
}

}  // namespace

std::vector<EffectGroup> effect_groups(const compare::TestedRun& run,
                                       const compare::Findings& findings,
                                       const compare::ConditionResult& condition) {
  std::vector<EffectGroup> groups;
  for (const compare::MetricResult& metric : condition.metrics) {
    EffectGroup group = effect_group(run, metric);
    group.decisive = metric.metric == findings.decisive;
    if (!group.rows.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<Column<EffectRow>> effect_columns() {
  return {
      {.title = "Metric", .text = [](const EffectRow& row) { return row.metric; }},
      {.title = "Variant", .text = [](const EffectRow& row) { return text(row.result.variant); }},
      {.title = "Effect", .text = [](const EffectRow& row) { return row.number; }},
      {.title = "Difference",
       .text =
           [](const EffectRow& row) {
             return text(format::difference_text(row.result, row.scale));
           }},
      {.title = "95 % interval",
       .text =
           [](const EffectRow& row) {
             return text(format::difference_interval_text(row.result, row.scale));
           }},
      {.title = "Blocks",
       .text = [](const EffectRow& row) { return text(format::blocks_text(row.result)); }},
      {.title = "p",
       .text = [](const EffectRow& row) { return text(format::adjusted_p_text(row.result)); }},
      {.title = "Outcome",
       .text = [](const EffectRow& row) { return text(format::outcome_text(row.result)); },
       .detail = [](const EffectRow& row) { return row.detail; }},
  };
}

std::vector<EffectRow> effect_rows(const std::vector<EffectGroup>& groups) {
  std::vector<EffectRow> rows;
  for (const EffectGroup& group : groups)
    rows.insert(rows.end(), group.rows.begin(), group.rows.end());
  return rows;
}

}  // namespace folioscope::models
