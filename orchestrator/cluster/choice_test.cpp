// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cluster/parts.h"
#include "store/part.h"

namespace folioscope::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

store::CellRow cell(std::int64_t id, CellStatus status, std::int64_t ended = 0) {
  store::CellRow row{.id = {id}, .status = status};
  row.position = static_cast<int>(id);
  if (ended != 0) row.finished = HostTime{ended};
  return row;
}

Source source(const char* name, std::vector<store::CellRow> cells) {
  return {.name = name, .cells = std::move(cells)};
}

std::vector<std::size_t> sources_of(const Choice& choice) {
  std::vector<std::size_t> sources;
  for (const Chosen& chosen : choice.cells) sources.push_back(chosen.source);
  return sources;
}

TEST(Choose, TheDoneCellGoesBeforeOneThatFailedOrIsMissing_AndThatIsSaid) {
  const Choice choice =
      choose({source("A", {cell(1, CellStatus::Hang), cell(2, CellStatus::Done)}),
              source("B", {cell(1, CellStatus::Done), cell(2, CellStatus::Planned)})});
  EXPECT_THAT(sources_of(choice), ElementsAre(1, 0));
  EXPECT_THAT(choice.notes, ElementsAre("cell 1: done in B, so hang in A is left out"));
  EXPECT_THAT(choice.twice, IsEmpty());
}

TEST(Choose, CellsComeInTheOrderInWhichTheyEnded) {
  const Choice choice = choose({source("A", {cell(1, CellStatus::Done, 30)}),
                                source("B", {cell(2, CellStatus::Done, 10)}),
                                source("C", {cell(3, CellStatus::Done, 20)})});
  EXPECT_THAT(sources_of(choice), ElementsAre(1, 2, 0));
}

TEST(Choose, TwoResultsOfAKindAreToBeCompared) {
  const auto twice = [](CellStatus status) {
    return choose({source("A", {cell(1, status)}), source("B", {cell(1, status)})}).twice;
  };
  EXPECT_THAT(twice(CellStatus::Done), ElementsAre(Twice{{1}, 0, 1}));
  EXPECT_THAT(twice(CellStatus::GuestOops), ElementsAre(Twice{{1}, 0, 1}));
  EXPECT_THAT(twice(CellStatus::Planned), IsEmpty());
  EXPECT_THAT(twice(CellStatus::HostError), IsEmpty());
}

TEST(Choose, TwoFailuresAreNoMatterWhereAThirdRunHasItDone) {
  const Choice choice = choose({source("A", {cell(1, CellStatus::Hang)}),
                                source("B", {cell(1, CellStatus::GuestOops)}),
                                source("C", {cell(1, CellStatus::Done)})});
  EXPECT_THAT(sources_of(choice), ElementsAre(2));
  EXPECT_THAT(choice.twice, IsEmpty());
}

TEST(Choose, OfFailuresOfTheHostTheLatestCounts) {
  const Choice choice = choose({source("A", {cell(1, CellStatus::HostError, 20)}),
                                source("B", {cell(1, CellStatus::HostError, 30)}),
                                source("C", {cell(1, CellStatus::HostError, 10)})});
  EXPECT_THAT(sources_of(choice), ElementsAre(1));
}

TEST(Differences, AreAllNamedWithBothValues) {
  Source one = source("A", {cell(1, CellStatus::Planned)}), other = one;
  other.run.seed = 4;
  other.run.acceleration = "kvm";
  other.run.spec_text = "name: other";
  one.variants = other.variants = {{.name = "stock", .kernel_hash = "0123456789abcdef"}};
  other.variants[0].kernel_hash = "fedcba9876543210";
  EXPECT_THAT(differences(one, other),
              ElementsAre(HasSubstr("another text"), "its seed is 4, not 0",
                          "its acceleration is kvm, not ",
                          "its kernel of stock is fedcba987654, not 0123456789ab"));
  EXPECT_THAT(differences(one, one), IsEmpty());
}

TEST(Differences, ACellInAnotherPlaceIsAnotherPlan) {
  const Source one = source("A", {cell(1, CellStatus::Planned)});
  Source other = one;
  other.cells[0].block = 1;
  EXPECT_THAT(differences(one, other), ElementsAre("its plan is another one"));
}

TEST(Counts, OfAPart_AreOfItsOwnCells) {
  store::CellRow elsewhere = cell(3, CellStatus::Planned);
  elsewhere.reason = store::kNotOfThisPart;
  elsewhere.block = 1;
  const std::vector<store::CellRow> cells{cell(1, CellStatus::Done), cell(2, CellStatus::HostError),
                                          elsewhere};
  EXPECT_EQ(count_cells(cells), (Counts{.done = 1, .to_go = 1}));
  EXPECT_THAT(blocks_of(cells), ElementsAre(0));
}

TEST(Counts, OfAllParts_HaveEachCellOnceByTheBestOfIt) {
  store::CellRow elsewhere = cell(1, CellStatus::Planned);
  elsewhere.reason = store::kNotOfThisPart;
  EXPECT_EQ(count_together({{cell(1, CellStatus::Done), cell(2, CellStatus::Hang)},
                            {elsewhere, cell(2, CellStatus::Planned)}}),
            (Counts{.done = 1, .failed = 1}));
}

}  // namespace
}  // namespace folioscope::cluster
