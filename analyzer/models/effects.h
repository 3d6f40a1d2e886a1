// SPDX-License-Identifier: GPL-3.0-or-later
// What every variant did to the headline metrics of a condition, as a forest plot and a table show
// it: a group for each metric, a row for each variant but the baseline.
#pragma once

#include <optional>
#include <vector>

#include "compare/findings.h"
#include "models/row_model.h"

namespace folioscope::models {

struct EffectRow {
  QString metric;
  compare::VariantResult result;
  compare::Scale scale;
  std::size_t position = 0;  // of the variant
  // In percent of the baseline or in the metric's shown unit, as the group says; nothing where no
  // number may be shown.
  std::optional<double> effect;
  std::optional<stats::Interval> interval;  // none: no spread was seen, or too few boots
  QString number;                           // effect and interval as text; empty without effect
  QString detail;                           // why it has this outcome
};

struct EffectGroup {
  QString metric, meaning;
  QString direction;     // "lower is better"; empty: neither is
  bool percent = false;  // of the baseline's mean; else in the metric's own unit
  QString unit;          // of the effects: "%", "points", "ms"; empty: a count
  bool decisive = false;
  std::vector<EffectRow> rows;
};

// In percent where every row with a number has a ratio to the baseline: else in units. Variants
// that were not asked for are left out.
std::vector<EffectGroup> effect_groups(const compare::TestedRun& run,
                                       const compare::Findings& findings,
                                       const compare::ConditionResult& condition);

using EffectModel = RowModel<EffectRow>;
std::vector<Column<EffectRow>> effect_columns();
std::vector<EffectRow> effect_rows(const std::vector<EffectGroup>& groups);

}  // namespace folioscope::models
