// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/thp-leak/locked.h"

#include <gtest/gtest.h>

#include "workloads/thp-leak/leak.h"

namespace folioscope::workloads {
namespace {

TEST(MapsHuge, IsSaidByAnyMappingOfTheProcess) {
  constexpr const char* kSmall =
      "00400000-00401000 r-xp 00000000 00:02 7  /bin/thp-leak\n"
      "Size:                  4 kB\n"
      "ShmemPmdMapped:        0 kB\n"
      "7f0000000000-7f0000200000 r--s 00000000 00:15 3  /tmp/file\n"
      "Size:               2048 kB\n"
      "AnonHugePages:      2048 kB\n"
      "ShmemPmdMapped:        0 kB\n";
  EXPECT_FALSE(maps_huge(kSmall));
  EXPECT_TRUE(maps_huge(std::string(kSmall) + "ShmemPmdMapped:     2048 kB\n"));
  EXPECT_FALSE(maps_huge(""));
}

TEST(ViewOf, OnlyTheAlignedOneCanBeMappedAsAHugePage) {
  const auto suits = [](const View& view) {
    return view.bytes == kHugePageSize && view.offset % kHugePageSize == 0;
  };
  EXPECT_FALSE(suits(view_of("partial", 1)));
  EXPECT_FALSE(suits(view_of("shifted", 1)));
  EXPECT_TRUE(suits(view_of("aligned", 1)));
  EXPECT_EQ(view_of("partial", 16).reads, 16u);
}

}  // namespace
}  // namespace folioscope::workloads
