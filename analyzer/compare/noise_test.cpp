// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/noise.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::compare {
namespace {

TestedRun load(const query::MadeRun& made) {
  const TempDir dir = *TempDir::create("noise");
  made.write(dir / "run.db");
  auto reader = store::Reader::open(dir / "run.db");
  return tested(*query::load(**reader));
}

TEST(Noise, IsTheSpreadInsideBlocksOfBothVariants) {
  query::MadeRun made({"A", "B"}, 4);
  made.run().about = {{"headline", "faults"}};
  made.run().host = {{"cores", "2"}, {"cpu_model", "AMD EPYC"}};
  made.metric("A", "faults", "count", {100, 102, 200, 202});
  made.metric("B", "faults", "count", {101, 101, 201, 201});
  const auto noise = noise_of(load(made));
  ASSERT_EQ(noise.size(), 1u);
  EXPECT_EQ(noise[0].host, "AMD EPYC, 2 cores, tcg");
  EXPECT_EQ(noise[0].shape, "8 vCPUs, 512 MiB, 1 node");
  EXPECT_EQ(noise[0].workload, "cma-churn");
  EXPECT_EQ(noise[0].mean, 151);
  EXPECT_NEAR(noise[0].deviation, std::sqrt(4.0 / 5), 1e-9);  // not that of the blocks
  EXPECT_EQ(noise[0].freedom, 5);
  const auto few = shown_by(noise[0], 6), many = shown_by(noise[0], 40);
  ASSERT_TRUE(few && many);
  EXPECT_LT(few->low, few->high);
  EXPECT_LT(many->high, few->high);
}

TEST(Noise, EqualBoots_ShowNone) {
  query::MadeRun made({"A", "B"}, 4);
  made.run().about = {{"headline", "faults"}};
  made.metric("A", "faults", "count", {5, 5, 5, 5});
  made.metric("B", "faults", "count", {5, 5, 5, 5});
  EXPECT_TRUE(noise_of(load(made)).empty());
  EXPECT_TRUE(noise_of(load(query::MadeRun({"A"}, 4))).empty());
  EXPECT_FALSE(shown_by(Noise{.mean = 0, .deviation = 1, .freedom = 4}, 6));
}

}  // namespace
}  // namespace folioscope::compare
