// SPDX-License-Identifier: GPL-3.0-or-later
// What became of a metric by variant, without the numbers that evaluate() adds: a list of hundreds
// of metrics asks for no more. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "compare/evaluate.h"
#include "stats/observations.h"

namespace folioscope::compare {

struct VariantOutcome {
  Outcome outcome = Outcome::NoData;
  bool asked = true;  // as in VariantResult

  bool operator==(const VariantOutcome&) const = default;
};
// By variant of the series; the same that evaluate() says. `condition` is the one that holds it.
std::vector<VariantOutcome> outcomes(const TestedRun& run, const query::Condition& condition,
                                     const query::Series& series);

// One variant against the baseline, for outcomes() and evaluate().
struct Judgement {
  Outcome found = Outcome::Inconclusive;  // by the numbers alone
  Outcome outcome = Outcome::Inconclusive;
  WithheldFor withheld = WithheldFor::Nothing;
  double minimum_effect = 0;
};
Judgement judge(const TestedRun& run, const query::Condition& condition,
                const query::Series& series, std::size_t variant, const stats::Contrast& contrast,
                double baseline_mean);

// Of the boots that count by now.
stats::Contrast contrast_of(const TestedRun& run, const query::Condition& condition,
                            const query::Series& series, std::size_t variant);
std::vector<double> values_of_boots(const query::VariantBoots& variant);

}  // namespace folioscope::compare
