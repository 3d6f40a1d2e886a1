// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/settle.h"

#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::compare {
namespace {

constexpr const char* kSettled = "cma_failure_rate";

class Settle : public ::testing::Test {
 protected:
  query::Comparison load(const query::MadeRun& made) {
    const auto file = dir_ / "run.db";
    std::filesystem::remove(file);
    made.write(file);
    auto reader = store::Reader::open(file);
    EXPECT_TRUE(reader);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison);
    return *std::move(comparison);
  }
  // Of 12 boots at most, 6 at least.
  static query::MadeRun made() {
    query::MadeRun run({"stock", "patched"}, 12);
    run.run().fewest_boots = 6;
    run.metric("stock", kSettled, "ratio", {0, 0.1, 0, 0.1, 0, 0, 0.1, 0, 0, 0.1, 0, 0});
    return run;
  }

  TempDir dir_ = *TempDir::create("settle");
  const Place place_{"smp8", "cma-churn"};
};

TEST_F(Settle, LargeDifference_IsSettledAtTheFirstLook) {
  query::MadeRun run = made();
  run.metric("patched", kSettled, "ratio", std::vector<double>(12, 0.9));
  EXPECT_FALSE(settled(load(run), place_, 2));
  EXPECT_TRUE(settled(load(run), place_, 3));
}

TEST_F(Settle, Noise_IsNot) {
  query::MadeRun run = made();
  run.metric("patched", kSettled, "ratio", {0.1, 0, 0, 0.1, 0, 0.1, 0, 0, 0.1, 0, 0, 0});
  for (int blocks = 0; blocks <= 6; ++blocks) EXPECT_FALSE(settled(load(run), place_, blocks));
}

TEST_F(Settle, WhatCameAfterTheLook_ChangesNothing) {
  query::MadeRun run = made();
  std::vector<double> values(12, 0.9);
  std::fill(values.begin() + 6, values.end(), 0.0);
  run.metric("patched", kSettled, "ratio", values);
  EXPECT_TRUE(settled(load(run), place_, 3));
}

TEST_F(Settle, SameCode_NeedsNoBoots) {
  query::MadeRun run = made();
  run.variant("patched").code_hash = run.variant("stock").code_hash;
  run.metric("patched", kSettled, "ratio", std::vector<double>(12, 0.9));
  EXPECT_TRUE(settled(load(run), place_, 1));
}

TEST_F(Settle, NothingMeasured_IsNotSettled) {
  EXPECT_FALSE(settled(load(query::MadeRun({"stock", "patched"}, 4)), place_, 2));
  EXPECT_FALSE(settled(load(query::MadeRun({"stock"}, 4)), place_, 2));
  EXPECT_FALSE(settled(load(made()), {"smp8", "another"}, 3));
}

}  // namespace
}  // namespace folioscope::compare
