// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/guest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

namespace folioscope::workloads {
namespace {

using testing::HasSubstr;

TEST(FindNumber, ReadsVmstatAndMeminfoAlike) {
  constexpr std::string_view kVmstat = "thp_split_page_failed 3\nthp_split_page 12\n";
  const auto split = find_number(kVmstat, "thp_split_page");
  ASSERT_TRUE(split.ok());
  EXPECT_EQ(*split, 12u) << "a longer key that begins alike is another key";

  const auto free = find_number("MemTotal:  501760 kB\nMemFree:   401234 kB\n", "MemFree");
  ASSERT_TRUE(free.ok());
  EXPECT_EQ(*free, 401234u);
}

TEST(FindNumber, ACounterThatTheKernelLacksIsNamed) {
  const auto missing = find_number("thp_split_page 12", "cma_alloc_fail");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.fault().domain, FaultDomain::Guest);
  EXPECT_THAT(missing.fault().what, HasSubstr("cma_alloc_fail"));
}

TEST(SumNumbers, AddsEveryLineOfThatName) {
  EXPECT_EQ(sum_numbers("  count: 3\n  high: 90\n  counts: 9\n   count: 4", "count"), 7u);
  EXPECT_EQ(sum_numbers("high: 90\n", "count"), 0u);
}

TEST(ControlFiles, AFileThatIsMissingIsNamedWithTheReason) {
  const auto number = read_number("/nonexistent/count");
  ASSERT_FALSE(number.ok());
  EXPECT_EQ(number.fault().what, "cannot open /nonexistent/count: No such file or directory");
  EXPECT_EQ(write_number("/nonexistent/count", 1), ENOENT);
}

TEST(PageFrames, APageThatWasNeverTouchedHasNone) {
  auto mapping =
      Mapping::map(nullptr, 2 * kPageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  auto pages = PageFrames::open();
  ASSERT_TRUE(mapping.ok() && pages.ok());
  std::uint64_t frames[2] = {1, 1};
  ASSERT_TRUE(pages->read(mapping->data(), frames).ok());
  EXPECT_THAT(frames, testing::Each(0u));
}

TEST(Mapping, MovedFromAndMovedToUnmapOnce) {
  auto first = Mapping::map(nullptr, kPageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_TRUE(first.ok());
  std::byte* const address = first->data();
  {
    const Mapping second = std::move(*first);
    EXPECT_EQ(second.data(), address);
    EXPECT_EQ(::msync(address, kPageSize, MS_ASYNC), 0) << "still mapped";
  }
  EXPECT_EQ(first->data(), nullptr);
  EXPECT_NE(::msync(address, kPageSize, MS_ASYNC), 0) << "unmapped";
}

}  // namespace
}  // namespace folioscope::workloads
