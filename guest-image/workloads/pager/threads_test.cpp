// SPDX-License-Identifier: GPL-3.0-or-later
// The threads and the process of a run, each with something small to do.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <chrono>

#include "workloads/pager/mapper.h"
#include "workloads/pager/onlooker.h"
#include "workloads/pager/readers.h"

namespace folioscope::workloads {
namespace {

using std::chrono::milliseconds;

TEST(Readers, CountEveryPageTheyFaultInAndNoOther) {
  constexpr std::size_t kPages = 64;
  std::vector<Mapping> mappings;
  auto mapping = Mapping::map(nullptr, kPages * kPageSize, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_TRUE(mapping.ok());
  mappings.push_back(*std::move(mapping));
  Readers readers(mappings, 2, 1);
  // One fault a page at most: shared memory that is there stays mapped.
  std::vector<unsigned char> present(kPages);
  const auto all_there = [&] {
    ::mincore(mappings[0].data(), kPages * kPageSize, present.data());
    for (const unsigned char page : present)
      if ((page & 1) == 0) return false;
    return true;
  };
  while (!all_there()) std::this_thread::yield();
  const Faults faults = readers.stop();
  EXPECT_GE(faults.count, 1u);
  EXPECT_LE(faults.count, 2 * kPages);  // both threads may fault on one page at once
  EXPECT_EQ(faults.latency_ms.size(), faults.count);
  for (const double latency : faults.latency_ms) EXPECT_GE(latency, 0);
}

TEST(Mapper, TimesEveryMapping) {
  Mapper mapper(milliseconds(1));
  const std::vector<double> latency_ms = mapper.stop();
  for (const double latency : latency_ms) EXPECT_GT(latency, 0);
}

TEST(Onlooker, HasReadAtLeastOnceWhenItIsStopped) {
  const auto onlooker = Onlooker::start(milliseconds(1));
  ASSERT_TRUE(onlooker.ok());
  ASSERT_TRUE(onlooker->begin().ok());
  const auto latency_ms = onlooker->stop();
  ASSERT_TRUE(latency_ms.ok());
  ASSERT_FALSE(latency_ms->empty());
  EXPECT_GT(latency_ms->front(), 0);
}

}  // namespace
}  // namespace folioscope::workloads
