// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/family.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/on_cores.h"
#include "compare/boots.h"
#include "compare/condition_values.h"
#include "compare/evaluate.h"
#include "compare/headlines.h"
#include "compare/holders.h"
#include "compare/page_locks.h"

namespace folioscope::compare {
namespace {

// Leads are many and claim nothing: fewer relabelings do for them.
constexpr std::size_t kLeadSamples = 2'000;

// Of the error of adaptive boots, for the rows of holders.
constexpr double kHoldersPart = 0.1;

// Where in a stratum the boots are, by cell. Series have them nearly in the order of their cells.
class Positions {
 public:
  explicit Positions(const std::vector<const query::Cell*>& order) {
    for (std::size_t at = 0; at < order.size(); ++at) cells_.emplace_back(order[at]->row.id, at);
    std::ranges::sort(cells_);
  }

  std::size_t size() const { return cells_.size(); }
  std::optional<std::size_t> find(CellId cell) {
    if (next_ == cells_.size() || cells_[next_].first != cell) {
      const auto found = std::ranges::lower_bound(cells_, cell, {}, &Entry::first);
      if (found == cells_.end() || found->first != cell) return std::nullopt;
      next_ = static_cast<std::size_t>(found - cells_.begin());
    }
    return cells_[next_++].second;
  }

 private:
  using Entry = std::pair<CellId, std::size_t>;
  std::vector<Entry> cells_;
  std::size_t next_ = 0;  // behind the one found last
};

// The tests of one tier: strata, and where their results belong.
class Collection {
 public:
  Collection(const TestedRun& run, Tier tier, const Effort& effort)
      : run_(run), tier_(tier), effort_(effort) {}

  // Every variant's boots that gave any number, against the baseline's.
  void add(const query::Condition& condition, const std::vector<const query::Series*>& series,
           bool of_holders = false) {
    if (series.empty()) return;
    const ConditionBoots boots(run_, condition);
    for (std::size_t variant = 1; variant < run_.variants.size(); ++variant) {
      if (same_code(run_.variants.front(), run_.variants[variant], condition.base))
        continue;  // nothing to find
      const std::vector<query::Cell const*> order = boots.done(variant);
      const std::vector<stats::Boot> labels = boots.labels(order, variant);
      // Drawing takes longer than anything else here, and variants mostly ran alike.
      const bool alike = !strata_.empty() && places_.back().labels == labels;
      strata_.push_back({alike ? strata_.back().relabelings : relabelings(labels), {}});
      stats::Stratum& stratum = strata_.back();
      if (stratum.relabelings.blocks() == 0) {
        strata_.pop_back();
        continue;
      }
      auto ratios = alike ? places_.back().ratios : ratio_test(labels);
      Positions positions(order);
      std::vector<SeriesKey> keys;
      for (const query::Series* one : series) {
        stratum.metrics.push_back(values_of(*one, positions, variant));
        keys.push_back(key_of(condition, *one));
      }
      places_.push_back({variant, std::move(keys), labels, of_holders, std::move(ratios)});
    }
  }

  // Made tests go into `family`.
  void test(Family& family) const {
    const auto results = follow_or_step_down(family);
    std::vector<std::vector<Test>> made(strata_.size());
    on_cores(threads(), strata_.size(), [&](std::size_t s) {
      for (std::size_t m = 0; m < places_[s].keys.size(); ++m)
        made[s].push_back(result_of(results[s][m], s, m));
    });
    for (std::size_t s = 0; s < strata_.size(); ++s)
      for (std::size_t m = 0; m < places_[s].keys.size(); ++m) {
        std::vector<Test>& tests = family.tests[places_[s].keys[m]];
        tests.resize(run_.variants.size());
        tests[places_[s].variant] = made[s][m];
      }
  }

  // Of the largest statistic that each stratum's boots allow.
  double smallest_adjusted() const {
    double none = 1;
    for (const Place& place : places_) none *= 1 - stats::smallest_p(place.labels);
    return places_.empty() ? 1 : 1 - none;
  }

