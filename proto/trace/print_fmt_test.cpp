// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/print_fmt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::trace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PrintFmt, APointerIsAnAddress_AlsoWithACast) {
  EXPECT_THAT(address_fields(R"( "work struct %p: function %ps", REC->work, REC->function)", false),
              ElementsAre("work", "function"));
  EXPECT_THAT(
      address_fields(R"("%pS, %d%% of %-8s", (void *)REC->ip, REC->share, REC->name)", false),
      ElementsAre("ip"));
}

TEST(PrintFmt, HexadecimalIsOneOfAProbe_ElsewhereItMayBeAPageFrame) {
  const char* const probe =
      R"("(%lx) page=0x%Lx order=%u", REC->__probe_ip, REC->page, REC->order)";
  EXPECT_THAT(address_fields(probe, true), ElementsAre("__probe_ip", "page"));
  EXPECT_THAT(address_fields(R"("pfn=0x%lx", REC->pfn)", false), IsEmpty());
}

TEST(PrintFmt, WhatIsComputedIsNoField_AndKeepsItsPlace) {
  EXPECT_THAT(
      address_fields(
          R"("page=%p flags=%s at %p", (((struct page *)base) + (REC->pfn)), (REC->f) ? "a,b" : "c", REC->at)",
          false),
      ElementsAre("at"));
  EXPECT_THAT(address_fields(R"("%*p %p", REC->width, REC->a, REC->b)", false),
              ElementsAre("a", "b"));
}

TEST(PrintFmt, AnyCutIsNoMoreThanTheWhole) {
  const std::string_view text = R"("a \" %p, %08lx %", (void *)REC->a, f(REC->b, "\"),"), REC->c)";
  for (std::size_t size = 0; size <= text.size(); ++size)
    EXPECT_LE(address_fields(text.substr(0, size), true).size(), 2U);
}

}  // namespace
}  // namespace folioscope::trace
