// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/relabelings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "stats/random.h"
#include "testing/blocks_of_two.h"

namespace folioscope::stats {
namespace {

TEST(Relabelings, ThreeBlocksOfTwo_Have216) {
  EXPECT_EQ(Relabelings(blocks_of_two(3)).count(), 216u);
  EXPECT_TRUE(Relabelings(blocks_of_two(3)).exact());
  EXPECT_EQ(Relabelings(blocks_of_two(6)).count(), 46'656u);
  EXPECT_FALSE(Relabelings(blocks_of_two(7)).exact());
}

TEST(Relabelings, BlocksOfOne_AreSignFlips) {
  std::vector<Boot> boots;
  for (int block = 0; block < 6; ++block)
    boots.insert(boots.end(), {{block, false}, {block, true}});
  EXPECT_EQ(Relabelings(boots).count(), 64u);
}

TEST(PValue, PlainSeparationOfSixBoots_IsTwoOf216) {
  const Relabelings relabelings(blocks_of_two(3));
  const auto statistics = relabelings.statistics(Values{1, 2, 8, 9, 2, 1, 9, 8, 1, 2, 9, 8});
  EXPECT_DOUBLE_EQ(p_value(statistics), 2.0 / 216);
}

TEST(PValue, AsCountedByHand) {
  // One block: 1 2 | 3 5. Sums of two of them: 3 4 6 5 7 8, mean 5.5; the observed 8 is 2.5 away,
  // and so is 3: p = 2/6.
  const Relabelings relabelings(blocks_of_two(1));
  EXPECT_DOUBLE_EQ(p_value(relabelings.statistics(Values{1, 2, 3, 5})), 2.0 / 6);
}

TEST(PValue, EqualValues_TellNothing) {
  const Relabelings relabelings(blocks_of_two(3));
  EXPECT_EQ(p_value(relabelings.statistics(Values(12, 0.1))), 1);
}

TEST(PValue, ScaleAndShiftOfTheValues_ChangeNothing) {
  const Relabelings relabelings(blocks_of_two(3));
  const Values values{1, 5, 2, 9, 2, 3, 4, 8, 1, 2, 3, 4};
  Values other = values;
  for (double& value : other) value = 1e3 + value * 1e-3;
  EXPECT_DOUBLE_EQ(p_value(relabelings.statistics(values)), p_value(relabelings.statistics(other)));
}

// More than are computed side by side, values missing, one that does not vary; all and drawn ones.
TEST(Relabelings, OfSeveralMetricsGiveTheNumbersOfEachByItself) {
  for (const int blocks : {3, 9}) {
    const Relabelings relabelings(blocks_of_two(blocks));
    Random random(7);
    std::vector<Values> metrics(11, Values(static_cast<std::size_t>(4 * blocks)));
    for (Values& values : metrics)
      for (double& value : values) value = random.unit();
    metrics[2][5] = std::nan("");
    metrics[9].assign(metrics[9].size(), 0.1);
    const auto all = relabelings.statistics(std::span<const Values>(metrics));
    ASSERT_EQ(all.size(), metrics.size());
    for (std::size_t i = 0; i < metrics.size(); ++i)
      EXPECT_EQ(all[i], relabelings.statistics(metrics[i])) << i << " of " << blocks << " blocks";
  }
}

TEST(PValue, MissingValuesTakeNoPart) {
  const double none = std::nan("");
  const Relabelings relabelings(blocks_of_two(3));
  const auto statistics = relabelings.statistics(Values{1, none, 8, 9, 2, 1, none, 8, 1, 2, 9, 8});
  for (double statistic : statistics) EXPECT_TRUE(std::isfinite(statistic));
  EXPECT_LE(p_value(statistics), 0.05);
  EXPECT_EQ(p_value(relabelings.statistics(Values(12, none))), 1);
}

TEST(Relabelings, OneBlockOfManyBoots_IsDrawn) {
  std::vector<Boot> boots(80);
  for (std::size_t i = 0; i < boots.size(); ++i) boots[i] = {0, i % 2 == 0};
  const Relabelings relabelings(boots);
  EXPECT_FALSE(relabelings.exact());
  Values values(80);
  for (std::size_t i = 0; i < 80; ++i) values[i] = static_cast<double>(i % 2 == 0 ? 10 + i : i);
  EXPECT_LE(p_value(relabelings.statistics(values)), 0.2);
}

TEST(Relabelings, DrawnOnes_AgreeWithAllOfThem) {
  const auto boots = blocks_of_two(4);
  const Values values{1, 5, 2, 9, 2, 3, 4, 8, 1, 2, 3, 4, 7, 1, 9, 2};
  const double exact = p_value(Relabelings(boots).statistics(values));
  const double drawn = p_value(Relabelings(boots, 7, Draw::Always).statistics(values));
  EXPECT_DOUBLE_EQ(drawn, exact);  // so few blocks are enumerated
}

TEST(Relabelings, DrawnOfManyBlocks_AgreeWithAllOfThem) {
  const auto boots = blocks_of_two(6);
  Values values(24);
  Random random(3);
  for (std::size_t i = 0; i < 24; ++i) values[i] = random.unit() + (boots[i].variant ? 0.4 : 0);
  const double exact = p_value(Relabelings(boots).statistics(values));
  const double drawn = p_value(Relabelings(boots, 7, Draw::Always).statistics(values));
  EXPECT_NEAR(drawn, exact, 4 * std::sqrt(exact * (1 - exact) / 7776));
}

// What a report said after four blocks it says again after five.
TEST(Relabelings, DrawnOfEarlierBlocks_StayTheSame) {
  const Relabelings four(blocks_of_two(4), 7, Draw::Always),
      five(blocks_of_two(5), 7, Draw::Always);
  Values values(20);
  for (std::size_t i = 0; i < 20; ++i) values[i] = static_cast<double>((i * 7) % 11);
  EXPECT_DOUBLE_EQ(p_value(five.statistics(values, 4)),
                   p_value(four.statistics(std::span(values).first(16))));
  EXPECT_EQ(five.paths(values)[3], five.statistics(values, 4));
}

// The level holds: under no effect p <= alpha in at most alpha of the samples.
TEST(PValue, KeepsItsLevel) {
  const Relabelings relabelings(blocks_of_two(3));
  Random random(1);
  int below = 0;
  for (int i = 0; i < 4000; ++i) {
    Values values(12);
    for (double& value : values) value = std::pow(random.unit(), 4);
    below += p_value(relabelings.statistics(values)) <= 0.05;
  }
  EXPECT_LE(below, 4000 * 0.05 + 3 * std::sqrt(4000 * 0.05 * 0.95));
  EXPECT_GE(below, 4000 * 0.03);
}

TEST(SmallestP, KnowsHowFewRelabelingsThereAre) {
  EXPECT_DOUBLE_EQ(smallest_p(blocks_of_two(3)), 2.0 / 216);
  EXPECT_DOUBLE_EQ(smallest_p(blocks_of_two(2)), 2.0 / 36);
  EXPECT_EQ(smallest_p({}), 1);
  EXPECT_EQ(smallest_p(std::vector<Boot>{{0, false}, {1, true}}), 1);
  // 0 % against 100 % after a starved host took two of twelve boots.
  EXPECT_DOUBLE_EQ(smallest_p(std::vector<Boot>{{0, false},
                                                {0, false},
                                                {0, true},
                                                {0, true},
                                                {1, false},
                                                {1, false},
                                                {1, true},
                                                {2, false},
                                                {2, true},
                                                {2, true}}),
                   1.0 / 54);
}

}  // namespace
}  // namespace folioscope::stats
