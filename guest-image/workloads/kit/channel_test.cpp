// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/channel.h"

#include <gtest/gtest.h>

#include <optional>

namespace folioscope::workloads {
namespace {

struct Pair {
  std::optional<Channel> near;
  std::optional<Channel> far;
};
Pair connected() {
  auto ends = Channel::pair();
  EXPECT_TRUE(ends.ok());
  return {std::move(ends->first), std::move(ends->second)};
}

TEST(Channel, AValueArrivesWholeAtTheOtherEnd) {
  const Pair ends = connected();
  EXPECT_FALSE(ends.far->wait(std::chrono::nanoseconds(0)));
  ASSERT_TRUE(ends.near->send_value(0.25).ok());
  EXPECT_TRUE(ends.far->wait(std::chrono::nanoseconds(0)));
  double value = 0;
  ASSERT_TRUE(ends.far->receive_value(value).ok());
  EXPECT_EQ(value, 0.25);
}

TEST(Channel, AnEndThatIsGoneEndsTheWaitAndIsAFault) {
  Pair ends = connected();
  ends.near.reset();
  EXPECT_TRUE(ends.far->wait(std::chrono::hours(1)));
  int value = 0;
  EXPECT_FALSE(ends.far->receive_value(value).ok());
  EXPECT_FALSE(ends.far->send_value(value).ok());
}

}  // namespace
}  // namespace folioscope::workloads
