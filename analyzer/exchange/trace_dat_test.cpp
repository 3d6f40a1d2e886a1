// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/trace_dat.h"

#include <gmock/gmock.h>

#include "testing/exported_boot.h"
#include "testing/made_timeline.h"

namespace folioscope::exchange {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class TraceDat : public ExportedBoot {
 protected:
  TraceDat() : ExportedBoot(query::made_timeline()) {}
  Result<Exported> write(CellId cell, const TimeWindow& window = {}, std::stop_token stop = {}) {
    return write_trace_dat(*reader_, cell, window, file(), std::move(stop));
  }
  // What Debian's trace-cmd reads, a line each.
  std::string reported(const std::string& options = "") const {
    return said_by("trace-cmd report " + options + " -i " + file().string());
  }
};

TEST_F(TraceDat, TraceCmdReadsEachEventAtItsTime) {
  const auto written = write({1});
  ASSERT_TRUE(written.ok()) << written.fault().what;
  EXPECT_EQ(written->events, stored("cell_id = 1"));
  EXPECT_EQ(written->cpus, 2);
  const std::string text = reported("-t");
  EXPECT_THAT(text, StartsWith("cpus=2\n"));
  for (const char* name : {"folio_lock_acquired", "folio_lock_released", "folio_wait_begin"})
    EXPECT_EQ(count(text, std::string(name) + ":"),
              stored(std::string("cell_id = 1 and name = '") + name + "'"))
        << name;
  EXPECT_THAT(text, HasSubstr(" 0.010000000: folio_lock_acquired:"));  // CPU 0, task 100
}

TEST_F(TraceDat, OfAWindow_HasThePagesThatTouchIt) {
  const auto all = write({1});
  const auto some = write({1}, {.from_ns = 0, .to_ns = 15 * query::kMs});
  ASSERT_TRUE(some.ok()) << some.fault().what;
  EXPECT_GT(some->events, 0);
  EXPECT_LT(some->events, all->events);
  EXPECT_GE(some->events, stored("cell_id = 1 and time_ns <= 15000000"));
}

TEST_F(TraceDat, BootWithoutEvents_IsRefused_AndThereIsNoFile) {
  const auto written = write({99});
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.fault().what, "boot 99 has no events");
  EXPECT_FALSE(exists(file()));
}

TEST_F(TraceDat, StoppedHalfWay_LeavesNoFile) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(write({1}, {}, stop.get_token()).ok());
  EXPECT_FALSE(exists(file()));
  EXPECT_FALSE(std::filesystem::exists(file().string() + ".part"));
}

TEST_F(TraceDat, OnTheHostsClock_IsReadWithTheDifferenceAdded) {
  const auto shift = shift_to_host(*reader_, {1});
  ASSERT_TRUE(shift.ok());
  EXPECT_EQ(shift->ns, 7'000'000'900) << "of the reading that is nearer to the truth";
  EXPECT_EQ(shift->error_ns, 40);
  ASSERT_TRUE(write_trace_dat(*reader_, {1}, {}, file(), {}, shift->ns).ok());
  EXPECT_THAT(reported("-t"), HasSubstr(" 7.010000900: folio_lock_acquired:"));  // 0.01 above
  EXPECT_FALSE(shift_to_host(*reader_, {99}).ok());
}

TEST_F(TraceDat, WhereNothingCanBeWritten_IsTheHostsFault) {
  const auto written = write_trace_dat(*reader_, {1}, {}, dir_ / "no/such/place.dat");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.fault().domain, FaultDomain::Host);
}

}  // namespace
}  // namespace folioscope::exchange
