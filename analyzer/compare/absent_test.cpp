// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/absent.h"

#include <gmock/gmock.h>

namespace folioscope::compare {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

query::Condition on(const std::string& base, const std::vector<std::string>& metrics,
                    int done = 6) {
  query::Condition condition;
  condition.base = base;
  condition.variants = {{.variant = "stock", .planned = 6, .done = done}};
  for (const std::string& metric : metrics) condition.series.push_back({.metric = metric});
  return condition;
}

TEST(AbsentMetrics, WhatOneBaseLacks_IsNamed) {
  query::Comparison run;
  run.conditions = {on("6.12", {"a", "b"}), on("6.12", {"a"}), on("7.3", {"a"})};
  EXPECT_THAT(absent_metrics(run, {"a", "b", "c"}), ElementsAre(AbsentMetric{"b", "7.3"}));
}

TEST(AbsentMetrics, BasesWithoutBoots_AndRunsOfOneBase_LackNothing) {
  query::Comparison run;
  run.conditions = {on("6.12", {"a"}), on("7.3", {}, 0)};
  EXPECT_THAT(absent_metrics(run, {"a"}), IsEmpty());
  run.conditions = {on("", {"a"}), on("", {})};
  EXPECT_THAT(absent_metrics(run, {"a"}), IsEmpty());
}

}  // namespace
}  // namespace folioscope::compare
