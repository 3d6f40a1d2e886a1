// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/student.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace folioscope::stats {
namespace {

// Doubles are enough, and ten times faster than long doubles.
using Plain = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using Student = boost::math::students_t_distribution<double, Plain>;
using ChiSquared = boost::math::chi_squared_distribution<double, Plain>;

}  // namespace

double student_cdf(double t, double freedom) { return boost::math::cdf(Student(freedom), t); }

double student_quantile(double p, double freedom) {
  return boost::math::quantile(Student(freedom), p);
}

double chi_squared_quantile(double p, double freedom) {
  return boost::math::quantile(ChiSquared(freedom), p);
}

}  // namespace folioscope::stats
