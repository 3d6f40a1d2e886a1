// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/student.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace folioscope::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(Student, QuantileIsWhereSoMuchLiesBelow) {
  for (const double freedom : {1.0, 3.0, 40.0})
    for (const double p : {0.025, 0.5, 0.8, 0.999})
      EXPECT_NEAR(student_cdf(student_quantile(p, freedom), freedom), p, 1e-9);
}

TEST(Student, EndsOfTheDistributionAreNumbers) {
  for (const double freedom : {1.0, 3.0, 40.0}) {
    EXPECT_EQ(student_quantile(0, freedom), -kInfinity);
    EXPECT_EQ(student_quantile(1, freedom), kInfinity);
    EXPECT_EQ(chi_squared_quantile(0, freedom), 0);
    EXPECT_EQ(chi_squared_quantile(1, freedom), kInfinity);
    EXPECT_EQ(student_cdf(kInfinity, freedom), 1);
  }
}

TEST(Student, WhatIsNoProbabilityOrNoFreedomIsNaN) {
  for (const double p : {-1.0, 2.0, kNaN}) {
    EXPECT_TRUE(std::isnan(student_quantile(p, 3))) << p;
    EXPECT_TRUE(std::isnan(chi_squared_quantile(p, 3))) << p;
  }
  for (const double freedom : {0.0, -1.0, kNaN}) {
    EXPECT_TRUE(std::isnan(student_quantile(0.5, freedom))) << freedom;
    EXPECT_TRUE(std::isnan(chi_squared_quantile(0.5, freedom))) << freedom;
    EXPECT_TRUE(std::isnan(student_cdf(1, freedom))) << freedom;
  }
  EXPECT_TRUE(std::isnan(student_cdf(kNaN, 3)));
}

}  // namespace
}  // namespace folioscope::stats
