// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/child.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace folioscope::workloads {
namespace {

Status answer_with_pid(const Channel& leader) {
  char question = 0;
  while (leader.receive_value(question).ok()) TRY_STATUS(leader.send_value(::getpid()));
  return {};
}

pid_t ask(const Child& child) {
  pid_t answer = 0;
  EXPECT_TRUE(child.channel().send_value('?').ok());
  EXPECT_TRUE(child.channel().receive_value(answer).ok());
  return answer;
}

TEST(Child, IsAProcessOfItsOwn) {
  const auto child = Child::start("child", answer_with_pid);
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(ask(*child), child->process());
  EXPECT_NE(child->process(), ::getpid());
}

// The second one holds a copy of the channel to the first.
TEST(Child, EndsWithItsOwnerThoughAnotherChildLivesOn) {
  auto first = Child::start("first", answer_with_pid);
  ASSERT_TRUE(first.ok());
  const auto second = Child::start("second", answer_with_pid);
  ASSERT_TRUE(second.ok());
  { const Child ended = std::move(*first); }
  EXPECT_EQ(ask(*second), second->process());
}

TEST(Child, OneThatFailsLeavesItsLeaderWithAFault) {
  const auto child =
      Child::start("child", [](const Channel&) -> Status { return guest_fault("told to fail"); });
  ASSERT_TRUE(child.ok());
  const auto sibling = Child::start("sibling", answer_with_pid);
  ASSERT_TRUE(sibling.ok());
  char answer = 0;
  EXPECT_FALSE(child->channel().receive_value(answer).ok());
}

TEST(Child, ManyValuesArriveInTheirOrder) {
  const auto child = Child::start("child", [](const Channel& leader) -> Status {
    const int values[] = {3, 1, 2};
    TRY_STATUS(leader.send_values(std::span<const int>(values)));
    return leader.send_values(std::span<const int>());
  });
  ASSERT_TRUE(child.ok());
  const auto values = child->channel().receive_values<int>();
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(*values, (std::vector<int>{3, 1, 2}));
  const auto none = child->channel().receive_values<int>();
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
}

}  // namespace
}  // namespace folioscope::workloads
