// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cmath>

#include "simulate/design.h"
#include "simulate/questions.h"
#include "stats/outcome.h"

namespace folioscope::simulate {
namespace {

using stats::Random;

constexpr Goal kNever{0, 0};
constexpr Goal kSeldom{0, 0.05};
// A rate's boot makes so many tries.
constexpr int kTriesOfABoot = 1000;

using Value = double (*)(bool variant, Random& random);

// A tenth of the variant's boots has something that the baseline never has.
double rare_effect(bool variant, Random& random) { return variant && random.unit() < 0.1 ? 10 : 0; }

// A tenth of the variant's boots takes twice as long: 10 % on average.
double twice_as_slow(bool variant, Random& random) {
  return (variant && random.unit() < 0.1 ? 2 : 1) + 0.02 * gauss(random);
}

// Failures of a thousand tries, at a rate that differs by a third from boot to boot.
double failure_rate(bool variant, Random& random) {
  const double rate = (variant ? 0.008 : 0.002) * std::exp(0.3 * gauss(random));
  int failures = 0;
  for (int i = 0; i < kTriesOfABoot; ++i) failures += random.unit() < rate;
  return static_cast<double>(failures) / kTriesOfABoot;
}

Experiment said(Value value, std::size_t each, double minimum_effect) {
  return [value, minimum_effect, design = Design(each)](Random& random) mutable {
    stats::Values values;
    for (const stats::Boot& boot : design.boots) values.push_back(value(boot.variant, random));
    const stats::Contrast contrast = stats::contrast(design.boots, values);
    // Whether it is called changed is decided before, and only takes away from "no difference".
    return Count{stats::judge(contrast, false, minimum_effect) == stats::Outcome::NoDifference, 1};
  };
}

// The boots of an adaptive run come one block after another: said at any look.
Experiment said_at_a_look(Value value, double minimum_effect) {
  return [value, minimum_effect, boots = boots_of(kMostBoots)](Random& random) {
    stats::Values values;
    for (const stats::Boot& boot : boots) values.push_back(value(boot.variant, random));
    bool any = false;
    for (int blocks = kLooks.first; blocks <= kLooks.most && !any; ++blocks) {
      const auto some = 4 * static_cast<std::size_t>(blocks);
      const auto contrast =
          stats::contrast(std::span(boots).first(some), std::span(values).first(some));
      any = stats::judge(contrast, false, minimum_effect) == stats::Outcome::NoDifference;
    }
    return Count{any, 1};
  };
}

}  // namespace

std::vector<Question> no_difference() {
  std::vector<Question> list;
  struct Case {
    const char *of, *meaning;
    Value value;
    double minimum_effect;
    Goal goal;
    std::vector<std::size_t> boots;
  };
  const Case cases[] = {
      {"rare effect",
       "\"no difference\" although a tenth of the boots differs, baseline always 0",
       rare_effect,
       0.5,
       kNever,
       {3, 6, 30}},
      {"twice as slow",
       "\"no difference\" although the effect is 2 x delta, a tenth of the boots",
       twice_as_slow,
       0.05,
       kSeldom,
       {6, 30}},
      {"rate",
       "\"no difference\" although a rate rises from 0.2 to 0.8 %",
       failure_rate,
       0.05 * 0.002,
       kSeldom,
       {10, 30}},
  };
  for (const Case& one : cases) {
    for (const std::size_t each : one.boots)
      list.push_back({"no_difference", fmt::format("{}, n={}", one.of, each), one.meaning, one.goal,
                      [one, each] { return said(one.value, each, one.minimum_effect); }});
    list.push_back({"no_difference", fmt::format("{}, looks to {}", one.of, kMostBoots),
                    one.meaning, one.goal,
                    [one] { return said_at_a_look(one.value, one.minimum_effect); }});
  }
  return list;
}

}  // namespace folioscope::simulate
