// SPDX-License-Identifier: GPL-3.0-or-later
// The few distributions that the rest needs. Nothing throws: a quantile of 0 or 1 is where the
// distribution ends, infinity included, and what is no probability or no freedom gives NaN.
#pragma once

namespace folioscope::stats {

// P(T <= t) of Student's t.
double student_cdf(double t, double freedom);
// The t with P(T <= t) = p.
double student_quantile(double p, double freedom);
// Of chi-squared.
double chi_squared_quantile(double p, double freedom);

}  // namespace folioscope::stats
