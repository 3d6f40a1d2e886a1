// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/memory_block.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

TEST(MemoryBlock, ItsSizeIsHexadecimal) {
  EXPECT_EQ(parse_block_size("8000000\n"), std::uint64_t{128} << 20);
  EXPECT_EQ(parse_block_size("7fffffff"), 0x7fffffffu);
}

TEST(MemoryBlock, WhatIsNoSizeIsNotTakenForOne) {
  for (const char* text : {"", "\n", "0", "0x8000000", "8000000 bytes", "fffffffffffffffff"})
    EXPECT_EQ(parse_block_size(text), std::nullopt) << text;
}

}  // namespace
}  // namespace folioscope::workloads
