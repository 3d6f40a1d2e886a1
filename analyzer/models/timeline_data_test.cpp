// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timeline_data.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <cstdint>
#include <vector>

#include "testing/loaded_run.h"
#include "testing/made_timeline.h"

namespace folioscope::models {
namespace {

class TimelineDataTest : public testing::Test {
 protected:
  void open(CellId cell = {1}) {
    data_.open(run_->file, cell);
    ASSERT_TRUE(QTest::qWaitFor([&] { return data_.outline() != nullptr; }));
  }
  bool comes_to_rest() {
    return QTest::qWaitFor([&] { return !data_.busy(); });
  }

  RunData run_ = pages::loaded_run(query::made_timeline());
  TimelineData data_;
};

TEST_F(TimelineDataTest, HasTheOutlineFirst_AndReadsWhatAPictureNeeds) {
  open();
  EXPECT_EQ(data_.outline()->cpus.size(), 2u);
  EXPECT_EQ(known_detail(data_.chunks(), 0, data_.outline()->cpus[0].chunks[0]), Detail::Summary);
  data_.want(data_.outline()->whole, 100);
  ASSERT_TRUE(comes_to_rest());
  for (const query::CpuOutline& cpu : data_.outline()->cpus)
    for (const store::ChunkSummary& chunk : cpu.chunks)
      EXPECT_GE(known_detail(data_.chunks(), cpu.cpu, chunk), Detail::Profile);
}

TEST_F(TimelineDataTest, ReadsOnlyTheChunksOfTheStretch) {
  open();
  data_.want({35 * query::kMs, 36 * query::kMs}, 100);
  ASSERT_TRUE(comes_to_rest());
  EXPECT_EQ(data_.chunks().profile({0, 0}), nullptr);
  EXPECT_NE(data_.chunks().profile({0, 1}), nullptr);
  EXPECT_EQ(data_.chunks().profile({1, 0}), nullptr);
}

TEST_F(TimelineDataTest, FollowsPages_AndKeepsTheHistoriesThatAreThere) {
  open();
  data_.follow({query::kHeldPfn});
  EXPECT_EQ(data_.history(0), nullptr);
  ASSERT_TRUE(QTest::qWaitFor([&] { return data_.history(0) != nullptr; }));
  EXPECT_EQ(data_.history(0)->locks.size(), 1u);
  const query::PageHistory* before = data_.history(0);
  data_.follow({0x2000, query::kHeldPfn});
  EXPECT_EQ(data_.history(1), before);
  ASSERT_TRUE(QTest::qWaitFor([&] { return data_.history(0) != nullptr; }));
  EXPECT_EQ(data_.history(0)->pfn, 0x2000u);
}

TEST_F(TimelineDataTest, FollowsNoMorePagesThanFit) {
  open();
  std::vector<std::uint64_t> pfns;
  for (std::uint64_t pfn = 0; pfn < 40; ++pfn) pfns.push_back(pfn);
  data_.follow(pfns);
  EXPECT_EQ(data_.followed().size(), TimelineData::kMostPages);
}

TEST_F(TimelineDataTest, PagesFollowedBeforeTheOutlineIsThereAreReadAfterIt) {
  data_.open(run_->file, {1});
  data_.follow({query::kHeldPfn});
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return data_.outline() != nullptr && data_.history(0) != nullptr; }));
}

TEST_F(TimelineDataTest, AnotherBootReplacesTheOneBefore) {
  open();
  data_.follow({query::kHeldPfn});
  data_.open(run_->file, {2});
  EXPECT_EQ(data_.outline(), nullptr);
  EXPECT_TRUE(data_.followed().empty());
  ASSERT_TRUE(QTest::qWaitFor([&] { return data_.outline() != nullptr; }));
  EXPECT_TRUE(data_.outline()->whole.empty());
}

TEST_F(TimelineDataTest, AFileThatIsNotThereIsSaid) {
  QSignalSpy failed(&data_, &TimelineData::failed);
  data_.open(run_->file.parent_path() / "none.db", {1});
  ASSERT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }));
  EXPECT_EQ(data_.outline(), nullptr);
}

}  // namespace
}  // namespace folioscope::models
