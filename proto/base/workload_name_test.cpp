// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/workload_name.h"

#include <gtest/gtest.h>

namespace folioscope {
namespace {

TEST(WorkloadName, IsAProgramAndWhatItIsRunWith) {
  EXPECT_EQ(parse_workload_name("refault"), (WorkloadName{"refault"}));
  EXPECT_EQ(parse_workload_name("herd waiters=8 as=file"),
            (WorkloadName{"herd", {{"waiters", "8"}, {"as", "file"}}}));
}

TEST(WorkloadName, ComesBackFromItsText) {
  for (const WorkloadName& name :
       {WorkloadName{"refault"}, WorkloadName{"herd", {{"waiters", "8"}, {"as", ""}}},
        WorkloadName{"herd", {{"filter", "a==b"}, {"words", "one  two "}, {"as", "file"}}}})
    EXPECT_EQ(parse_workload_name(to_string(name)), name) << to_string(name);
}

TEST(WorkloadName, AnythingElseIsNone) {
  for (const char* text :
       {"", " ", " refault", "waiters=8", "refault 8", "refault  a=b", "refault =8"})
    EXPECT_EQ(parse_workload_name(text), std::nullopt) << text;
}

}  // namespace
}  // namespace folioscope
