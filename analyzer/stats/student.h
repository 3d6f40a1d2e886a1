// SPDX-License-Identifier: GPL-3.0-or-later
// The few distributions that the rest needs.
#pragma once

namespace folioscope::stats {

// P(T <= t) of Student's t. freedom > 0.
double student_cdf(double t, double freedom);
// The t with P(T <= t) = p. 0 < p < 1, freedom > 0.
double student_quantile(double p, double freedom);
// Of chi-squared: 0 < p < 1, freedom > 0.
double chi_squared_quantile(double p, double freedom);

}  // namespace folioscope::stats
