// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "simulate/design.h"
#include "simulate/metrics.h"
#include "simulate/questions.h"
#include "stats/outcome.h"

namespace folioscope::simulate {
namespace {

using stats::Random;

struct Named {
  std::size_t boots;
  Goal goal;
};
constexpr Named kNamed[] = {{6, {0.45, 1}}, {8, {0.69, 1}}, {10, {0.80, 1}}};

// The first `real` of so many metrics have the effect; at least one of them is found.
Experiment found_among(const Source& source, std::size_t metrics, std::size_t each, double effect,
                       std::size_t real) {
  return [=, design = Design(each)](Random& random) mutable {
    source.fill(design, metrics, std::vector<double>(real, effect), random);
    const auto tested = stats::step_down(std::span(&design.stratum, 1))[0];
    return Count{std::ranges::any_of(std::span(tested).first(real), &stats::Tested::rejected), 1};
  };
}

// One of 20 metrics has the effect; a look after every block, until it is found.
Experiment found_at_a_look(const Source& source, double effect) {
  return [source, effect, design = Design::to_look_at(kMostBoots)](Random& random) mutable {
    source.fill(design, 20, std::span(&effect, 1), random);
    return Count{stats::follow(design.stratum, kLooks)[0].rejected, 1};
  };
}

// A run whose host could not run two of its twelve boots: each of the 66 pairs once. Every boot of
// the baseline has 0 %, every boot of the variant 100 %. Six pairs leave no more than two blocks
// with both sides, whose best p is 2 of 36.
Count starved(Random&) {
  Count count;
  const std::vector<stats::Boot> all = boots_of(6);
  for (std::size_t one = 0; one < all.size(); ++one)
    for (std::size_t other = one + 1; other < all.size(); ++other) {
      std::vector<stats::Boot> boots = all;
      boots.erase(boots.begin() + static_cast<std::ptrdiff_t>(other));
      boots.erase(boots.begin() + static_cast<std::ptrdiff_t>(one));
      stats::Values values;
      for (const stats::Boot& boot : boots) values.push_back(boot.variant ? 100 : 0);
      const stats::Stratum stratum{stats::Relabelings(boots), {values}};
      count += {any_changed(stratum, boots, stats::step_down(std::span(&stratum, 1))[0]), 1};
    }
  return count;
}

using Make = std::function<Experiment(const Source&)>;

void add(std::vector<Question>& list, const char* key, const std::string& meaning, Goal goal,
         const std::string& how, const std::vector<Source>& of, const Make& experiment) {
  for (const Source& source : of)
    list.push_back({key, fmt::format("{}, {}", how, source.name), meaning, goal,
                    [experiment, source] { return experiment(source); }});
}

// Two boots of one block correlate by this much: half of a boot's variance is the host's moment,
// which the block takes out. Effects are in standard deviations of a boot, that half included.
constexpr double kBlockCorrelation = 0.5;

struct Case {
  double effect, correlation;
  bool judged;
};
constexpr Case kCases[] = {{1.5, kBlockCorrelation, true},
                           {1.5, 0, false},
                           {1.0, kBlockCorrelation, false},
                           {1.0, 0, false}};

void add_fixed(std::vector<Question>& list, const Named& named, const Case& one,
               const Pools& pools) {
  const std::size_t boots = named.boots;
  const std::string size = fmt::format("+{} sd (correlation {})", one.effect, one.correlation);
  const std::string how = fmt::format("n={}, {}", boots, size);
  const double inside = one.effect / std::sqrt(1 - one.correlation);
  const auto among = [=](std::size_t metrics, std::size_t real) {
    return [=](const Source& source) { return found_among(source, metrics, boots, inside, real); };
  };
  const Goal goal = one.judged ? named.goal : Goal{};
  add(list, "power", fmt::format("{} found, named beforehand, {} boots", size, boots), goal, how,
      sources(pools), among(1, 1));
  // The goal is one of normal values. Where a few boots hold most of the spread (lognormal, counts
  // that are mostly zero) the same effect is seen less often.
  for (const Source& source : sources(pools))
    add(list, "found", fmt::format("{} found, 1 of 20 metrics, {} boots", size, boots),
        source.family(0) == Family::Normal ? goal : Goal{}, how, {source}, among(20, 1));
  add(list, "found_any", fmt::format("{} on 5 of 20, any found, {} boots", size, boots), Goal{},
      how, {mixed(pools)}, among(20, 5));
}

}  // namespace

std::vector<Question> found_effects(const Pools& pools) {
  std::vector<Question> list;
  for (const Case& one : kCases)
    for (const Named& named : kNamed) add_fixed(list, named, one, pools);
  for (const double effect : {1.5, 1.0})
    add(list, "found_adaptive",
        fmt::format("+{} sd on 1 of 20 metrics is found, adaptive boots up to {}", effect,
                    kMostBoots),
        Goal{}, fmt::format("+{} sd", effect), {mixed(pools)},
        [effect](const Source& source) { return found_at_a_look(source, effect); });
  list.push_back({"starved_host", "two of twelve boots lost",
                  "0 % -> 100 % is \"changed\" although the host took 2 of 12 boots", Goal{0.9, 1},
                  [] { return Experiment(starved); }});
  return list;
}

std::vector<Question> all_questions(const Pools& pools) {
  std::vector<Question> all;
  for (auto part : {false_claims(pools), no_difference(), intervals(pools), found_effects(pools)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace folioscope::simulate
