// SPDX-License-Identifier: GPL-3.0-or-later
// How a result is put into words, for report and desktop alike.
#pragma once

#include <string>

#include "compare/evaluate.h"
#include "compare/scale.h"

namespace folioscope::format {

// The outcome in a few words; "inconclusive (about 4 more boots)": so many more of each variant
// would decide.
std::string outcome_text(const compare::VariantResult& result);
// "about 4 more boots": what an inconclusive outcome would take; empty where that is not known.
std::string more_boots_text(const compare::VariantResult& result);
// "[+7.08, +14.17]"
std::string interval_text(const compare::Scale& scale, const stats::Interval& interval);
// "+1.20 us": the mean difference with its unit where a number may be shown, else why not
// ("withheld", "same code"); empty for the baseline and where no block has both.
std::string difference_text(const compare::VariantResult& result, const compare::Scale& scale);
// Its interval; empty where difference_text() is no number.
std::string difference_interval_text(const compare::VariantResult& result,
                                     const compare::Scale& scale);
// Why, in a sentence.
std::string explain(const compare::VariantResult& result, const compare::Scale& scale);

}  // namespace folioscope::format
