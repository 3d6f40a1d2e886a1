// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kernel_symbols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::kbuild {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kMap =
    "ffffffff811baf00 T folio_unlock\n"
    "ffffffff811bb2e0 t finish_task_switch.isra.0\n"
    "ffffffff811bb2f0 t finish_task_switch.isra.0.cold\n"
    "ffffffff811bb620 t clash\n"
    "ffffffff811bb630 t clash\n"
    "ffffffff81a03848 d str__cma__trace_system_name\n"
    "ffffffff81a03850 d str____trace_system_name\n"
    "ffffffff82a03848 D __tracepoint_cma_alloc_start\n"
    "ffffffff82a03848 D init_task\n"
    "not a line\n"
    "\n"
    "ffffffff82a03848\n"
    "0 T";

TEST(KernelSymbols, FunctionsAreWhatAProbeMayName) {
  const KernelSymbols symbols = symbols_of(kMap);
  EXPECT_THAT(symbols.functions, ElementsAre("clash", "finish_task_switch.isra.0",
                                             "finish_task_switch.isra.0.cold", "folio_unlock"));
  EXPECT_TRUE(symbols.has_function("folio_unlock"));
  EXPECT_FALSE(symbols.has_function("finish_task_switch"));
  EXPECT_FALSE(symbols.has_function("init_task"));
}

TEST(KernelSymbols, AFunctionIsFoundByTheNameThatTheSourceHas) {
  const KernelSymbols symbols = symbols_of(kMap);
  EXPECT_THAT(symbols.clones_of("finish_task_switch"),
              ElementsAre("finish_task_switch.isra.0", "finish_task_switch.isra.0.cold"));
  EXPECT_THAT(symbols.clones_of("folio"), IsEmpty());
}

TEST(KernelSymbols, TracepointsAreOfASystem) {
  const KernelSymbols symbols = symbols_of(kMap);
  EXPECT_TRUE(symbols.has_event("cma", "cma_alloc_start"));
  EXPECT_TRUE(symbols.has_event("cma", "*"));
  EXPECT_FALSE(symbols.has_event("cma", "cma_release"));
  EXPECT_FALSE(symbols.has_event("kmem", "cma_alloc_start"));
  EXPECT_FALSE(symbols.has_event("kmem", "*"));
}

TEST(KernelSymbols, EventsWithoutASymbolOfTheirOwnAreNotJudged) {
  EXPECT_TRUE(symbols_of(kMap).has_event("syscalls", "sys_enter_openat"));
  EXPECT_TRUE(symbols_of(kMap).has_event("folioscope", "my_probe"));
}

}  // namespace
}  // namespace folioscope::kbuild
