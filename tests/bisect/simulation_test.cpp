// SPDX-License-Identifier: GPL-3.0-or-later
// How often a search is right, by simulation with fixed seeds: the figures of docs/bisect.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bisect/made_series.h"

namespace folioscope::bisect {
namespace {

struct Counts {
  int searches = 0, right = 0, wrong = 0, open = 0;
  double boots = 0;  // mean

  double share(int of) const { return static_cast<double>(of) / searches; }
};

// `repetitions` searches for each place of the culprit.
Counts count(const std::string& name, int patches, int repetitions,
             const std::function<MadeSeries(int culprit)>& made) {
  Counts counts;
  for (int culprit = 1; culprit <= patches; ++culprit) {
    const MadeSeries series = made(culprit);
    const std::uint64_t seed = std::uint64_t{1000} * static_cast<std::uint64_t>(culprit);
    for (int i = 0; i < repetitions; ++i) {
      const Found found = search(series, seed + static_cast<std::uint64_t>(i));
      const bool named = found.finding.kind == Finding::Kind::Culprit;
      const bool inside = found.finding.where.low < culprit && culprit <= found.finding.where.high;
      ++counts.searches;
      counts.right += named && inside;
      counts.wrong += !inside;
      counts.open += !named && inside;
      counts.boots += found.boots;
    }
  }
  counts.boots /= counts.searches;
  fmt::print("{:44} right {:5.1f} %  wrong {:4.1f} %  open {:4.1f} %  boots {:5.1f}\n", name,
             100 * counts.share(counts.right), 100 * counts.share(counts.wrong),
             100 * counts.share(counts.open), counts.boots);
  return counts;
}

MadeSeries normal_series(int culprit, double shift) {
  return {8, [=](stats::Random& random, int prefix) {
            return 10 + normal(random) + (prefix >= culprit ? shift : 0);
          }};
}

MadeSeries lognormal_series(int culprit, double factor) {
  return {8, [=](stats::Random& random, int prefix) {
            return std::exp(0.5 * normal(random)) * (prefix >= culprit ? factor : 1);
          }};
}

MadeSeries rate_series(int culprit, double before, double after) {
  return {8, [=](stats::Random& random, int prefix) {
            return beta_binomial(random, prefix >= culprit ? after : before, 20, 50);
          }};
}

// The goal: right in 19 of 20, wrong in no more than 1 of 20.
void expect_goal(const Counts& counts) {
  EXPECT_GE(counts.share(counts.right), 0.95);
  EXPECT_LE(counts.share(counts.wrong), 0.05);
}

constexpr int kRepetitions = 50;  // of each of eight places: 400 searches

TEST(SearchOfEight, NormalValues) {
  expect_goal(count("normal, +2 sd", 8, kRepetitions,
                    [](int culprit) { return normal_series(culprit, 2); }));
}

TEST(SearchOfEight, LognormalValues) {
  expect_goal(count("lognormal (sigma 0.5), x 2.5", 8, kRepetitions,
                    [](int culprit) { return lognormal_series(culprit, 2.5); }));
}

TEST(SearchOfEight, Rates) {
  expect_goal(count("rates (beta-binomial, 50 tries), 20 -> 45 %", 8, kRepetitions,
                    [](int culprit) { return rate_series(culprit, 0.2, 0.45); }));
}

TEST(SearchOfEight, ARateThatWasZero) {
  expect_goal(count("rates, 0 -> 100 %", 8, kRepetitions, [](int culprit) {
    return MadeSeries{8, [=](stats::Random&, int prefix) { return prefix >= culprit ? 1.0 : 0.0; }};
  }));
}

TEST(SearchOfEight, ASmallChangeIsLeftOpenRatherThanMisplaced) {
  const Counts counts = count("normal, +1 sd", 8, kRepetitions,
                              [](int culprit) { return normal_series(culprit, 1); });
  EXPECT_LE(counts.share(counts.wrong), 0.05);
  EXPECT_GE(counts.share(counts.right), 0.7);
}

TEST(SearchOfEight, PrefixesThatDoNotBuildArePassedOver) {
  const Counts counts =
      count("normal, +2 sd, prefixes 3 and 4 broken", 8, kRepetitions, [](int culprit) {
        MadeSeries series = normal_series(culprit, 2);
        series.broken = {3, 4};
        return series;
      });
  // Patches 3, 4 and 5 cannot be told apart: three of eight places.
  EXPECT_GE(counts.share(counts.right), 0.95 * 5 / 8);
  EXPECT_LE(counts.share(counts.wrong), 0.05);
}

TEST(SearchOfEight, NoEffectNamesNobody) {
  int named = 0;
  constexpr int kSearches = 1000;
  for (int i = 0; i < kSearches; ++i) {
    const auto kind = search(normal_series(1, 0), static_cast<std::uint64_t>(i)).finding.kind;
    named += kind != Finding::Kind::EndsUndecided;
  }
  fmt::print("no effect: the search goes on past the ends in {:.1f} %\n",
             100.0 * named / kSearches);
  EXPECT_LE(named, kSearches * 0.06);  // 5 %, and what 1,000 searches may miss it by
}

TEST(SearchOfThirtyTwo, NormalValues) {
  const Counts counts = count("normal, +2 sd, 32 patches", 32, 10, [](int culprit) {
    MadeSeries series = normal_series(culprit, 2);
    series.patches = 32;
    return series;
  });
  expect_goal(counts);
}

}  // namespace
}  // namespace folioscope::bisect
