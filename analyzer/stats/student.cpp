// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/student.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace folioscope::stats {

double student_cdf(double t, double freedom) {
  return boost::math::cdf(boost::math::students_t(freedom), t);
}

double student_quantile(double p, double freedom) {
  return boost::math::quantile(boost::math::students_t(freedom), p);
}

double chi_squared_quantile(double p, double freedom) {
  return boost::math::quantile(boost::math::chi_squared(freedom), p);
}

}  // namespace folioscope::stats
