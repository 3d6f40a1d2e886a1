// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/classes.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace folioscope::catalog {
namespace {

template <class Classes>
void expect_whole(const Classes& classes) {
  std::set<std::string_view> names;
  for (const Class& one : classes) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_FALSE(one.meaning.empty()) << one.name;
    EXPECT_LE(one.colour, 0xffffffu) << one.name;
  }
}

TEST(Classes, EachStandsOnceWithAMeaning) {
  std::vector<Class> holders(kHolderClasses.begin(), kHolderClasses.end());
  holders.insert(holders.end(), kReportedClasses.begin(), kReportedClasses.end());
  expect_whole(holders);
  expect_whole(kLockClasses);
}

// The tables stand in the order of the enumerations.
TEST(Classes, HaveTheNameOfTheirEnumerator) {
  EXPECT_EQ(to_string(HolderClass::LruBatch), "lru_batch");
  EXPECT_EQ(to_string(HolderClass::PageLockWaiter), "page_lock_waiter");
  EXPECT_EQ(to_string(HolderClass::FaultAround), "fault_around");
  EXPECT_EQ(to_string(HolderClass::Readahead), "readahead");
  EXPECT_EQ(to_string(HolderClass::PageTable), "page_table");
  EXPECT_EQ(to_string(HolderClass::Unknown), "unknown");
  EXPECT_EQ(kHolderClasses.size(), static_cast<std::size_t>(HolderClass::Unknown) + 1);
  EXPECT_EQ(to_string(LockClass::Migration), "migration");
  EXPECT_EQ(to_string(LockClass::ReadIo), "read_io");
  EXPECT_EQ(to_string(LockClass::Other), "other");
  EXPECT_EQ(kLockClasses.size(), static_cast<std::size_t>(LockClass::Other) + 1);
}

TEST(Classes, AreFoundByName) {
  for (const Class& one : kHolderClasses) EXPECT_EQ(find_holder_class(one.name), &one);
  for (const Class& one : kLockClasses) EXPECT_EQ(find_lock_class(one.name), &one);
  EXPECT_NE(find_holder_class("unreliable"), nullptr);
  EXPECT_EQ(find_holder_class("read_io"), nullptr);
  EXPECT_EQ(find_lock_class(""), nullptr);
}

TEST(Classes, HoldersHaveColoursOfTheirOwn) {
  std::set<std::uint32_t> colours;
  for (const Class& one : kHolderClasses)
    EXPECT_TRUE(colours.insert(one.colour).second) << one.name;
}

}  // namespace
}  // namespace folioscope::catalog
