// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/holder.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

// Settles by an answer that is sure to come, or by a fault.
bool settle(Holder& holder) {
  for (;;) {
    const auto settled = holder.settled();
    if (!settled.ok()) return false;
    if (*settled) return true;
  }
}

TEST(Holder, SaysWhenItHeldThePage) {
  const auto pages = Pages::create(2);
  ASSERT_TRUE(pages.ok());
  HolderPlan plan;
  plan.page = 1;
  auto holder = Holder::start(plan, *pages);
  ASSERT_TRUE(holder.ok());
  std::uint64_t last_end = 0;
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(holder->begin().ok());
    ASSERT_TRUE(settle(*holder));
    const std::uint64_t held = monotonic_ns();
    const auto spans = holder->end();
    ASSERT_TRUE(spans.ok());
    ASSERT_EQ(spans->size(), 1u);
    EXPECT_LT(last_end, spans->front().from_ns);
    EXPECT_LT(spans->front().from_ns, held);
    EXPECT_LT(held, spans->front().to_ns);
    last_end = spans->front().to_ns;
  }
}

TEST(Holder, WhatCannotHoldLeavesItsLeaderWithAFault) {
  const auto pages = Pages::create(1);
  ASSERT_TRUE(pages.ok());
  HolderPlan plan;
  plan.hold = Hold::Direct;
  plan.disk = "/no/such/disk";
  auto holder = Holder::start(plan, *pages);
  ASSERT_TRUE(holder.ok());
  EXPECT_FALSE(holder->begin().ok() && settle(*holder) && holder->end().ok());
}

}  // namespace
}  // namespace folioscope::workloads
