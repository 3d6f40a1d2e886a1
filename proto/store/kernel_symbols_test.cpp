// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/kernel_symbols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "store/packed_text.h"
#include "store/reader.h"
#include "store/writer.h"
#include "testing/made_rows.h"

namespace folioscope::store {
namespace {

using testing::HasSubstr;

constexpr const char* kMap =
    "0000000000000000 D __per_cpu_start\n"
    "0000000000001000 D cpu_hot\n"
    "ffffffff81000000 T _text\n"
    "ffffffff81000000 T _stext\n"
    "no line of a map\n"
    "ffffffff81000400 t lru_add_drain_per_cpu\n"
    "ffffffff81000300 T lru_add_drain\n"
    "ffffffff82000000 B _end\n";

TEST(SymbolTable, APlaceIsNamedByWhatBeginsThereOrBefore) {
  const SymbolTable table{kMap};
  EXPECT_EQ(table.name_at(0xffffffff81000400), "lru_add_drain_per_cpu");
  EXPECT_EQ(table.name_at(0xffffffff810003ff), "lru_add_drain+0xff");
  EXPECT_EQ(table.name_at(0xffffffff81000000), "_text");
  EXPECT_EQ(table.name_at(0xffffffff82000000), "_end");
}

TEST(SymbolTable, WhatIsNotTheKernelsHasNoName) {
  const SymbolTable table{kMap};
  EXPECT_EQ(table.name_at(0x1000), std::nullopt);
  EXPECT_EQ(table.name_at(0xffffffff80ffffff), std::nullopt);
  EXPECT_EQ(table.name_at(0xffffffff82000001), std::nullopt);
  EXPECT_EQ(SymbolTable{""}.name_at(0xffffffff81000000), std::nullopt);
}

TEST(PackedText, ComesBack_DamagedItIsAFault) {
  const auto packed = pack_text(kMap);
  ASSERT_TRUE(packed.ok());
  EXPECT_EQ(*unpack_text(*packed), kMap);
  for (std::size_t at = 0; at < packed->size(); ++at) {
    std::vector<std::byte> damaged = *packed;
    damaged[at] ^= std::byte{0x5a};
    const auto text = unpack_text(damaged);
    EXPECT_TRUE(!text.ok() || *text == kMap) << at;
  }
  EXPECT_FALSE(unpack_text({}).ok());
}

TEST(KernelTexts, ComeBack_AndTheFirstStays) {
  const TempDir place = *TempDir::create("texts");
  const auto file = place.path() / "run.db";
  auto writer = create_made_file(file);
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  ASSERT_TRUE((*writer)->store_patch("ab", "--- a/mm/swap.c\n").ok());
  ASSERT_TRUE((*writer)->store_patch("ab", "another").ok());
  ASSERT_TRUE((*writer)->store_config("aa", "CONFIG_CMA=y\n").ok());
  const auto reader = Reader::open(file);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(*(*reader)->patch_text("ab"), "--- a/mm/swap.c\n");
  EXPECT_EQ(*(*reader)->patch_text("cd"), std::nullopt);
  EXPECT_EQ(*(*reader)->kernel_config("aa"), "CONFIG_CMA=y\n");
  EXPECT_EQ(*(*reader)->kernel_config("bb"), std::nullopt);
}

// In SQL, of the kernel that the cell's variant has.
TEST(SymbolFunction, NamesWhatLiesInTheKernelOfACell) {
  const TempDir place = *TempDir::create("symbols");
  const auto file = place.path() / "run.db";
  auto writer = create_made_file(file);
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  const std::string hash = made_variants().front().kernel_hash.value();
  ASSERT_TRUE((*writer)->store_symbols(hash, kMap).ok());
  ASSERT_TRUE((*writer)->store_symbols(hash, "another").ok());  // the first one stays
  const auto reader = Reader::open(file);
  ASSERT_TRUE(reader.ok());
  const auto names = (*reader)->sql(
      "select symbol(cell.id, 0xffffffff81000404), symbol(cell.id, 5), symbol(cell.id, null), "
      "symbol(-1, 0xffffffff81000404) from cell where variant = '" +
      made_variants().front().name + "' limit 1");
  ASSERT_TRUE(names.ok()) << names.fault().what;
  const std::vector<SqlValue> expected = {std::string("lru_add_drain_per_cpu+0x4"), {}, {}, {}};
  EXPECT_EQ(names->rows.at(0), expected);
}

}  // namespace
}  // namespace folioscope::store
