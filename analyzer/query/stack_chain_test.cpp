// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/stack_chain.h"

#include <gtest/gtest.h>

namespace folioscope::query {
namespace {

TEST(StackChain, BeginsWithTheFirstFrameThatTells) {
  EXPECT_EQ(stack_chain("__page_ref_mod;try_grab_folio;follow_page_pte;__get_user_pages;a;b"),
            "follow_page_pte < __get_user_pages < a");
}

TEST(StackChain, LeavesHelpersInTheMiddle) {
  EXPECT_EQ(stack_chain("filemap_fault;folio_lock;do_fault"),
            "filemap_fault < folio_lock < do_fault");
}

TEST(StackChain, DropsWhatTheCompilerAppends) {
  EXPECT_EQ(stack_chain("follow_page_pte.isra.0;gup.part.0.cold"), "follow_page_pte < gup");
}

TEST(StackChain, OfHelpersOnly_ShowsThem) {
  EXPECT_EQ(stack_chain("__page_ref_mod;get_page"), "__page_ref_mod < get_page");
}

TEST(StackChain, WithoutNames_IsOffsets) { EXPECT_EQ(stack_chain("0x1a2b;0x3c"), "0x1a2b < 0x3c"); }

TEST(StackChain, OfNothing_IsEmpty) {
  EXPECT_EQ(stack_chain(""), "");
  EXPECT_EQ(stack_chain("a;b;c", 1), "a");
}

}  // namespace
}  // namespace folioscope::query
