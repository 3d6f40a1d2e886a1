// SPDX-License-Identifier: GPL-3.0-or-later
// How a result is put into words, for report and desktop alike.
#pragma once

#include <string>

#include "compare/evaluate.h"
#include "compare/scale.h"

namespace folioscope::report {

const char* to_string(Verdict verdict);

// The verdict in a word or two; "cannot tell (+4)": about four more boots of each variant would.
std::string verdict_text(const VariantResult& result);
// "[+7.08, +14.17]"
std::string interval_text(const Scale& scale, const stats::Interval& interval);
// "+1.20 us": the mean difference with its unit where a number may be shown, else why not
// ("withheld", "same code"); empty for the baseline and where no block has both.
std::string difference_text(const VariantResult& result, const Scale& scale);
// Its interval; empty where difference_text() is no number.
std::string difference_interval_text(const VariantResult& result, const Scale& scale);
// Why, in a sentence.
std::string explain(const VariantResult& result, const Scale& scale);

}  // namespace folioscope::report
