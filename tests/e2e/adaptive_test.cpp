// SPDX-License-Identifier: GPL-3.0-or-later
// A run that ends before the last of its boots.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

using testing::HasSubstr;

TEST(Adaptive, WhenTheBudgetIsSpent_TheRestIsNotNeeded_AndTheRunIsComplete) {
  Workplace place(preamble("budget") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 1, memory: 256MiB}]
workloads: [{program: selftest, args: {mode: ok, megabytes: [1, 2]}}]
events: [{page_ref: {where: "val>0"}}]
boots: {min: 2, max: 8, budget: 500ms}
seed: 1
)");
  const sys::Exit exit = folioscope(
      {"run", place.experiment().string(), "--guests", "1", "--out", place.run().string()});
  EXPECT_EQ(exit.code, 0) << exit.err;
  EXPECT_THAT(exit.err, HasSubstr("4 to 16 boots into "));
  EXPECT_THAT(exit.err, HasSubstr("14 boots are not needed: the budget of "));
  EXPECT_THAT(exit.out, HasSubstr("2 done, 14 not-needed"));
  const auto rows = sql(place.run(),
                        "select count(distinct block) blocks, count(distinct workload) workloads "
                        "from cell where status = 'done'");
  EXPECT_EQ(rows[0]["blocks"], 1);
  EXPECT_EQ(rows[0]["workloads"], 1);
  EXPECT_EQ(sql(place.run(), "select finished_host_ns is not null as f from run")[0]["f"], 1);
  EXPECT_THAT(folioscope({"list", place.path().string()}).out, HasSubstr("2/2"));
  EXPECT_THAT(folioscope({"report", place.run().string()}).out, HasSubstr("2 of 2 boots done"));
  EXPECT_EQ(folioscope({"resume", place.run().string()}).code, 0);
}

}  // namespace
}  // namespace folioscope::e2e
