// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/join.h"

#include <gmock/gmock.h>

#include <set>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_references.h"
#include "testing/made_run.h"

namespace folioscope::query {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Join : public ::testing::Test {
 protected:
  RunToJoin load(const MadeRun& made, const std::string& label) {
    const auto file = dir_ / (label + ".db");
    std::filesystem::remove(file);
    made.write(file);
    auto reader = store::Reader::open(file);
    EXPECT_TRUE(reader);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison);
    return {label, *std::move(comparison)};
  }

  static MadeRun made(double value) {
    MadeRun run({"stock", "patched"}, 4);
    run.metric("stock", "faults", "count", {value, value + 1, value, value + 1});
    run.metric("patched", "faults", "count", {2 * value, 2 * value, 2 * value, 2 * value});
    return run;
  }

  TempDir dir_ = *TempDir::create("join");
};

std::vector<std::string> names_of(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const Variant& variant : comparison.variants) names.push_back(variant.row.name);
  return names;
}

TEST_F(Join, TheBaselineOfOneRunStandsBesideEveryVariantOfTheOther) {
  const auto joined = join(load(made(10), "monday"), load(made(20), "tuesday"), "", "");
  ASSERT_TRUE(joined) << joined.fault().what;
  const Comparison& comparison = joined->comparison;
  EXPECT_THAT(names_of(comparison),
              ElementsAre("stock of monday", "stock of tuesday", "patched of tuesday"));
  ASSERT_EQ(comparison.conditions.size(), 1u);
  const Series& series = comparison.conditions[0].series.at(0);
  ASSERT_EQ(series.variants.size(), 3u);
  EXPECT_EQ(series.variants[0].boots.at(0).value, 10);
  EXPECT_EQ(series.variants[1].boots.at(0).value, 20);
  EXPECT_EQ(series.variants[2].boots.at(0).value, 40);
  std::set<std::int64_t> cells;
  for (const Cell& cell : comparison.cells) {
    EXPECT_EQ(cell.row.block, 0);
    EXPECT_TRUE(cells.insert(cell.row.id.value).second);
  }
  EXPECT_EQ(cells.size(), 12u);
  EXPECT_THAT(joined->differences, IsEmpty());
}

TEST_F(Join, VariantsCanBeChosen) {
  const auto joined = join(load(made(10), "a"), load(made(20), "b"), "patched", "stock");
  ASSERT_TRUE(joined);
  EXPECT_THAT(names_of(joined->comparison), ElementsAre("patched of a", "stock of b"));
  const auto unknown = join(load(made(10), "a"), load(made(20), "b"), "other", "");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.fault().domain, FaultDomain::User);
  EXPECT_THAT(unknown.fault().remedy, HasSubstr("stock, patched"));
}

TEST_F(Join, WhatElseDiffersIsListed) {
  MadeRun other = made(10);
  other.run().host = {{"cores", "64"}, {"memory_bytes", "8589934592"}, {"qemu", "7.2.0"}};
  other.run().acceleration = "kvm";
  other.machine("smp8").vcpus = 4;
  other.add_condition("smp2", "cma-churn");
  const auto joined = join(load(made(10), "here"), load(other, "there"), "", "");
  ASSERT_TRUE(joined);
  EXPECT_THAT(joined->differences, Contains("host cores: 2 in here, 64 in there"));
  EXPECT_THAT(joined->differences, Contains("acceleration: tcg in here, kvm in there"));
  EXPECT_THAT(joined->differences, Contains("machine smp8 is not the same in both"));
  EXPECT_THAT(joined->differences, Contains("only there has cma-churn on smp2: left out"));
  EXPECT_EQ(joined->comparison.conditions.size(), 1u);
}

TEST_F(Join, MetricOfOneRunOnly_HasNoBootsInTheOther) {
  MadeRun other = made(10);
  other.metric("stock", "moves", "count", {1, 2, 3, 4});
  const auto joined = join(load(made(10), "a"), load(other, "b"), "", "");
  ASSERT_TRUE(joined);
  for (const Series& series : joined->comparison.conditions[0].series)
    EXPECT_EQ(series.variants.size(), 3u);
}

TEST_F(Join, HoldersAndPageLocksComeAlong) {
  const auto joined = join(load(made_references(), "a"), load(made_references(), "b"), "", "");
  ASSERT_TRUE(joined);
  EXPECT_FALSE(joined->comparison.holders.boots.empty());
  EXPECT_FALSE(joined->comparison.lock_distributions.empty());
}

TEST_F(Join, NothingInCommon_IsAFault) {
  MadeRun other({"stock"}, 2);
  RunToJoin strange = load(other, "strange");
  strange.comparison.conditions[0].workload = "another";
  const auto joined = join(load(made(1), "a"), strange, "", "");
  ASSERT_FALSE(joined);
  EXPECT_THAT(joined.fault().what, HasSubstr("no machine and workload in common"));
}

}  // namespace
}  // namespace folioscope::query
