// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/agenda.h"

#include <gmock/gmock.h>

#include <map>

namespace folioscope::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Two variants under two workload conditions, `boots` times: blocks of two, four cells of each
// condition in a block.
plan::Plan two_conditions(int boots) {
  spec::Spec spec;
  spec.variants = {{"stock", {}}, {"patched", {}}};
  spec.machines.resize(1);
  spec.workloads = {{"w", {{"a", {"1", "2"}}}}};
  spec.boots = boots;
  return plan::make_plan(spec);
}

std::set<CellId> cells_until(const plan::Plan& plan, int block, std::size_t workload) {
  std::set<CellId> cells;
  for (const plan::Cell& cell : plan.cells)
    if (cell.block <= block && cell.workload == workload) cells.insert(cell.id);
  return cells;
}

// Runs whatever may begin, one cell at a time. Boots of each workload.
std::map<std::size_t, int> run_all(Agenda& agenda) {
  std::map<std::size_t, int> boots;
  while (const plan::Cell* cell = agenda.take()) {
    ++boots[cell->workload];
    agenda.finish(*cell);
  }
  return boots;
}

TEST(Agenda, OfAFixedNumberOfBoots_IsThePlansOrder_AndAsksNothing) {
  const plan::Plan plan = two_conditions(6);
  Agenda agenda(plan, {}, 6);
  for (const plan::Cell& cell : plan.cells) EXPECT_EQ(agenda.take(), &cell);
  EXPECT_EQ(agenda.take(), nullptr);
  EXPECT_FALSE(agenda.waits());
  for (const plan::Cell& cell : plan.cells) agenda.finish(cell);
  EXPECT_EQ(agenda.question(), std::nullopt);
  EXPECT_EQ(agenda.left(), 0u);
}

TEST(Agenda, TheBootsOfABlockStayOnTheHostThatBeganIt) {
  const plan::Plan plan = two_conditions(4);
  Agenda agenda(plan, {}, 4);
  const plan::Cell* first = agenda.take(0);
  const plan::Cell* other = agenda.take(1);
  ASSERT_TRUE(first && other);
  const auto block = [](const plan::Cell& cell) { return std::pair(cell.workload, cell.block); };
  EXPECT_NE(block(*first), block(*other));
  std::map<std::pair<std::size_t, int>, std::set<std::size_t>> hosts;
  hosts[block(*first)] = {0};
  hosts[block(*other)] = {1};
  for (std::size_t host = 0; agenda.waits(); host = 1 - host)
    if (const plan::Cell* cell = agenda.take(host)) hosts[block(*cell)].insert(host);
  EXPECT_THAT(hosts, SizeIs(4));
  for (const auto& [which, of] : hosts) EXPECT_THAT(of, SizeIs(1));
}

TEST(Agenda, WhatAHostLeaves_OthersGoOnWith) {
  const plan::Plan plan = two_conditions(2);
  Agenda agenda(plan, cells_until(plan, 0, 1), 2);
  const plan::Cell* first = agenda.take(0);
  EXPECT_EQ(agenda.take(1), nullptr);
  EXPECT_TRUE(agenda.waits());
  agenda.leave(0);
  agenda.give_back(*first);
  EXPECT_EQ(agenda.left(), 4u);
  EXPECT_EQ(agenda.take(1), first);
  EXPECT_NE(agenda.take(1), nullptr);
}

TEST(Agenda, WhatIsLeftIsCountedByCondition) {
  const plan::Plan plan = two_conditions(2);
  Agenda agenda(plan, cells_until(plan, 0, 1), 2);
  using Left = std::map<plan::ConditionIndex, BootsLeft>;
  EXPECT_EQ(agenda.left_by_condition(), (Left{{{0, 0}, {4, 0}}}));
  const plan::Cell* first = agenda.take();
  agenda.take();
  EXPECT_EQ(agenda.left_by_condition(), (Left{{{0, 0}, {2, 2}}}));
  agenda.finish(*first);
  EXPECT_EQ(agenda.left_by_condition(), (Left{{{0, 0}, {2, 1}}}));
}

TEST(Agenda, AsksAfterTheBlockThatCompletesTheFewestBoots) {
  const plan::Plan plan = two_conditions(10);
  Agenda agenda(plan, {}, 6);
  EXPECT_THAT(run_all(agenda), ElementsAre(testing::Pair(0, 12), testing::Pair(1, 12)));
  EXPECT_TRUE(agenda.waits());
  std::vector<Question> questions;
  while (const auto question = agenda.question()) questions.push_back(*question);
  EXPECT_THAT(questions, testing::UnorderedElementsAre(Question{0, 0, 2, 6}, Question{0, 1, 2, 6}));
}

TEST(Agenda, NotSettled_OpensOneMoreBlockOfThatCondition) {
  const plan::Plan plan = two_conditions(10);
  Agenda agenda(plan, {}, 6);
  run_all(agenda);
  EXPECT_THAT(agenda.answer({0, 1, 2, 6}, Answer::MoreBoots), IsEmpty());
  EXPECT_THAT(run_all(agenda), ElementsAre(testing::Pair(1, 4)));
}

