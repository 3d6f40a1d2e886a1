// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/alarm.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

namespace folioscope::workloads {
namespace {

TEST(Alarm, EndsASystemCallThatWouldNotEnd) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  char byte;
  {
    const Alarm alarm(std::chrono::milliseconds(1));
    EXPECT_EQ(::read(ends[0], &byte, 1), -1);
    EXPECT_EQ(errno, EINTR);
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace folioscope::workloads
