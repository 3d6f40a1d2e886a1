// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/mmap_lock_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;
constexpr std::uint64_t kMs = 1'000'000;
constexpr std::int64_t kMm = -0x1000, kOtherMm = -0x2000;

// Events of one CPU and one address space, unless it is said.
class Traced {
 public:
  Traced& asked(std::uint64_t ms, int pid, bool write = false, std::int64_t mm = kMm) {
    made_.at(ms * kMs, pid, pid, "mmap_lock_start_locking", {mm, write});
    return *this;
  }
  Traced& got(std::uint64_t ms, int pid, bool write = false, bool success = true) {
    made_.at(ms * kMs, pid, pid, "mmap_lock_acquire_returned", {kMm, write, success});
    return *this;
  }
  Traced& released(std::uint64_t ms, int pid, bool write = false, std::int64_t mm = kMm) {
    made_.at(ms * kMs, pid, pid, "mmap_lock_released", {mm, write});
    return *this;
  }
  Traced& slept(std::uint64_t ms, int pid) {
    made_.at(ms * kMs, pid, pid, "io_schedule", {});
    return *this;
  }
  Derived derive() const { return made_.derive(); }

 private:
  MadeEvents made_;
};

constexpr bool kWrite = true;

TEST(MmapLock, AWriterBehindAReader_WaitsAsLongAsItHolds) {
  const Derived got = Traced()
                          .asked(1, 1)
                          .got(1, 1)
                          .released(81, 1)
                          .asked(11, 2, kWrite)
                          .got(81, 2, kWrite)
                          .released(82, 2, kWrite)
                          .derive();
  EXPECT_THAT(value_of(got, "mmap_lock_read_hold_max"), Optional(80));
  EXPECT_THAT(value_of(got, "mmap_lock_read_wait_max"), Optional(0));
  EXPECT_THAT(value_of(got, "mmap_lock_write_wait_max"), Optional(70));
  EXPECT_EQ(value_of(got, "mmap_lock_write_hold_max"), std::nullopt);
  EXPECT_TRUE(got.anomalies.empty());
}

TEST(MmapLock, OnlyAHoldThatSleptForIoCountsAsOne) {
  const Derived got = Traced()
                          .asked(1, 1)
                          .got(1, 1)
                          .slept(2, 1)
                          .released(31, 1)  // held it
                          .asked(40, 1)
                          .got(40, 1)
                          .released(90, 1)
                          .slept(91, 1)  // dropped it first
                          .derive();
  EXPECT_THAT(value_of(got, "mmap_lock_io_holds"), Optional(1));
  EXPECT_THAT(value_of(got, "mmap_lock_io_hold_longest"), Optional(30));
  EXPECT_THAT(value_of(got, "mmap_lock_read_hold_max"), Optional(50));
}

TEST(MmapLock, SleepOfAnotherTaskIsNotTheHolders) {
  const Derived got =
      Traced().asked(1, 1).asked(1, 2).got(2, 1).slept(3, 2).released(9, 1).derive();
  EXPECT_THAT(value_of(got, "mmap_lock_io_holds"), Optional(0));
  EXPECT_THAT(value_of(got, "mmap_lock_io_hold_longest"), Optional(0));
}

TEST(MmapLock, AWriterThatBecomesAReader_HoldsAsOneFromThere) {
  const Derived got =
      Traced().asked(1, 1, kWrite).got(2, 1, kWrite).got(5, 1).released(9, 1).derive();
  EXPECT_THAT(value_of(got, "mmap_lock_read_hold_max"), Optional(4));
  EXPECT_TRUE(got.anomalies.empty());
}

TEST(MmapLock, ARefusedTrylockIsNeitherWaitNorHold) {
  const Derived got =
      Traced().asked(1, 1).got(2, 1, false, false).asked(3, 1).got(7, 1).released(8, 1).derive();
  EXPECT_THAT(value_of(got, "mmap_lock_read_wait_p50"), Optional(4));
  EXPECT_THAT(value_of(got, "mmap_lock_read_hold_max"), Optional(1));
}

TEST(MmapLock, WhatBeganBeforeTheTrace_IsNoAnomaly_ButALaterGapIs) {
  EXPECT_TRUE(Traced().released(1, 1).derive().anomalies.empty());
  const Derived got = Traced()
                          .asked(2, 1)
                          .got(2, 1)
                          .released(3, 1)
                          .released(4, 1)
                          .got(5, 1)
                          .asked(6, 1, false, kOtherMm)
                          .released(7, 1, false, kOtherMm)
                          .derive();
  EXPECT_EQ(anomaly_of(got, "mmap_lock_released_without_holding"), 2);
  EXPECT_EQ(anomaly_of(got, "mmap_lock_got_without_asking"), 1);
}

TEST(MmapLock, NotTraced_GivesNothing) {
  EXPECT_EQ(value_of(rows_of({}), "mmap_lock_io_holds"), std::nullopt);
}

}  // namespace
}  // namespace folioscope::derive
