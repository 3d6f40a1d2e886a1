// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/met_failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "testing/made_operations.h"

namespace folioscope::query {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr std::uint64_t kPage = 4096;

store::FailureRow failure_at(std::uint64_t ns, std::uint64_t pfn = kPage) {
  return {.id = static_cast<std::int64_t>(ns),
          .time = {ns},
          .kind = "freeze",
          .pfn = static_cast<std::int64_t>(pfn),
          .seen = 3,
          .expected = 2,
          .pid = 95,
          .attribution = "named",
          .operation = 1};
}

store::HolderRow holder_of(std::int64_t failure, const char* holder_class) {
  store::HolderRow row;
  row.failure = failure;
  row.holder_class = holder_class;
  return row;
}

std::string lock_at(std::uint64_t ns, std::uint64_t pfn = kPage) {
  const std::vector<store::IntervalRow> locks{
      {.id = 1, .pfn = kPage, .begin = {100}, .end = {200}, .holder_class = "fault", .pid = 7},
      {.id = 2, .pfn = kPage, .begin = {300}, .end = {400}, .holder_class = "migration", .pid = 95},
      {.id = 3, .pfn = kPage, .begin = {500}, .end = {600}, .holder_class = "read_io"}};
  return met_failures({{failure_at(ns, pfn)}, {}}, locks, {}).at(0).met.lock;
}

TEST(MetFailure, TheLockIsThatOfItsPageAtItsMoment) {
  EXPECT_EQ(lock_at(150), "fault");
  EXPECT_EQ(lock_at(300), kOwnLock);
  EXPECT_EQ(lock_at(400), kOwnLock);
  EXPECT_EQ(lock_at(600), "read_io") << "nobody knows the task";
  EXPECT_EQ(lock_at(50), kNoLock);
  EXPECT_EQ(lock_at(250), kNoLock);
  EXPECT_EQ(lock_at(700), kNoLock);
  EXPECT_EQ(lock_at(150, kPage + 1), kLockNotSeen);
}

TEST(MetFailure, ReferencesAreTheClassesOfTheHolders) {
  const auto references = [](store::FailureRow failure, std::vector<const char*> classes) {
    store::ReferenceRows rows{{failure}, {}};
    for (const char* one : classes) rows.holders.push_back(holder_of(failure.id, one));
    return met_failures(rows, {}, {}).at(0).met.references;
  };
  store::FailureRow failure = failure_at(1);
  EXPECT_EQ(references(failure, {"read", "gup", "read"}), "gup + read");
  EXPECT_EQ(references(failure, {"unknown"}), "unclassified");
  failure.attribution = "partly";
  EXPECT_EQ(references(failure, {"gup"}), "gup + unknown");
  failure.attribution = "unreliable";
  EXPECT_EQ(references(failure, {"gup"}), "unreliable");
  failure.attribution = "named";
  failure.seen = failure.expected;
  EXPECT_EQ(references(failure, {}), kReferenceGone);
}

class MetOfMadeRun : public ::testing::Test {
 protected:
  void SetUp() override {
    made_operations().write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    ASSERT_TRUE(reader.ok());
    reader_ = *std::move(reader);
  }
  TempDir dir_ = *TempDir::create("met");
  std::unique_ptr<store::Reader> reader_;
};

TEST_F(MetOfMadeRun, IsCountedByBoot) {
  const auto met = load_met(*reader_, {});
  ASSERT_TRUE(met.ok()) << met.fault().what;
  EXPECT_TRUE(met->locks_seen);
  ASSERT_THAT(met->boots, SizeIs(8));
  const BootMet& stock = met->boots.begin()->second;
  const Met own{"cma_alloc", "freeze", kOwnLock, "page_lock_waiter"};
  ASSERT_TRUE(stock.contains(own));
  EXPECT_EQ(stock.at(own), (MetCount{3, 1, {5}}));
}

TEST_F(MetOfMadeRun, TheFailuresBehindACountAreRead_NoMoreThanAskedFor) {
  const Met own{"cma_alloc", "freeze", kOwnLock, "page_lock_waiter"};
  const auto all = load_met_failures(*reader_, {1}, own, 100),
             some = load_met_failures(*reader_, {1}, own, 2);
  ASSERT_TRUE(all.ok() && some.ok());
  ASSERT_THAT(*all, SizeIs(3));
  EXPECT_THAT(*some, SizeIs(2));
  EXPECT_EQ(all->front().row.operation, 5);
  ASSERT_THAT(all->front().holders, SizeIs(1));
  EXPECT_EQ(all->front().holders[0].holder_class, "page_lock_waiter");
}

}  // namespace
}  // namespace folioscope::query