  std::size_t size() const {
    std::size_t sum = 0;
    for (const Place& place : places_) sum += place.keys.size();
    return sum;
  }

 private:
  struct Place {
    std::size_t variant = 0;
    std::vector<SeriesKey> keys;
    std::vector<stats::Boot> labels;
    bool of_holders = false;
    std::shared_ptr<const stats::RatioTest> ratios;  // of these labels; null: of leads
  };

  stats::Relabelings relabelings(const std::vector<stats::Boot>& labels) const {
    // Not the run's seed: two who decide on other blocks of one experiment draw the same.
    const bool drawn = run_.family.looks || tier_ == Tier::Lead;
    return stats::Relabelings(labels, 1, drawn ? stats::Draw::Always : stats::Draw::WhereNeeded,
                              tier_ == Tier::Lead ? kLeadSamples : stats::kSampled);
  }

  std::shared_ptr<const stats::RatioTest> ratio_test(const std::vector<stats::Boot>& labels) const {
    return tier_ == Tier::Lead ? nullptr : std::make_shared<const stats::RatioTest>(labels);
  }

  static stats::Values values_of(const query::Series& series, Positions& positions,
                                 std::size_t variant) {
    stats::Values values(positions.size(), std::numeric_limits<double>::quiet_NaN());
    for (const std::size_t side : {std::size_t{0}, variant})
      for (const query::BootValue& boot : series.variants[side].boots)
        if (const auto at = positions.find(boot.cell)) values[*at] = boot.value;
    return values;
  }

  std::vector<std::vector<stats::Followed>> follow_or_step_down(const Family& family) const {
    std::vector<std::vector<stats::Followed>> results;
    if (family.looks) {
      results.resize(strata_.size());
      on_cores(threads(), strata_.size(), [&](std::size_t s) {
        if (effort_.stop.stop_requested())
          results[s].resize(strata_[s].metrics.size());
        else
          results[s] = stats::follow(strata_[s], *family.looks, level_of(places_[s].of_holders));
      });
      return results;
    }
    for (const auto& stratum : step_down()) {
      std::vector<stats::Followed>& followed = results.emplace_back();
      for (const stats::Tested& one : stratum) {
        followed.push_back({one, std::nullopt});
        followed.back().rejected = one.rejected && !family.interim;
      }
    }
    return results;
  }

  // Leads are no claims: those of each condition and variant by themselves.
  std::vector<std::vector<stats::Tested>> step_down() const {
    if (tier_ != Tier::Lead) return stats::step_down(strata_, effort_.stop, threads());
    std::vector<std::vector<stats::Tested>> results(strata_.size());
    on_cores(threads(), strata_.size(), [&](std::size_t s) {
      results[s] = stats::step_down(std::span(&strata_[s], 1), effort_.stop).front();
    });
    return results;
  }

  // As many as are worth their start: each of a few strata takes milliseconds.
  std::size_t threads() const {
    if (strata_.size() < kFewStrata) return 1;
    return effort_.threads > 0 ? effort_.threads : cores();
  }

  // Over the strata there will be, not those that have boots yet; and a part of it for holders,
  // whose rows come with the boots: what a headline metric says must not depend on them.
  double level_of(bool of_holders) const {
    if (tier_ == Tier::Primary) return stats::shared_over(run_.variants.size() - 1);
    const double part = of_holders ? kHoldersPart : 1 - kHoldersPart;
    return stats::shared_over(run_.conditions.size() * (run_.variants.size() - 1),
                              part * stats::kSignificance);
  }

  Test result_of(const stats::Followed& result, std::size_t stratum, std::size_t metric) const {
    Test test{.tier = tier_,
              .p = result.p,
              .adjusted = result.adjusted,
              .rejected = result.rejected,
              .decided = result.decided};
    const Place& place = places_[stratum];
    if (place.ratios && !effort_.stop.stop_requested())
      test.relative = place.ratios->change(strata_[stratum].metrics[metric]);
    return test;
  }

