// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/symbols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "derive/named_stacks.h"
#include "derive/stack_table.h"

namespace folioscope::derive {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kMap =
    "0000000000000000 D __per_cpu_start\n"
    "ffffffff81000000 T _stext\n"
    "ffffffff81000000 T _text\n"
    "ffffffff81000000 T startup_64\n"
    "ffffffff81000100 t folio_add_lru.part.0\n"
    "ffffffff81000200 T do_anonymous_page\n"
    "ffffffff81000200 W an_alias\n"
    "ffffffff81000300 T handle_mm_fault\n"
    "ffffffff81000400 T _etext\n"
    "ffffffff81000500 D some_data\n";

TEST(Symbols, AReturnAddressBelongsToTheFunctionThatCalled) {
  const auto symbols = Symbols::parse({kMap, "k1"}, "k1");
  ASSERT_TRUE(symbols.ok());
  EXPECT_EQ(symbols->function(0x101), "folio_add_lru");
  EXPECT_EQ(symbols->function(0x1ff), "folio_add_lru");
  EXPECT_EQ(symbols->function(0x200), "folio_add_lru");  // behind a call that never returns
  EXPECT_EQ(symbols->function(0x201), "do_anonymous_page");
  EXPECT_EQ(symbols->function(0x400), "handle_mm_fault");
}

TEST(Symbols, OutsideTheTextThereIsNoName) {
  const auto symbols = Symbols::parse({kMap, "k1"}, "k1");
  ASSERT_TRUE(symbols.ok());
  EXPECT_EQ(symbols->function(0), "");
  EXPECT_EQ(symbols->function(0x401), "");
  EXPECT_EQ(symbols->function(~std::uint64_t{0}), "");
}

TEST(Symbols, AFileOfAnotherKernelIsRefused) {
  const auto symbols = Symbols::parse({kMap, "k1"}, "k2");
  ASSERT_FALSE(symbols.ok());
  EXPECT_EQ(symbols.fault().domain, FaultDomain::User);
  EXPECT_THAT(symbols.fault().what, HasSubstr("'k1'"));
  EXPECT_THAT(symbols.fault().what, HasSubstr("'k2'"));
}

TEST(Symbols, AFileThatIsNoSystemMapIsRefused) {
  for (const std::string_view text :
       {"", "\n", "no map\n", "ffffffff81000000 T startup_64\n", "ffffffff81000000 T _stext\n",
        "ffffffff81000000 TT _stext\n", "2 T _stext\n1 T _etext\n", "fffffffffffffffff T _stext\n"})
    EXPECT_FALSE(Symbols::parse({text, "k"}, "k").ok()) << text;
}

TEST(StackTable, ALineIsAnIdAndItsFrames) {
  const StackTable table = StackTable::parse("7 101 2a0\n12 ffff\n");
  EXPECT_THAT(table.frames(7), ElementsAre(0x101, 0x2a0));
  EXPECT_THAT(table.frames(12), ElementsAre(0xffff));
  EXPECT_TRUE(table.frames(0).empty());
  EXPECT_TRUE(table.frames(8).empty());
  EXPECT_EQ(table.refused_lines(), 0);
}

TEST(StackTable, LinesOfAHostileGuestAreCounted) {
  std::string endless = "9";
  for (std::size_t i = 0; i <= limits::kStackFrames; ++i) endless += " 1";
  const StackTable table = StackTable::parse(
      "0 1\n-1 1\n3\nx 1\n4 zz\n5 1\n5 2\n6 11111111111111111\n\n99999999999 1\n" + endless);
  EXPECT_EQ(table.all().size(), 1u);
  EXPECT_THAT(table.frames(5), ElementsAre(1));
  EXPECT_EQ(table.refused_lines(), 9);
}

TEST(NamedStacks, FramesGetNamesAndTheInnermostKnownOneItsClass) {
  const auto symbols = Symbols::parse({kMap, "k"}, "k");
  ASSERT_TRUE(symbols.ok());
  const NamedStacks stacks(StackTable::parse("1 110 210 310\n2 210 310\n3 9999\n"), &*symbols);
  EXPECT_THAT(stacks.rows(),
              ElementsAre(store::StackRow{1, "folio_add_lru;do_anonymous_page;handle_mm_fault"},
                          store::StackRow{2, "do_anonymous_page;handle_mm_fault"},
                          store::StackRow{3, "0x9999"}));
  EXPECT_EQ(stacks.holder_class(1), HolderClass::LruBatch);
  EXPECT_EQ(stacks.holder_class(2), HolderClass::Fault);
  EXPECT_EQ(stacks.lock_class(2), LockClass::Fault);
  EXPECT_EQ(stacks.holder_class(3), HolderClass::Unknown);
  EXPECT_EQ(stacks.holder_class(99), HolderClass::Unknown);
  EXPECT_EQ(stacks.frames_without_name(), 1);
  const NamedStacks again(stacks.rows());
  EXPECT_EQ(again.rows(), stacks.rows());
  EXPECT_EQ(again.holder_class(1), HolderClass::LruBatch);
}

TEST(HolderClass, TheInnermostFunctionDecides) {
  const auto lock = [](std::vector<std::string_view> frames) { return lock_class_of(frames); };
  const auto holder = [](std::vector<std::string_view> frames) { return holder_class_of(frames); };
  EXPECT_EQ(lock({"__filemap_get_folio", "ext4_da_write_begin", "generic_perform_write"}),
            LockClass::Write);
  EXPECT_EQ(lock({"shrink_folio_list", "shrink_lruvec", "filemap_fault", "handle_mm_fault"}),
            LockClass::Reclaim);
  EXPECT_EQ(lock({"filemap_add_folio", "page_cache_ra_unbounded", "filemap_fault"}),
            LockClass::ReadIo);
  EXPECT_EQ(lock({"do_something"}), LockClass::Other);
  EXPECT_EQ(holder({"next_uptodate_page", "filemap_map_pages", "handle_mm_fault"}),
            HolderClass::FaultAround);
  EXPECT_EQ(holder({"release_pages", "folio_batch_move_lru", "lru_add_drain_cpu"}),
            HolderClass::LruBatch);
  EXPECT_EQ(holder({"internal_get_user_pages_fast", "iov_iter_get_pages2"}), HolderClass::Gup);
  // A read that goes into a pipe; 6.1 has no splice of its own for tmpfs.
  EXPECT_EQ(holder({"__filemap_get_folio", "shmem_get_folio_gfp", "shmem_file_read_iter",
                    "generic_file_splice_read"}),
            HolderClass::Pipe);
  EXPECT_EQ(holder({"__filemap_get_folio", "shmem_get_folio_gfp", "shmem_file_read_iter"}),
            HolderClass::Read);
  EXPECT_EQ(holder({}), HolderClass::Unknown);
}

}  // namespace
}  // namespace folioscope::derive
