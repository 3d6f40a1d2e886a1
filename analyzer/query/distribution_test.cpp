// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/distribution.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/temp_dir.h"
#include "query/comparison.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::query {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;
using ::testing::SizeIs;

TEST(Distribution, QuantileIsInsideTheBucketOfItsRank) {
  const Distribution one{"ns", {{0, 2, 0}, {1024, 2048, 50}, {4096, 8192, 50}}};
  EXPECT_EQ(one.count(), 100);
  EXPECT_EQ(one.quantile(0.5), 2048);
  EXPECT_EQ(one.quantile(0.25), 1536);
  EXPECT_EQ(one.quantile(0.75), 6144);
  EXPECT_EQ(one.quantile(1), 8192);
  EXPECT_EQ(Distribution{}.quantile(0.5), 0);
}

TEST(Distribution, AddingKeepsBucketsAscending) {
  Distribution sum;
  sum.add({"ns", {{4, 8, 1}}});
  sum.add({"ns", {{2, 4, 1}, {4, 8, 2}, {16, 32, 3}}});
  EXPECT_EQ(sum.unit, "ns");
  EXPECT_THAT(sum.buckets, ElementsAre(Bucket{2, 4, 1}, Bucket{4, 8, 3}, Bucket{16, 32, 3}));
}

TEST(LockDistributions, AreOfDoneBootsAndOfPageLocksOnly) {
  MadeRun made({"stock"}, 2);
  for (int boot : {0, 1}) {
    add_samples(made.cell("stock", boot), "lock_hold", {1000, 3000});
    add_samples(made.cell("stock", boot), "cma_latency", {5}, "ms");
  }
  made.cell("stock", 1).cell.status = CellStatus::Hang;
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  auto reader = store::Reader::open(dir / "run.db");
  ASSERT_TRUE(reader) << reader.fault().what;
  const auto boots = load_lock_distributions(**reader);
  ASSERT_TRUE(boots) << boots.fault().what;
  ASSERT_THAT(*boots, SizeIs(1));
  EXPECT_THAT(boots->begin()->second, ElementsAre(Key("lock_hold")));
  EXPECT_THAT(boots->begin()->second.at("lock_hold").buckets,
              ElementsAre(Bucket{512, 1024, 1}, Bucket{2048, 4096, 1}));
}

TEST(LockDistributions, BucketsThatMakeNoSense_AreCountedAndLeftOut) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  MadeRun made({"stock"}, 1);
  made.cell("stock", 0).distributions = {{"lock_hold", 512, 1024, 7, "ns"},
                                         {"lock_hold", 2048, kInfinite, 1, "ns"},
                                         {"lock_hold", 4096, 1024, 1, "ns"},
                                         {"lock_hold", 8192, 16384, -1, "ns"},
                                         {"lock_hold", 16384, 32768, INT64_MAX, "ns"},
                                         {"cma_latency", -kInfinite, 1, 1, "ms"}};
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  auto reader = store::Reader::open(dir / "run.db");
  ASSERT_TRUE(reader) << reader.fault().what;
  const auto boots = load_lock_distributions(**reader);
  ASSERT_TRUE(boots) << boots.fault().what;
  const Distribution& holds = boots->at(CellId{1}).at("lock_hold");
  EXPECT_THAT(holds.buckets, ElementsAre(Bucket{512, 1024, 7}));
  EXPECT_EQ(holds.refused, 4);
  EXPECT_EQ(load_distribution(**reader, "cma_latency")->at(CellId{1}).refused, 1);
  EXPECT_EQ(load(**reader)->not_finite, 4);
}

TEST(LoadedDistribution, IsTheNamedOneOfDoneBoots) {
  MadeRun made({"stock"}, 2);
  for (int boot : {0, 1}) {
    add_samples(made.cell("stock", boot), "lock_hold", {1000, 3000});
    add_samples(made.cell("stock", boot), "cma_latency", {5}, "ms");
  }
  made.cell("stock", 1).cell.status = CellStatus::Hang;
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  auto reader = store::Reader::open(dir / "run.db");
  ASSERT_TRUE(reader) << reader.fault().what;
  const auto boots = load_distribution(**reader, "cma_latency");
  ASSERT_TRUE(boots) << boots.fault().what;
  ASSERT_THAT(*boots, SizeIs(1));
  EXPECT_EQ(boots->begin()->second.unit, "ms");
  EXPECT_THAT(boots->begin()->second.buckets, ElementsAre(Bucket{4, 8, 1}));
  const auto none = load_distribution(**reader, "x' OR '1'='1");
  ASSERT_TRUE(none) << none.fault().what;
  EXPECT_TRUE(none->empty());
}

}  // namespace
}  // namespace folioscope::query
