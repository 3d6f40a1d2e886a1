// SPDX-License-Identifier: GPL-3.0-or-later
// How a result is put into words, for report and desktop alike.
#pragma once

#include <string>

#include "compare/evaluate.h"
#include "compare/scale.h"

namespace folioscope::format {

// The outcome in a few words.
std::string outcome_text(const compare::VariantResult& result);
// "12 to 30 boots would show 10 %": of an inconclusive outcome, how many of each variant find a
// change of compare::kPlannedChange of the baseline's mean in eight of ten runs; empty where the
// spread is not known, and where so many are there already.
std::string boots_needed_text(const compare::VariantResult& result);
// "[+7.08, +14.17]"
std::string interval_text(const compare::Scale& scale, const stats::Interval& interval);
// "+1.20 us": the mean difference with its unit where a number may be shown, else why not
// ("withheld", "same code"); empty for the baseline and where no block has both.
std::string difference_text(const compare::VariantResult& result, const compare::Scale& scale);
// Its interval; empty where difference_text() is no number, "no spread" where none was seen.
std::string difference_interval_text(const compare::VariantResult& result,
                                     const compare::Scale& scale);
// "-29.6 % [-33.1, -25.9]"; empty where there is no ratio.
std::string relative_text(const compare::VariantResult& result);
// Within its family: "0.031". Empty where there is no difference.
std::string adjusted_p_text(const compare::VariantResult& result);
// "0.12 ms": the smallest difference that so many boots show in eight of ten runs.
std::string detectable_text(const compare::VariantResult& result, const compare::Scale& scale);
// "5 of 5 blocks agree": in how many blocks the difference has the sign of the whole. Empty where
// there is no number, or no difference.
std::string blocks_text(const compare::VariantResult& result);
// "lower is better"; empty where neither is.
std::string direction_text(catalog::Better better);
// Why, in a sentence.
std::string explain(const compare::VariantResult& result, const compare::Scale& scale);
// What a mean does not say: "two peaks: 3 boots around 10 us, 3 around 50 us; drifts over the
// blocks". Empty: nothing.
std::string shape_text(const compare::VariantResult& result, const compare::Scale& scale);

// "boots that did not end well: drain-only 5 guest-oops, 1 hang; stock none (p = 0.002)", where the
// variant's boots end otherwise than the baseline's; else empty.
std::string endings_text(const compare::TestedRun& run, const query::Condition& condition,
                         std::size_t variant);

// That nothing could be shown, however large, because there are too few boots; empty where that is
// not so.
std::string reach_text(const compare::Family& family);

// What was tested together, in sentences: the primary metric, the family, and whether the answer is
// final.
std::string family_text(const compare::TestedRun& run);

}  // namespace folioscope::format
