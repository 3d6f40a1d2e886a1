// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/interval.h"

#include <fmt/format.h>

#include "simulate/design.h"
#include "simulate/metrics.h"
#include "simulate/questions.h"

namespace folioscope::simulate {
namespace {

using stats::Random;

constexpr Goal kCoverage{0.93, 0.97};
constexpr Goal kRareCoverage{0.89, 1};
constexpr Goal kAtStop{0.95, 1};
constexpr std::size_t kBootsOfAVariant = 6;

Count covered(const std::optional<stats::Interval>& interval, double truth) {
  if (!interval) return {0, 0, 1};
  return {interval->contains(truth), 1};
}

Experiment fixed(const Source& source, double effect, std::size_t each) {
  return [source, effect, boots = boots_of(each)](Random& random) {
    const Host host(boots, random);
    const stats::Values values = source.metric(0, host, effect, random);
    return covered(stats::block_t(stats::contrast(boots, values)),
                   difference_of(source.family(0), effect));
  };
}

// A tenth of the variant's boots takes twice as long, none of the baseline's.
double slow_in_variant(bool variant, Random& random) {
  return (variant && random.unit() < 0.1 ? 2 : 1) + 0.02 * gauss(random);
}

// Most boots count none; the others of the variant three times as many.
double threefold(bool variant, Random& random) {
  return random.unit() < 0.6 ? 0 : poisson(variant ? 24 : 8, random);
}

Experiment of_values(double (*value)(bool, Random&), std::size_t each, double truth) {
  return [value, truth, boots = boots_of(each)](Random& random) {
    stats::Values values;
    for (const stats::Boot& boot : boots) values.push_back(value(boot.variant, random));
    return covered(stats::block_t(stats::contrast(boots, values)), truth);
  };
}

// The interval that is shown when the run ends: decided, or at its maximum.
Experiment at_stop(const Source& source, double effect) {
  return [source, effect, design = Design::to_look_at(kMostBoots)](Random& random) mutable {
    source.fill(design, 1, std::span(&effect, 1), random);
    const auto followed = stats::follow(design.stratum, kLooks);
    const auto boots = 4 * static_cast<std::size_t>(followed[0].decided.value_or(kLooks.most));
    const auto contrast = stats::contrast(std::span(design.boots).first(boots),
                                          std::span(design.stratum.metrics[0]).first(boots));
    return covered(stats::block_t(contrast, stats::confidence_of(kLooks)),
                   difference_of(source.family(0), effect));
  };
}

// Of the means, where both have one.
Experiment ratio(const Source& source, double effect) {
  return [source, effect, boots = boots_of(kBootsOfAVariant)](Random& random) {
    const Host host(boots, random);
    const auto found = stats::relative_change(boots, source.metric(0, host, effect, random));
    const Family family = source.family(0);
    if (!found) return covered(std::nullopt, 0);
    return covered(found->interval, difference_of(family, effect) / mean_of(family));
  };
}

std::string effect_name(double effect) {
  return effect > 0 ? fmt::format("+{} sd", effect) : "no effect";
}

void add_rare_modes(std::vector<Question>& list) {
  const char* const key = "coverage";
  for (const double effect : {0.0, 1.5})
    list.push_back({key, fmt::format("rare mode, {}", effect_name(effect)),
                    "the same, a tenth of all boots twice as slow", kRareCoverage, [effect] {
                      return fixed(Source(Family::RareMode), effect, kBootsOfAVariant);
                    }});
  const char* const growing = "the same, an effect that multiplies the spread too";
  list.push_back({key, "lognormal, times 2.5", growing, kRareCoverage, [] {
                    return fixed(Source(Family::Lognormal),
                                 1.5 * mean_of(Family::Lognormal) / deviation_of(Family::Lognormal),
                                 kBootsOfAVariant);
                  }});
  list.push_back({key, "zero-inflated counts, times 3", growing, kRareCoverage,
                  [] { return of_values(threefold, kBootsOfAVariant, 0.4 * (24 - 8)); }});
  for (const std::size_t each : {6u, 30u})
    list.push_back({key, fmt::format("rare mode of the variant alone, n={}", each),
                    fmt::format("the same, a tenth of the variant's boots alone, {} boots", each),
                    Goal{}, [each] { return of_values(slow_in_variant, each, 0.1); }});
}

}  // namespace

std::vector<Question> intervals(const Pools& pools) {
  std::vector<Question> list;
  for (const double effect : {0.0, 1.0})
    for (const Source& source : sources(pools))
      list.push_back({"coverage", fmt::format("{}, {}", source.name, effect_name(effect)),
                      "the 95 % interval holds the truth, 6 boots", kCoverage,
                      [source, effect] { return fixed(source, effect, kBootsOfAVariant); }});
  add_rare_modes(list);
  for (const double effect : {0.0, 1.5})
    for (const Family family : {Family::Normal, Family::Lognormal})
      list.push_back({"ratio_coverage", fmt::format("{}, {}", name_of(family), effect_name(effect)),
                      "the interval of the ratio holds the truth, 6 boots", Goal{0.93, 1},
                      [family, effect] { return ratio(Source(family), effect); }});
  for (const double effect : {0.0, 0.5, 1.0})
    for (const Source& source : sources(pools))
      list.push_back({"coverage_at_stop", fmt::format("{}, {}", source.name, effect_name(effect)),
                      "the interval holds the truth where adaptive boots stop", kAtStop,
                      [source, effect] { return at_stop(source, effect); }});
  return list;
}

}  // namespace folioscope::simulate