  static constexpr std::size_t kFewStrata = 4;

  const TestedRun& run_;
  Tier tier_;
  const Effort& effort_;
  std::vector<stats::Stratum> strata_;
  std::vector<Place> places_;
};

// Named beforehand: an experiment file that was read afterwards names what its writer has seen.
std::optional<Primary> primary_of(const query::Comparison& comparison) {
  const query::About& about = comparison.about;
  std::string metric = about.decide.metric;
  if (metric.empty() && !about.decide.at.empty() && !about.headline.empty())
    metric = about.headline.front();  // which carries the outcome
  if (metric.empty() || !about.file.empty()) return std::nullopt;
  const auto named = named_conditions(comparison);
  if (named.size() != 1) return std::nullopt;
  return Primary{named.front()->machine, named.front()->workload, std::move(metric)};
}

bool is_primary(const Family& family, const query::Condition& condition,
                const query::Series& series) {
  return family.primary && family.primary->machine == condition.machine &&
         family.primary->workload == condition.workload && family.primary->metric == series.metric;
}

std::optional<stats::Looks> looks_of(const query::Comparison& comparison) {
  const store::RunRow& run = comparison.run;
  if (run.fewest_boots <= 0) return std::nullopt;
  // Without a sum, and in order: a file may have any numbers.
  const auto blocks = [](int boots) { return boots / 2 + boots % 2; };
  const int most = std::max(blocks(run.boots), 1);
  return stats::Looks{std::min(blocks(run.fewest_boots), most), most};
}

void test_metrics(TestedRun& run, const Effort& effort) {
  const std::vector<std::string> headline = headline_of(run);
  Collection primary(run, Tier::Primary, effort), family(run, Tier::Family, effort),
      leads(run, Tier::Lead, effort);
  std::set<std::string> metrics;
  std::set<const query::Condition*> conditions;
  for (const query::Condition& condition : run.conditions) {
    std::vector<const query::Series*> led, others;
    for (const query::Series& series : condition.series) {
      if (is_primary(run.family, condition, series)) {
        primary.add(condition, {&series});
      } else if (std::ranges::find(headline, series.metric) != headline.end()) {
        led.push_back(&series);
        metrics.insert(series.metric);
      } else {
        others.push_back(&series);
      }
    }
    const std::vector<query::Series> holders = holder_series(run, condition);
    const std::vector<query::Series> locks = page_lock_series(run, condition);
    std::vector<const query::Series*> held;
    held.reserve(holders.size());
    for (const query::Series& series : holders) held.push_back(&series);
    for (const query::Series& series : locks) others.push_back(&series);
    run.family.holders += holders.size();
    if (!led.empty()) conditions.insert(&condition);
    if (run.family.looks) {
      family.add(condition, led);
      family.add(condition, held, true);
    } else {
      led.insert(led.end(), held.begin(), held.end());
      family.add(condition, led);
    }
    leads.add(condition, others);
  }
  for (const Collection* tier : {&leads, &family, &primary}) tier->test(run.family);
  run.family.size = family.size();
  run.family.smallest_adjusted = family.smallest_adjusted();
  run.family.conditions = conditions.size();
  run.family.metrics = metrics.size();
  run.family.variants = run.variants.empty() ? 0 : run.variants.size() - 1;
}

void settle_primary(TestedRun& run) {
  if (!run.family.primary) return;
  for (const query::Condition& condition : run.conditions)
    for (const query::Series& series : condition.series) {
      if (!is_primary(run.family, condition, series)) continue;
      const MetricResult result = evaluate(run, condition, series);
      run.family.primary_changed |= std::ranges::any_of(
          result.variants, [](const VariantResult& variant) { return is_change(variant.outcome); });
    }
}

// How boots ended: one metric for every condition and variant that lost any.
struct Endings {
  std::vector<stats::Stratum> strata;
  std::vector<std::pair<const query::Condition*, std::size_t>> places;
};

Endings endings_of(const TestedRun& run) {
  Endings endings;
  for (const query::Condition& condition : run.conditions) {
    const ConditionBoots boots(run, condition);
    for (std::size_t variant = 1; variant < run.variants.size(); ++variant) {
      const std::vector<const query::Cell*> order = boots.ended(variant);
      stats::Values values;
      for (const query::Cell* cell : order)
        values.push_back(cell->row.status == CellStatus::Done ? 0 : 1);
      if (std::ranges::count(values, 1) == 0) continue;
      const stats::Draw draw = run.family.looks ? stats::Draw::Always : stats::Draw::WhereNeeded;
      endings.strata.push_back(
          {stats::Relabelings(boots.labels(order, variant), 1, draw), {std::move(values)}});
      endings.places.emplace_back(&condition, variant);
    }
  }
  return endings;
}

void test_endings(TestedRun& run) {
  Family& family = run.family;
  const Endings endings = endings_of(run);
  const auto fixed = stats::step_down(endings.strata);
  const std::size_t all = run.conditions.size() * (run.variants.size() - 1);
  for (std::size_t i = 0; i < endings.places.size(); ++i) {
    const auto& [condition, variant] = endings.places[i];
    std::vector<Test>& tests = family.endings[{condition->machine, condition->workload}];
    tests.resize(run.variants.size());
    stats::Followed result{fixed[i][0], std::nullopt};
    if (family.looks)
      result = stats::follow(endings.strata[i], *family.looks, stats::shared_over(all)).front();
    else
      result.rejected = result.rejected && !family.interim;
    tests[variant] = {.tier = Tier::Primary,
                      .p = result.p,
                      .adjusted = result.adjusted,
                      .rejected = result.rejected,
                      .decided = result.decided};
  }
}

}  // namespace

const char* to_string(Tier tier) {
  switch (tier) {
    case Tier::Primary:
      return "primary";
    case Tier::Family:
      return "family";
    case Tier::Lead:
      break;
  }
  return "lead";
}

SeriesKey key_of(const query::Condition& condition, const query::Series& series) {
  return {condition.machine, condition.workload, series.metric, series.unit};
}

const Test* Family::find(const query::Condition& condition, const query::Series& series,
                         std::size_t variant) const {
  const auto found = tests.find(key_of(condition, series));
  return found == tests.end() ? nullptr : &found->second[variant];
}

bool Family::counts(const query::Condition& condition, int block) const {
  const auto open = open_from.find({condition.machine, condition.workload});
  return open == open_from.end() || block < open->second;
}

bool Family::ends_differently(const query::Condition& condition, std::size_t variant) const {
  const auto found = endings.find({condition.machine, condition.workload});
  return found != endings.end() && found->second[variant].rejected;
}

std::vector<const query::Condition*> named_conditions(const query::Comparison& comparison) {
  std::vector<const query::Condition*> named;
  for (const query::Condition& condition : comparison.conditions)
    if (is_at(values_of(comparison, condition), comparison.about.decide.at))
      named.push_back(&condition);
  return named;
}

TestedRun tested(query::Comparison comparison, const Effort& effort) {
  TestedRun run{std::move(comparison), {}};
  run.family.looks = looks_of(run);
  run.family.interim = std::ranges::any_of(
      run.cells, [](const query::Cell& cell) { return cell.row.status == CellStatus::Planned; });
  run.family.primary = primary_of(run);
  if (run.variants.empty()) return run;
  for (const query::Condition& condition : run.conditions)
    if (const auto open = ConditionBoots(run, condition).open_from())
      run.family.open_from[{condition.machine, condition.workload}] = *open;
  test_endings(run);
  test_metrics(run, effort);
  if (!effort.stop.stop_requested()) settle_primary(run);
  return run;
}

}  // namespace folioscope::compare
