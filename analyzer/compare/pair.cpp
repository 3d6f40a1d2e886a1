// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/pair.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compare/boots.h"
#include "stats/planning.h"

namespace folioscope::compare {
namespace {

// The boots of both variants that count, as the statistics want them.
struct Boots {
  std::vector<stats::Boot> labels;
  stats::Values values;
};

bool is_at(const store::CellRow& row, const Place& place) {
  return row.machine == place.machine && row.workload == place.workload;
}

const query::VariantBoots* boots_of(const query::Series& series, const std::string& variant) {
  const auto found = std::ranges::find(series.variants, variant, &query::VariantBoots::variant);
  return found == series.variants.end() ? nullptr : &*found;
}

std::vector<double> add_side(const query::VariantBoots* side, bool variant, int blocks,
                             Boots& boots) {
  std::vector<double> values;
  if (side == nullptr) return values;
  for (const query::BootValue& boot : side->boots) {
    if (boot.block >= blocks) continue;
    boots.labels.push_back({boot.block, variant});
    boots.values.push_back(boot.value);
    values.push_back(boot.value);
  }
  return values;
}

// 1 for a boot that did not end well, 0 for one that did: whether the variants differ in that.
bool ends_differently(const query::Comparison& run, const Place& place, const Pair& pair,
                      int blocks) {
  Boots boots;
  for (const query::Cell& cell : run.cells) {
    const store::CellRow& row = cell.row;
    if (!is_at(row, place) || row.block >= blocks || !ended_by_guest(row.status)) continue;
    if (row.variant != pair.from && row.variant != pair.to) continue;
    boots.labels.push_back({row.block, row.variant == pair.to});
    boots.values.push_back(row.status == CellStatus::Done ? 0 : 1);
  }
  if (std::ranges::count(boots.values, 1) == 0) return false;
  const stats::Relabelings relabelings(boots.labels);
  return stats::p_value(relabelings.statistics(boots.values)) <= stats::kSignificance;
}

query::Accounting accounting_of(const query::Condition& condition, const std::string& variant) {
  const auto found = std::ranges::find(condition.variants, variant, &query::VariantFacts::variant);
  return found == condition.variants.end() ? query::Accounting() : found->accounting;
}

const query::Condition* condition_at(const query::Comparison& run, const Place& place) {
  const auto found = std::ranges::find_if(run.conditions, [&](const query::Condition& one) {
    return one.machine == place.machine && one.workload == place.workload;
  });
  return found == run.conditions.end() ? nullptr : &*found;
}

// Everything but the test; the boots it is of go into `boots`.
PairResult describe(const query::Comparison& run, const Place& place, const Pair& pair, int blocks,
                    Boots& boots) {
  PairResult result;
  if (ends_differently(run, place, pair, blocks)) result.withheld = WithheldFor::Endings;
  const query::Condition* condition = condition_at(run, place);
  if (condition == nullptr) return result;
  const auto series = std::ranges::find(condition->series, pair.metric, &query::Series::metric);
  if (series == condition->series.end()) return result;
  const query::VariantBoots* from = boots_of(*series, pair.from);
  const query::VariantBoots* to = boots_of(*series, pair.to);
  result.unit = series->unit;
  result.from = stats::summarize(add_side(from, false, blocks, boots));
  result.to = stats::summarize(add_side(to, true, blocks, boots));
  const bool touched = (from && from->touched_by_loss()) || (to && to->touched_by_loss());
  if (result.withheld == WithheldFor::Nothing && touched &&
      !alike_loss(accounting_of(*condition, pair.from), accounting_of(*condition, pair.to)))
    result.withheld = WithheldFor::Loss;
  result.contrast = stats::contrast(boots.labels, boots.values);
  result.interval = stats::block_t(result.contrast);
  return result;
}

}  // namespace

stats::Followed followed(std::span<const stats::Boot> boots, const stats::Values& values,
                         const stats::Looks& looks, double significance, std::size_t samples) {
  const stats::Stratum stratum{stats::Relabelings(boots, 1, stats::Draw::Always, samples),
                               {values}};
  if (stratum.relabelings.blocks() == 0) return {};
  return stats::follow(stratum, looks, significance).front();
}

PairResult follow_pair(const query::Comparison& run, const Place& place, const Pair& pair,
                       const stats::Looks& looks, double significance, int blocks) {
  Boots boots;
  PairResult result = describe(run, place, pair, blocks, boots);
  const stats::Followed test = followed(boots.labels, boots.values, looks, significance);
  result.p = test.p;
  result.decided = test.decided;
  result.differs = test.rejected && result.withheld == WithheldFor::Nothing;
  return result;
}

std::vector<PairResult> test_pairs(const query::Comparison& run, const Place& place,
                                   const std::vector<Pair>& pairs, double significance) {
  std::vector<PairResult> results;
  for (const Pair& pair : pairs) {
    Boots boots;
    PairResult& result = results.emplace_back(describe(run, place, pair, kAllBlocks, boots));
    const stats::Relabelings relabelings(boots.labels);
    result.p = stats::p_value(relabelings.statistics(boots.values));
  }
  std::vector<std::size_t> order(results.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return results[i].p; });
  double least = 0;  // adjusted p never falls
  for (std::size_t i = 0; i < order.size(); ++i) {
    PairResult& result = results[order[i]];
    least = std::max(least, std::min(1.0, result.p * static_cast<double>(order.size() - i)));
    result.p = least;
    result.differs = least <= significance && result.withheld == WithheldFor::Nothing;
  }
  return results;
}

Endings endings_of(const query::Comparison& run, const Place& place, const std::string& variant,
                   int blocks) {
  Endings endings;
  for (const query::Cell& cell : run.cells) {
    const store::CellRow& row = cell.row;
    if (!is_at(row, place) || row.variant != variant || row.block >= blocks) continue;
    endings.ended += ended_by_guest(row.status);
    endings.done += row.status == CellStatus::Done;
  }
  return endings;
}

std::optional<std::size_t> boots_to_show(const PairResult& pair, double difference) {
  const double deviation = stats::deviation_of(pair.contrast);
  if (!(deviation > 0) || !(std::abs(difference) > 0)) return std::nullopt;
  return stats::boots_to_detect(std::abs(difference), deviation);
}

std::optional<double> shown_by(const PairResult& pair) {
  const double deviation = stats::deviation_of(pair.contrast);
  if (!(deviation > 0)) return std::nullopt;
  const double least =
      stats::detectable(deviation, std::min(pair.contrast.baseline, pair.contrast.variant));
  return std::isfinite(least) ? std::optional(least) : std::nullopt;
}

}  // namespace folioscope::compare
