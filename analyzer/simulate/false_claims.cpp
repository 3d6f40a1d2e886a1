// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "simulate/design.h"
#include "simulate/metrics.h"
#include "simulate/questions.h"
#include "stats/interval.h"
#include "stats/planning.h"

namespace folioscope::simulate {
namespace {

using stats::Random;

constexpr Goal kLevel{0, stats::kSignificance};
constexpr std::size_t kBoots = 6;

// One run of 6 boots with so many metrics, none of which has an effect.
Experiment one_run(const Source& source, std::size_t metrics) {
  return [source, metrics, design = Design(kBoots)](Random& random) mutable {
    source.fill(design, metrics, {}, random);
    const auto tested = stats::step_down(std::span(&design.stratum, 1));
    return Count{any_changed(design.stratum, design.boots, tested[0]), 1};
  };
}

// The primary metric has an effect and is tested first, alone; the other metrics are claims only if
// it changed.
Experiment gated(const Source& source, std::size_t metrics, double effect) {
  return [source, metrics, effect, design = Design(kBoots)](Random& random) mutable {
    source.fill(design, metrics, std::span(&effect, 1), random);
    stats::Values primary = std::move(design.stratum.metrics.front());
    design.stratum.metrics.erase(design.stratum.metrics.begin());
    const auto others = stats::step_down(std::span(&design.stratum, 1));
    const bool any = any_changed(design.stratum, design.boots, others[0]);
    design.stratum.metrics = {std::move(primary)};
    const bool opened = stats::step_down(std::span(&design.stratum, 1))[0][0].rejected;
    return Count{opened && (any || effect <= 0), 1};
  };
}

// One metric at every condition of a page; the bold sentence takes the surest.
Experiment one_page(const Source& source, std::size_t conditions) {
  return [source, boots = boots_of(kBoots),
          strata = std::vector(conditions, Design(kBoots).stratum)](Random& random) mutable {
    for (stats::Stratum& stratum : strata) {
      const Host host(boots, random);
      stratum.metrics = {source.metric(0, host, 0, random)};
    }
    const auto tested = stats::step_down(strata);
    bool any = false;
    for (std::size_t i = 0; i < strata.size(); ++i)
      any = any || any_changed(strata[i], boots, tested[i]);
    return Count{any, 1};
  };
}

// Somebody looks after every block, to the last.
Experiment all_looks(const Source& source, std::size_t metrics) {
  return [source, metrics, design = Design::to_look_at(kMostBoots)](Random& random) mutable {
    source.fill(design, metrics, {}, random);
    const auto followed = stats::follow(design.stratum, kLooks);
    return Count{std::ranges::any_of(followed, &stats::Followed::rejected), 1};
  };
}

// Boots that the report of 6 asks for, to find a deviation's worth of difference; a run goes on to
// no more than its maximum.
std::size_t advised(const Source& source, const stats::Values& values) {
  const auto first = stats::contrast(boots_of(kBoots), std::span(values).first(2 * kBoots));
  const double deviation = stats::deviation_of(first);
  if (deviation <= 0) return kMostBoots;
  const auto wanted = stats::boots_to_detect(difference_of(source.family(0), 1), deviation);
  return std::clamp(wanted.value_or(kMostBoots), kBoots + 2, kMostBoots);
}

// Six boots; if they leave it open the same run goes on to as many as the report says.
Experiment advice_followed(const Source& source) {
  std::vector<Design> by_blocks;
  for (std::size_t each = kBoots; each <= kMostBoots; each += 2)
    by_blocks.push_back(Design::to_look_at(each));
  return [source, by_blocks](Random& random) mutable {
    source.fill(by_blocks.back(), 1, {}, random);
    const stats::Values all = by_blocks.back().stratum.metrics[0];
    const auto said = [&](std::size_t each) {
      stats::Stratum& stratum = by_blocks[(each - kBoots) / 2].stratum;
      stratum.metrics = {{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(2 * each)}};
      return stats::follow(stratum, kLooks)[0].rejected;
    };
    return Count{said(kBoots) || said(advised(source, all)), 1};
  };
}

// The same, by a new run that is judged alone: two tests.
Experiment run_again(const Source& source) {
  std::vector<Design> by_blocks;
  for (std::size_t each = kBoots; each <= kMostBoots; each += 2)
    by_blocks.emplace_back(boots_of(each),
                           stats::Relabelings(boots_of(each), 1, stats::Draw::WhereNeeded, 1000));
  return [source, by_blocks](Random& random) mutable {
    const auto said = [&](std::size_t each) {
      Design& design = by_blocks[(each - kBoots) / 2];
      source.fill(design, 1, {}, random);
      return stats::step_down(std::span(&design.stratum, 1))[0][0].rejected;
    };
    if (said(kBoots)) return Count{1, 1};
    return Count{said(advised(source, by_blocks.front().stratum.metrics[0])), 1};
  };
}

// A holder of three pages or so in a tenth of the boots, whatever the variant.
Experiment rare_holder(std::size_t each) {
  return [design = Design(each)](Random& random) mutable {
    stats::Values pages;
    for (std::size_t i = 0; i < design.boots.size(); ++i)
      pages.push_back(random.unit() < 0.1 ? 1 + static_cast<double>(random.below(5)) : 0);
    design.stratum.metrics = {pages};
    const auto tested = stats::step_down(std::span(&design.stratum, 1));
    return Count{any_changed(design.stratum, design.boots, tested[0]), 1};
  };
}

struct Asked {
  const char* key;
  std::string how;  // before the source's name
  std::string meaning;
  Goal goal = kLevel;
};

// The questions of one meaning: one for each source.
void add(std::vector<Question>& list, const Asked& asked, const std::vector<Source>& of,
         const std::function<Experiment(const Source&)>& experiment) {
  for (const Source& source : of)
    list.push_back({asked.key, asked.how + source.name, asked.meaning, asked.goal,
                    [experiment, source] { return experiment(source); }});
}

void add_families(std::vector<Question>& list, const std::vector<Source>& of) {
  const char* const key = "family_false_positive_rate";
  for (const std::size_t metrics : {20u, 60u})
    add(list,
        {key, fmt::format("{} metrics, ", metrics),
         fmt::format("any false \"changed\" among {} metrics of one run, 6 boots", metrics)},
        of, [metrics](const Source& source) { return one_run(source, metrics); });
  for (const double effect : {0.0, 2.0}) {
    const char* const did = effect > 0 ? "changed" : "did not change";
    add(list,
        {key, fmt::format("20 metrics, the named one {}, ", did),
         fmt::format("the same, 20 metrics and one named beforehand, which {}", did)},
        of, [effect](const Source& source) { return gated(source, 20, effect); });
  }
}

void add_looks(std::vector<Question>& list, const std::vector<Source>& each, const Source& all) {
  add(list,
      {"peeking", "",
       "false \"changed\" on one metric, looked at after every block up to 40 boots"},
      each, [](const Source& source) { return all_looks(source, 1); });
  add(list,
      {"peeking", "20 metrics, ",
       "any false \"changed\" among 20 metrics, looked at after every block"},
      {all}, [](const Source& source) { return all_looks(source, 20); });
}

}  // namespace

std::vector<Question> false_claims(const Pools& pools) {
  std::vector<Question> list;
  const std::vector<Source> each = sources(pools);
  std::vector<Source> with_mixed = each;
  with_mixed.push_back(mixed(pools));
  add(list, {"false_positive_rate", "", "false \"changed\" on one metric, 6 boots"}, each,
      [](const Source& source) { return one_run(source, 1); });
  add_families(list, with_mixed);
  add_looks(list, each, mixed(pools));
  for (const std::size_t conditions : {6u, 12u})
    add(list,
        {"page_false_positive_rate", fmt::format("{} conditions, ", conditions),
         fmt::format("bold sentence of a page of {} conditions, no effect", conditions)},
        each, [conditions](const Source& source) { return one_page(source, conditions); });
  add(list,
      {"advice_false_positive_rate", "",
       "false \"changed\" when a run goes on for as many boots as advised"},
      each, advice_followed);
  add(list,
      {"advice_false_positive_rate", "a new run, ",
       "the same, by a new run: two tests, which nothing corrects", Goal{}},
      each, run_again);
  for (const std::size_t boots : {6u, 10u})
    list.push_back({"holder_false_positive_rate", fmt::format("n={}", boots),
                    "false \"changed\" of a holder in a tenth of the boots of both", kLevel,
                    [boots] { return rare_holder(boots); }});
  return list;
}

}  // namespace folioscope::simulate
