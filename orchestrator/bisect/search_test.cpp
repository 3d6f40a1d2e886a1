// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/search.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace folioscope::bisect {
namespace {

using Kind = Finding::Kind;

constexpr Answer kUntestable{.kind = Answer::Kind::Untestable};

// What exact comparisons say of a metric that has these values by prefix.
Answer exact(const Probe& probe, const std::function<double(int)>& value) {
  const auto compare = [&](int low, int high) {
    const double difference = value(high) - value(low);
    return Compared{difference != 0, difference};
  };
  return {.from_low = compare(probe.low, probe.middle),
          .to_high = compare(probe.middle, probe.high)};
}

Finding run(Search search, const std::function<Answer(const Probe&)>& answer,
            std::vector<Probe>* asked = nullptr) {
  while (const auto probe = search.next()) {
    if (asked != nullptr) asked->push_back(*probe);
    search.answer(answer(*probe));
  }
  return search.finding();
}

std::function<double(int)> step_at(int patch) {
  return [patch](int prefix) { return prefix >= patch ? 1.0 : 0.0; };
}

TEST(Search, FindsThePatchWhereverItIs) {
  for (int patches = 2; patches <= 33; ++patches)
    for (int culprit = 1; culprit <= patches; ++culprit) {
      const Finding finding = run(Search(patches, 0.05), [&](const Probe& probe) {
        return exact(probe, step_at(culprit));
      });
      EXPECT_EQ(finding.kind, Kind::Culprit);
      EXPECT_EQ(finding.where, (Range{culprit - 1, culprit})) << patches;
    }
}

TEST(Search, EightPatchesTakeTheEndsAndThreeSteps) {
  Search search(8, 0.06);
  EXPECT_EQ(search.steps_left(), 4);
  std::vector<Probe> asked;
  run(
      search, [](const Probe& probe) { return exact(probe, step_at(6)); }, &asked);
  ASSERT_EQ(asked.size(), 4u);
  EXPECT_EQ(asked[0], (Probe{0, 8, 8, 0.06}));
  EXPECT_TRUE(asked[0].of_ends());
  EXPECT_EQ(asked[1].middle, 4);
  EXPECT_EQ(asked[2].middle, 6);
  EXPECT_EQ(asked[3].middle, 5);
}

TEST(Search, TheSharesOfTheStepsAddUpToTheError) {
  // Also where middles cannot be tested, and splits are not even.
  for (int hole = 0; hole <= 16; ++hole)
    for (int culprit = 1; culprit <= 16; ++culprit) {
      double sum = 0;
      const Finding finding = run(Search(16, 0.05), [&](const Probe& probe) {
        if (!probe.of_ends() && std::abs(probe.middle - hole) <= 2) return kUntestable;
        if (!probe.of_ends()) sum += probe.error;
        return exact(probe, step_at(culprit));
      });
      EXPECT_GT(sum, 0);
      EXPECT_LE(sum, 0.05 + 1e-12);
      EXPECT_TRUE(finding.where.low < culprit && culprit <= finding.where.high);
    }
}

TEST(Search, EndsThatWereNotShownToDiffer_EndIt) {
  const Finding finding = run(Search(8, 0.05), [](const Probe&) { return Answer{}; });
  EXPECT_EQ(finding.kind, Kind::EndsUndecided);
  EXPECT_EQ(finding.where, (Range{0, 8}));
}

TEST(Search, EndsOfTheSameCode_EndIt) {
  const Finding finding =
      run(Search(2, 0.05), [](const Probe&) { return Answer{.kind = Answer::Kind::LikeLow}; });
  EXPECT_EQ(finding.kind, Kind::EndsLike);
}

TEST(Search, AnEndThatDoesNotBoot_EndsIt) {
  const Finding finding = run(Search(2, 0.05), [](const Probe&) { return kUntestable; });
  EXPECT_EQ(finding.kind, Kind::EndsUntestable);
}

TEST(Search, AMiddleThatDoesNotBuild_IsPassedOverForItsNeighbour) {
  std::vector<Probe> asked;
  const Finding finding = run(
      Search(8, 0.05),
      [](const Probe& probe) { return probe.middle == 4 ? kUntestable : exact(probe, step_at(7)); },
      &asked);
  ASSERT_GE(asked.size(), 3u);
  EXPECT_EQ(asked[1].middle, 4);
  EXPECT_EQ(asked[2].middle, 3);
  EXPECT_EQ(asked[2].error, asked[1].error);  // nothing was spent on what gave no boots
  EXPECT_EQ(finding.where, (Range{6, 7}));
}

TEST(Search, PrefixesThatCannotBeTested_LeaveSuspectsTogether) {
  const std::set<int> broken{3, 4, 5};
  const Finding finding = run(Search(8, 0.05), [&](const Probe& probe) {
    return broken.contains(probe.middle) ? kUntestable : exact(probe, step_at(4));
  });
  EXPECT_EQ(finding.kind, Kind::Suspects);
  EXPECT_EQ(finding.where, (Range{2, 6}));
}

TEST(Search, WhereNoMiddleCanBeTested_AllPatchesAreSuspects) {
  const Finding finding = run(Search(3, 0.05), [](const Probe& probe) {
    return probe.of_ends() ? exact(probe, step_at(1)) : kUntestable;
  });
  EXPECT_EQ(finding.kind, Kind::Suspects);
  EXPECT_EQ(finding.where, (Range{0, 3}));
}

TEST(Search, PatchesThatChangeNoCode_CostNoBoots) {
  const Finding finding = run(Search(8, 0.05), [](const Probe& probe) {
    if (probe.of_ends()) return exact(probe, step_at(3));
    return Answer{.kind = probe.middle < 3 ? Answer::Kind::LikeLow : Answer::Kind::LikeHigh};
  });
  EXPECT_EQ(finding.kind, Kind::Culprit);
  EXPECT_EQ(finding.where, (Range{2, 3}));
}

TEST(Search, AStepThatTellsNothing_LeavesARange) {
  const Finding finding = run(Search(8, 0.05), [](const Probe& probe) {
    return probe.middle == 6 ? Answer{} : exact(probe, step_at(5));
  });
  EXPECT_EQ(finding.kind, Kind::Undecided);
  EXPECT_EQ(finding.where, (Range{4, 8}));
}

TEST(Search, AMetricThatMovesInTwoPatches_NamesTheLargerAndTheOther) {
  const Finding finding = run(Search(8, 0.05), [](const Probe& probe) {
    return exact(probe, [](int prefix) { return (prefix >= 2 ? 1.0 : 0) + (prefix >= 7 ? 5 : 0); });
  });
  EXPECT_EQ(finding.kind, Kind::Culprit);
  EXPECT_EQ(finding.where, (Range{6, 7}));
  EXPECT_EQ(finding.parts, (std::vector<Range>{{0, 4}}));
}

TEST(Search, AMetricThatGoesThereAndBack_IsFoundWhereItMovesMost) {
  const Finding finding = run(Search(4, 0.05), [](const Probe& probe) {
    return exact(probe, [](int prefix) { return prefix >= 4 ? -1.0 : prefix >= 2 ? 9.0 : 0.0; });
  });
  EXPECT_EQ(finding.where, (Range{3, 4}));  // -10, where patch 2 is +9
  EXPECT_EQ(finding.parts, (std::vector<Range>{{0, 2}}));
}

}  // namespace
}  // namespace folioscope::bisect
