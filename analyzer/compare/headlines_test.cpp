// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/headlines.h"

#include <gtest/gtest.h>

#include <set>

#include "catalog/metric.h"
#include "compare/holders.h"

namespace folioscope::compare {
namespace {

TEST(Headlines, EachIsAMetricAndStandsOnce) {
  std::set<std::string_view> names;
  for (const std::string_view name : headlines()) {
    EXPECT_NE(catalog::find_metric(name), nullptr) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_FALSE(describe(name).empty()) << name;
  }
}

TEST(Headlines, RankAsTheyStand) {
  EXPECT_EQ(headline_rank("cma_failure_rate"), 0u);
  EXPECT_EQ(headline_rank(headlines()[7]), 7u);
  EXPECT_FALSE(headline_rank("pgfault"));
}

TEST(Describe, SaysWhatTheCatalogueSays) {
  EXPECT_EQ(describe("pgfault"), "page faults");
  EXPECT_EQ(describe("of_a_workload_of_mine"), "");
  for (const char* holder_class : {query::kUnknown, query::kUnclassified, query::kUnreliable})
    EXPECT_FALSE(describe_class(holder_class).empty()) << holder_class;
}

}  // namespace
}  // namespace folioscope::compare
