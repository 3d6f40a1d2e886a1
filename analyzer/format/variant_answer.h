// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of an experiment by variant: a paragraph for each, to be read in ten seconds.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compare/findings.h"
#include "format/answer.h"

namespace folioscope::format {

struct VariantAnswer {
  std::string variant;
  std::size_t position = 0;  // among the run's variants
  // Of the deciding metric where the question is decided.
  compare::Outcome outcome = compare::Outcome::NoData;
  // What became of the deciding metric: from what to what, with interval, blocks and p; under the
  // amplified condition, too; boots that end otherwise. The first sentence is strong where
  // something changed.
  std::vector<Piece> text;
  // "Other metrics: regressed: x (+3 %); no difference: 2 metrics." Of the other headline metrics
  // under the deciding condition; may be empty.
  std::string others;
};

// Of every variant but the baseline that was asked for where the question is decided.
std::vector<VariantAnswer> variant_answers(const compare::TestedRun& run,
                                           const compare::Findings& findings);

// "`cma_failure_rate` (failed CMA allocations; lower is better), 3 variants against stock: 1
// regressed, 2 inconclusive." One sentence however many variants there are.
std::vector<Piece> summary(const compare::TestedRun& run, const compare::Findings& findings);

}  // namespace folioscope::format
