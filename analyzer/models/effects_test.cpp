// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/effects.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <set>
#include <utility>

#include "models/marks.h"
#include "testing/loaded_run.h"

namespace folioscope::models {
namespace {

TEST(Effects, AreInUnitsWhereTheBaselineHasZeros_AndInPercentElsewhere) {
  const RunData run = pages::loaded_run(query::made_cma_batching());
  const auto groups = effect_groups(*run, run->findings, run->findings.conditions[0]);
  ASSERT_EQ(groups.size(), 4u);
  EXPECT_EQ(groups[0].metric, "cma_failure_rate");
  EXPECT_FALSE(groups[0].percent);
  EXPECT_EQ(groups[0].unit, "points");
  EXPECT_EQ(groups[0].direction, "lower is better");
  EXPECT_TRUE(groups[0].decisive);
  ASSERT_EQ(groups[0].rows.size(), 1u);
  EXPECT_NEAR(*groups[0].rows[0].effect, 10.833, 0.001);
  EXPECT_NEAR(groups[0].rows[0].interval->low, 7.91, 0.01);
  EXPECT_TRUE(groups[1].percent);
  EXPECT_EQ(groups[1].unit, "%");
}

TEST(Effects, TableHasThemAll) {
  const RunData run = pages::loaded_run(query::made_cma_batching());
  EffectModel model(effect_columns());
  QAbstractItemModelTester tester(&model);
  model.set_rows(effect_rows(effect_groups(*run, run->findings, run->findings.conditions[0])));
  EXPECT_EQ(model.rowCount(), 4);
  EXPECT_EQ(model.index(0, 1).data().toString(), "drain-only");
  EXPECT_EQ(model.index(0, 5).data().toString(), "3 of 3 blocks agree");
  EXPECT_EQ(model.index(0, 7).data().toString(), "regressed");
}

TEST(Marks, ThirtyVariantsAreToldApart) {
  std::set<std::pair<Mark, std::size_t>> seen;
  for (std::size_t i = 0; i < 35; ++i) seen.insert({variant_mark(i), i % 7});
  EXPECT_EQ(seen.size(), 35u);
  std::set<Mark> shapes;
  for (const auto outcome : {compare::Outcome::Improved, compare::Outcome::Regressed,
                             compare::Outcome::NoDifference, compare::Outcome::Inconclusive})
    shapes.insert(outcome_mark(outcome));
  EXPECT_EQ(shapes.size(), 4u);
}

}  // namespace
}  // namespace folioscope::models
