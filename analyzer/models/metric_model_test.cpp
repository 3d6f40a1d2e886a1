// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metric_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

#include "testing/loaded_run.h"

namespace folioscope::models {
namespace {

QString said(const MetricModel& model, int row, MetricColumn column) {
  return model.index(row, static_cast<int>(column)).data().toString();
}

TEST(MetricModel, SaysOutcomeDirectionAndRank) {
  const RunData run = pages::loaded_run(query::made_cma_batching());
  MetricModel model(metric_columns());
  QAbstractItemModelTester tester(&model);
  model.set_rows(metric_rows(run, run->conditions[0]));
  ASSERT_EQ(model.rowCount(), 5);
  EXPECT_EQ(said(model, 0, MetricColumn::Outcome), "\u2026") << "not found yet";
  model.change(0, 5, [](std::size_t, MetricRow& row) { row.outcome = outcome_of(row); });
  EXPECT_EQ(said(model, 0, MetricColumn::Name), "cma_failure_rate");
  EXPECT_EQ(said(model, 0, MetricColumn::Outcome), "regressed");
  EXPECT_EQ(said(model, 0, MetricColumn::Better), "\u2193");
  EXPECT_EQ(said(model, 0, MetricColumn::Rank), "\u25c6");
  EXPECT_EQ(said(model, 1, MetricColumn::Rank), "\u25c7");
  EXPECT_EQ(said(model, 4, MetricColumn::Name), "vmstat_pgmigrate_fail");
  EXPECT_EQ(said(model, 4, MetricColumn::Rank), "");
}

TEST(MetricModel, OneVariant_HasNoOutcome) {
  query::MadeRun made({"stock"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.2});
  const RunData run = pages::loaded_run(made);
  MetricModel model(metric_columns());
  model.set_rows(metric_rows(run, run->conditions[0]));
  EXPECT_EQ(said(model, 0, MetricColumn::Outcome), "");
}

}  // namespace
}  // namespace folioscope::models