TEST(Agenda, Settled_GivesBackItsCells_AndTheOthersGoOn) {
  const plan::Plan plan = two_conditions(10);
  Agenda agenda(plan, {}, 6);
  run_all(agenda);
  EXPECT_EQ(agenda.left(), 16u);
  EXPECT_THAT(agenda.answer({0, 0, 2, 6}, Answer::Settled), SizeIs(8));
  EXPECT_EQ(agenda.left(), 8u);
  agenda.question();
  agenda.question();
  agenda.answer({0, 1, 2, 6}, Answer::MoreBoots);
  run_all(agenda);
  EXPECT_EQ(agenda.question(), (Question{0, 1, 3, 8}));
  agenda.answer({0, 1, 3, 8}, Answer::MoreBoots);
  run_all(agenda);
  EXPECT_EQ(agenda.question(), std::nullopt) << "nothing is left to save";
  EXPECT_EQ(agenda.left(), 0u);
}

TEST(Agenda, WhileAnAnswerIsAwaited_TheOtherConditionRunsAhead) {
  const plan::Plan plan = two_conditions(10);
  Agenda agenda(plan, {}, 2);
  run_all(agenda);
  agenda.answer({0, 1, 0, 2}, Answer::MoreBoots);
  const plan::Cell* cell = agenda.take();
  ASSERT_NE(cell, nullptr);
  EXPECT_EQ(cell->workload, 1u);
  EXPECT_EQ(cell->block, 1);
}

TEST(Agenda, ABlockIsCompleteWhenItsLastCellIs_InWhateverOrderTheyEnd) {
  const plan::Plan plan = two_conditions(4);
  Agenda agenda(plan, {}, 2);
  std::vector<const plan::Cell*> taken;
  while (const plan::Cell* cell = agenda.take()) taken.push_back(cell);
  ASSERT_EQ(taken.size(), 8u);
  std::reverse(taken.begin(), taken.end());
  int asked = 0;
  for (const plan::Cell* cell : taken) {
    agenda.finish(*cell);
    asked += agenda.question() ? 1 : 0;
  }
  EXPECT_EQ(asked, 2);
}

TEST(Agenda, WhenNoBlockMayBegin_ThoseThatWereBegunGoOn) {
  const plan::Plan plan = two_conditions(10);
  Agenda agenda(plan, {}, 6);
  const plan::Cell* first = agenda.take();
  EXPECT_THAT(agenda.begin_no_block(), SizeIs(36));
  agenda.finish(*first);
  EXPECT_THAT(run_all(agenda), ElementsAre(testing::Pair(first->workload, 3)));
  EXPECT_EQ(agenda.question(), std::nullopt);
  EXPECT_THAT(agenda.begin_no_block(), IsEmpty());
  EXPECT_EQ(agenda.left(), 0u);
}

TEST(Agenda, AnAnswerThatComesAfterTheEnd_ChangesNothing) {
  const plan::Plan plan = two_conditions(10);
  Agenda agenda(plan, {}, 6);
  run_all(agenda);
  agenda.begin_no_block();
  EXPECT_THAT(agenda.answer({0, 0, 2, 6}, Answer::Settled), IsEmpty());
  EXPECT_THAT(agenda.answer({0, 1, 2, 6}, Answer::MoreBoots), IsEmpty());
  EXPECT_EQ(agenda.take(), nullptr);
  EXPECT_FALSE(agenda.waits());
}

TEST(Agenda, OfAResumedRun_AsksAgainForTheBlockThatIsLast) {
  const plan::Plan plan = two_conditions(10);
  std::set<CellId> done = cells_until(plan, 3, 0);
  done.merge(cells_until(plan, 1, 1));
  Agenda agenda(plan, done, 6);
  EXPECT_EQ(agenda.question(), (Question{0, 0, 3, 8}));
  EXPECT_EQ(agenda.question(), std::nullopt);
  EXPECT_THAT(run_all(agenda), ElementsAre(testing::Pair(1, 4)));
  EXPECT_EQ(agenda.question(), (Question{0, 1, 2, 6}));
}

// The answer for the blocks before it was no.
TEST(Agenda, OfAResumedRun_CompletesABlockThatWasBegunBeforeItAsks) {
  const plan::Plan plan = two_conditions(10);
  std::set<CellId> done = cells_until(plan, 3, 0);
  done.merge(cells_until(plan, 4, 1));
  done.erase(std::prev(done.end()));
  for (const plan::Cell& cell : plan.cells)
    if (cell.workload == 0 && cell.block == 3 && cell.variant == 1) done.erase(cell.id);
  Agenda agenda(plan, done, 6);
  EXPECT_EQ(agenda.question(), std::nullopt);
  EXPECT_THAT(run_all(agenda), ElementsAre(testing::Pair(0, 2), testing::Pair(1, 1)));
  EXPECT_EQ(agenda.question(), (Question{0, 0, 3, 8}));
}

}  // namespace
}  // namespace folioscope::run
