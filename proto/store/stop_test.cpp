// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class Stopping : public StoreTest {
 protected:
  // Long enough for the look at the token to come: every 20,000 steps of SQLite's machine.
  static constexpr const char* kLong =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) "
      "select count(*) from n";
};

TEST_F(Stopping, AReaderEndsWhateverItIsAskedUntilItGetsAnotherToken) {
  create();
  auto reader = read();
  std::stop_source stop;
  reader->stop_with(stop.get_token());
  EXPECT_TRUE(reader->sql(kLong).ok());
  stop.request_stop();
  EXPECT_FALSE(reader->sql(kLong).ok());
  reader->stop_with({});
  EXPECT_TRUE(reader->sql(kLong).ok());
}

TEST_F(Stopping, ACallsOwnTokenIsForThatCallOnly) {
  create();
  auto reader = read();
  std::stop_source of_all, of_one;
  reader->stop_with(of_all.get_token());
  of_one.request_stop();
  EXPECT_FALSE(reader->sql(kLong, of_one.get_token()).ok());
  EXPECT_TRUE(reader->sql(kLong).ok());
  of_all.request_stop();
  EXPECT_FALSE(reader->sql(kLong).ok()) << "the token of before the call holds again";
}

}  // namespace
}  // namespace folioscope::store
