// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/student.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace folioscope::stats {
namespace {

namespace policies = boost::math::policies;

// Doubles are enough, and ten times faster than long doubles. Without the errors named here what is
// no probability throws.
using Plain = policies::policy<policies::promote_double<false>,
                               policies::domain_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>,
                               policies::evaluation_error<policies::ignore_error>>;
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
