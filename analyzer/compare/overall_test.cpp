// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/overall.h"

#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "query/open_run.h"
#include "testing/made_references.h"
#include "testing/made_run.h"

namespace folioscope::compare {
namespace {

const std::vector<double> kLow{10, 11, 10, 12, 10, 11}, kHigh{20, 21, 20, 22, 20, 21},
    kNoise{12, 10, 11, 10, 12, 10};

Overall overall_of(const query::MadeRun& made) {
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  auto loaded = query::load_run(dir / "run.db");
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.fault().what);
  return overall(tested(*std::move(loaded)));
}

// Less of cma_latency_p50 is better; nobody knows which way is better with "steps".
query::MadeRun made_run(const std::vector<double>& stock, const std::vector<double>& patched,
                        const std::string& metric = "cma_latency_p50") {
  query::MadeRun made({"stock", "patched"}, static_cast<int>(stock.size()));
  made.run().about = {{"headline", metric}};
  made.metric("stock", metric, "us", stock);
  made.metric("patched", metric, "us", patched);
  return made;
}

TEST(Overall, OfTheDecidingMetric) {
  EXPECT_EQ(overall_of(made_run(kLow, kHigh)), Overall::Regressed);
  EXPECT_EQ(overall_of(made_run(kHigh, kLow)), Overall::NoRegression);
  EXPECT_EQ(overall_of(made_run(kLow, kHigh, "steps")), Overall::NoRegression);
  EXPECT_EQ(overall_of(made_run(kLow, kNoise)), Overall::Inconclusive);
}

TEST(Overall, ARegressionUnderAnotherCondition_IsOne) {
  query::MadeRun made = made_run(kHigh, kLow);
  made.add_condition("numa2", "cma-churn");
  made.metric("numa2", "cma-churn", "stock", "cma_latency_p50", "us", kLow);
  made.metric("numa2", "cma-churn", "patched", "cma_latency_p50", "us", kHigh);
  EXPECT_EQ(overall_of(made), Overall::Regressed);
}

TEST(Overall, WhatOnlyLeads_IsNoRegressionAndNoAnswerWhereItDecides) {
  query::MadeRun made = made_run(kHigh, kLow);
  made.metric("stock", "cma_latency_p95", "us", kLow);  // not led with
  made.metric("patched", "cma_latency_p95", "us", kHigh);
  EXPECT_EQ(overall_of(made), Overall::NoRegression);
  // Named beforehand, and without a change: the others lead only.
  made.run().about.push_back({"decide_metric", "cma_failure_rate"});
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.2, 0.1, 0.2, 0.1, 0.2});
  made.metric("patched", "cma_failure_rate", "ratio", {0.2, 0.1, 0.1, 0.2, 0.2, 0.1});
  EXPECT_EQ(overall_of(made), Overall::Inconclusive);
}

TEST(Overall, OneOfSeveralVariantsWithoutAnAnswer_IsInconclusive) {
  query::MadeRun made({"stock", "better", "noise"}, 6);
  made.run().about = {{"headline", "cma_latency_p50"}};
  made.metric("stock", "cma_latency_p50", "us", kHigh);
  made.metric("better", "cma_latency_p50", "us", kLow);
  made.metric("noise", "cma_latency_p50", "us", {21, 20, 21, 20, 22, 20});
  EXPECT_EQ(overall_of(made), Overall::Inconclusive);
  made.variant("noise").code_hash = made.variant("stock").code_hash;
  EXPECT_EQ(overall_of(made), Overall::NoRegression);
}

TEST(Overall, NothingToCompare_IsNoRegression) {
  query::MadeRun alone({"stock"}, 2);
  alone.metric("stock", "cma_latency_p50", "us", {1, 2});
  EXPECT_EQ(overall_of(alone), Overall::NoRegression);
  query::MadeRun same = made_run(kLow, kHigh);
  same.variant("patched").code_hash = same.variant("stock").code_hash;
  EXPECT_EQ(overall_of(same), Overall::NoRegression);
}

TEST(Overall, NoNumbers_AreInconclusive) {
  EXPECT_EQ(overall_of(query::MadeRun({"stock", "patched"}, 2)), Overall::Inconclusive);
}

TEST(Overall, ARunThatGoesOn_IsInconclusive) {
  query::MadeRun made = made_run(kLow, kHigh);
  made.cell("patched", 5).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  EXPECT_EQ(overall_of(made), Overall::Inconclusive);
}

void die(query::MadeRun& made, const std::string& variant) {
  for (int boot = 0; boot < 6; ++boot) {
    made.cell(variant, boot).cell.status = CellStatus::GuestOops;
    made.cell(variant, boot).cell.reason = "BUG: Bad page state";
  }
}

TEST(Overall, BootsThatEndWorse_AreARegressionWhateverTheRestSays) {
  query::MadeRun made = made_run(kHigh, kLow);
  die(made, "patched");
  EXPECT_EQ(overall_of(made), Overall::Regressed);
  query::MadeRun mended = made_run(kHigh, kLow);
  die(mended, "stock");
  EXPECT_EQ(overall_of(mended), Overall::Inconclusive);
}

TEST(Overall, MoreFailedMigrationsOfTheHolderTable_AreARegression) {
  query::MadeRun made = query::made_references();
  made.run().about = {{"headline", "cma_latency_p50"}};
  EXPECT_EQ(overall_of(made), Overall::Regressed);
}

}  // namespace
}  // namespace folioscope::compare
