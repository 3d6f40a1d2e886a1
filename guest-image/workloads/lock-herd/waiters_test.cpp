// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/waiters.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "workloads/lock-herd/wanted_page.h"

namespace folioscope::workloads {
namespace {

class Waiting : public testing::TestWithParam<Waiters::As> {};

TEST_P(Waiting, TheyComeBackAsOftenAsTheyAreLetLoose) {
  auto page = WantedPage::create(WantedPage::Kind::File);
  ASSERT_TRUE(page.ok());
  auto waiters = Waiters::start(GetParam(), 5, page->data());
  ASSERT_TRUE(waiters.ok());
  EXPECT_EQ(waiters->count(), 5u);
  for (int round = 0; round < 20; ++round) {
    waiters->release();
    waiters->recall();
  }
  EXPECT_TRUE(waiters->stop().ok());
  EXPECT_EQ(waiters->stalls_ms().size(), waiters->stalls());
}

TEST_P(Waiting, TheyCanBeStoppedWhileTheyRead) {
  auto page = WantedPage::create(WantedPage::Kind::Anonymous);
  ASSERT_TRUE(page.ok());
  auto waiters = Waiters::start(GetParam(), 3, page->data());
  ASSERT_TRUE(waiters.ok());
  waiters->release();
  EXPECT_TRUE(waiters->stop().ok());
}

// What a move does to them, without a second node: the page is taken out of the page table.
TEST_P(Waiting, AnAccessThatFaultsIsAStall) {
  auto page = WantedPage::create(WantedPage::Kind::File);
  ASSERT_TRUE(page.ok());
  auto waiters = Waiters::start(GetParam(), 1, page->data());
  ASSERT_TRUE(waiters.ok());
  void* address = const_cast<std::byte*>(page->data());
  ASSERT_EQ(::madvise(address, kPageSize, MADV_REMOVE), 0);
  waiters->release();
  waiters->recall();
  ASSERT_TRUE(waiters->stop().ok());
  ASSERT_GE(waiters->stalls(), 1u);
  EXPECT_GT(waiters->stalls_ms().front(), 0);
}

INSTANTIATE_TEST_SUITE_P(As, Waiting,
                         testing::Values(Waiters::As::Threads, Waiters::As::Processes));

}  // namespace
}  // namespace folioscope::workloads
