// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two variants, so four cells in a block; of an odd number of boots the last has two.
Plan plan_with(int boots) {
  spec::Spec spec;
  spec.variants = {{"stock", {}}, {"patched", {}}};
  spec.machines = {{.name = "m"}};
  spec.workloads = {{"w", {}, 20}};
  spec.boots = boots;
  return make_plan(spec);
}

std::string fault_of(const char* text) {
  const auto blocks = parse_blocks(text, plan_with(10));
  return blocks.ok() ? "no fault" : blocks.fault().what;
}

TEST(Blocks, AreNamedByRangesFromOneAndWrittenTheSameWay) {
  const auto blocks = parse_blocks("5,1-3", plan_with(10));
  ASSERT_TRUE(blocks.ok());
  EXPECT_THAT(*blocks, ElementsAre(0, 1, 2, 4));
  EXPECT_EQ(to_string(*blocks), "1-3,5");
}

TEST(Blocks, ThatThePlanDoesNotHave_AreRefusedWithTheirNumber) {
  EXPECT_THAT(fault_of("4-7"), HasSubstr("no block 6: the experiment has 5"));
  EXPECT_THAT(fault_of("9"), HasSubstr("no block 9"));
  EXPECT_THAT(fault_of("0"), HasSubstr("no block 0"));
}

TEST(Blocks, OfAnotherFormAreRefusedWithTheirText) {
  for (const char* text : {"", "x", "3-1", "1-", "1,,2", "1-2-3"})
    EXPECT_THAT(fault_of(text), HasSubstr("names no blocks")) << text;
}

TEST(Blocks, OfAnExperimentThatLooksAtAllBoots_CannotBeRunApart) {
  Plan plan = plan_with(10);
  plan.spec.fewest_boots = 4;
  EXPECT_THAT(parse_blocks("1", plan).fault().what, HasSubstr("min, max"));
  plan.spec.fewest_boots = 0;
  plan.spec.budget_ms = 1000;
  EXPECT_THAT(parse_blocks("1", plan).fault().what, HasSubstr("budget"));
}

TEST(PartOf, HasTheCellsOfItsBlocksInThePlansOrder) {
  const Plan plan = plan_with(6);
  const Plan part = part_of(plan, {0, 2});
  std::vector<Cell> wanted;
  for (const Cell& cell : plan.cells)
    if (cell.block != 1) wanted.push_back(cell);
  EXPECT_EQ(part.cells, wanted);
  EXPECT_EQ(part.cells.size(), 8u);
}

TEST(ShareOut, FillsEachPartWithWholeBlocks) {
  const Plan plan = plan_with(9);  // four blocks of four cells, one of two
  EXPECT_THAT(share_out(plan, 8), ElementsAre(Blocks{0, 1}, Blocks{2, 3}, Blocks{4}));
  EXPECT_THAT(share_out(plan, 6), ElementsAre(Blocks{0}, Blocks{1}, Blocks{2}, Blocks{3, 4}));
}

TEST(ShareOut, ABlockIsNotDividedHoweverFewCellsAreWanted) {
  EXPECT_EQ(share_out(plan_with(4), 1).size(), 2u);
}

}  // namespace
}  // namespace folioscope::plan
