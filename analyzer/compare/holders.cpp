// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/holders.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "catalog/classes.h"
#include "compare/scale.h"

namespace folioscope::compare {
namespace {

using query::BootHolders;

// One boot that looked for failures, with its place in the comparison.
struct Boot {
  const BootHolders* holders = nullptr;
  int boot = 0;
  bool touched_by_loss = false;
};
using ByVariant = std::vector<std::vector<Boot>>;  // by variant, by boot

ByVariant variants_of(const query::Comparison& comparison, const query::Condition& condition) {
  std::map<CellId, const BootHolders*> counted;
  for (const BootHolders& boot : comparison.holders.boots) counted[boot.cell] = &boot;
  ByVariant variants(comparison.variants.size());
  for (const query::Cell& cell : comparison.cells) {
    const auto found = counted.find(cell.row.id);
    if (found == counted.end() || cell.row.machine != condition.machine ||
        cell.row.workload != condition.workload)
      continue;
    for (std::size_t i = 0; i < variants.size(); ++i)
      if (comparison.variants[i].row.name == cell.row.variant)
        variants[i].push_back({found->second, cell.row.boot, cell.accounting.lost() != 0});
  }
  for (auto& variant : variants) std::ranges::sort(variant, {}, &Boot::boot);
  return variants;
}

// One for all rows, so that shares can be read down a column.
const Scale kShareScale{100, "%", 1};
const Scale kCountScale{1, "", 1};

double mean_of(const MetricResult& metric, std::size_t variant) {
  const stats::Summary& summary = metric.variants[variant].summary;
  return summary.count == 0 ? 0 : summary.mean;
}

double largest_share(const HolderRow& row) {
  double largest = 0;
  for (std::size_t i = 0; i < row.share.variants.size(); ++i)
    largest = std::max(largest, mean_of(row.share, i));
  return largest;
}

// Part of the seed of their intervals (evaluate.cpp): another name would give the same run other
// ones.
const std::string kSeries = "culprit_share_";

// Makes the rows of one condition.
class Rows {
 public:
  Rows(const query::Comparison& comparison, const query::Condition& condition)
      : comparison_(comparison),
        condition_(condition),
        variants_(variants_of(comparison, condition)) {}

  bool any_boot() const {
    return std::ranges::any_of(variants_, [](const auto& variant) { return !variant.empty(); });
  }
  const ByVariant& variants() const { return variants_; }

  // `value`: (const BootHolders&) -> std::optional<double>; boots without one are left out.
  template <class Value>
  MetricResult metric(std::string name, std::string unit, Value value) const {
    query::Series series{std::move(name), std::move(unit), "events", {}};
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      query::VariantBoots variant{comparison_.variants[i].row.name, {}};
      for (const Boot& boot : variants_[i])
        if (const std::optional<double> one = value(*boot.holders))
          variant.boots.push_back({boot.holders->cell, boot.boot, *one, boot.touched_by_loss});
      series.variants.push_back(std::move(variant));
    }
    return evaluate(comparison_, condition_, series);
  }

  HolderRow of_class(const std::string& holder_class) const {
    const auto find = [&](const BootHolders& boot) { return find_in(boot.classes, holder_class); };
    HolderRow row = counted(kSeries + holder_class, find);
    row.holder_class = holder_class;
    for (std::size_t i = 0; i < variants_.size(); ++i)
      row.variants[i].split_share = mean_share(i, [&](const BootHolders& boot) {
        const query::ClassCount* count = find(boot);
        return count == nullptr ? 0 : count->split;
      });
    return row;
  }

  HolderRow of_place(const query::HolderPlace& place) const {
    const auto find = [&](const BootHolders& boot) { return find_in(boot.places, place); };
    HolderRow row = counted(kSeries + place.holder_class + ' ' + place.chain, find);
    row.holder_class = place.holder_class;
    row.place = place.chain;
    for (std::size_t i = 0; i < variants_.size(); ++i) describe_variant(i, find, row);
    if (row.place.empty()) row.place = "(its stack was not recorded)";
    return row;
  }

 private:
  template <class Key, class Count>
  static const Count* find_in(const std::map<Key, Count>& counts, const Key& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? nullptr : &found->second;
  }

  template <class Count>
  double mean_share(std::size_t variant, Count count) const {
    std::vector<double> shares;
    for (const Boot& boot : variants_[variant])
      if (boot.holders->failures > 0)
        shares.push_back(count(*boot.holders) / static_cast<double>(boot.holders->failures));
    return stats::summarize(shares).mean;
  }

  // Share and number of failures of what `find` finds.
  template <class Find>
  HolderRow counted(std::string name, Find find) const {
    const auto failures = [&](const BootHolders& boot) {
      const auto* count = find(boot);
      return count == nullptr ? 0.0 : static_cast<double>(count->failures);
    };
    HolderRow row;
    row.failures = metric("failures of " + name, "count",
                          [&](const BootHolders& boot) { return std::optional(failures(boot)); });
    row.failures.scale = kCountScale;
    row.share = metric(std::move(name), "ratio", [&](const BootHolders& boot) {
      return boot.failures == 0
                 ? std::optional<double>()
                 : std::optional(failures(boot) / static_cast<double>(boot.failures));
    });
    row.share.scale = kShareScale;
    std::vector<std::size_t> with;
    std::size_t failing = 0;
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      double sum = 0, all = 0;
      for (const Boot& boot : variants_[i]) {
        sum += failures(*boot.holders);
        all += static_cast<double>(boot.holders->failures);
      }
      const auto boots = static_cast<double>(std::max<std::size_t>(variants_[i].size(), 1));
      row.variants.push_back({.failures_per_boot = sum / boots, .comm = {}});
      if (all > 0) ++failing;
      if (sum > 0) with.push_back(i);
    }
    if (failing > 1 && with.size() == 1) row.only_in = with.front();
    return row;
  }

  // The tasks and ages of a place in one variant; the evidence where there is no stack.
  template <class Find>
  void describe_variant(std::size_t variant, Find find, HolderRow& row) const {
    std::map<std::string, std::int64_t> comms;
    std::vector<double> ages;
    for (const Boot& boot : variants_[variant]) {
      const query::PlaceCount* count = find(*boot.holders);
      if (count == nullptr) continue;
      for (const auto& [comm, holders] : count->comms) comms[comm] += holders;
      if (count->median_age_ns) ages.push_back(*count->median_age_ns);
      if (row.place.empty() && !count->evidence.empty())
        row.place = "(no stack; e.g. " + count->evidence + ')';
    }
    const auto most =
        std::ranges::max_element(comms, {}, [](const auto& one) { return one.second; });
    if (most != comms.end()) row.variants[variant].comm = most->first;
    if (!ages.empty()) row.variants[variant].median_age_ns = stats::summarize(ages).median;
  }

  const query::Comparison& comparison_;
  const query::Condition& condition_;
  ByVariant variants_;
};

void add_classes(const Rows& rows, HolderTable& holders) {
  std::set<std::string> names;
  for (const auto& variant : rows.variants())
    for (const Boot& boot : variant)
      for (const auto& [name, count] : boot.holders->classes) names.insert(name);
  for (const std::string& name : names) holders.classes.push_back(rows.of_class(name));
  const auto last = [](const HolderRow& row) {
    return row.holder_class == query::kUnreliable ? 2 : row.holder_class == query::kUnknown ? 1 : 0;
  };
  std::ranges::stable_sort(holders.classes, [&](const HolderRow& one, const HolderRow& other) {
    return std::tuple(last(one), -largest_share(one)) <
           std::tuple(last(other), -largest_share(other));
  });
}

void add_places(const Rows& rows, std::size_t most, HolderTable& holders) {
  // Which are the largest is cheap to see; only these are compared.
  std::map<query::HolderPlace, double> largest;
  for (const auto& variant : rows.variants()) {
    std::map<query::HolderPlace, double> sums;
    for (const Boot& boot : variant)
      for (const auto& [place, count] : boot.holders->places)
        sums[place] +=
            static_cast<double>(count.failures) / static_cast<double>(boot.holders->failures);
    for (const auto& [place, sum] : sums)
      largest[place] = std::max(largest[place], sum / static_cast<double>(variant.size()));
  }
  std::vector<std::pair<query::HolderPlace, double>> order(largest.begin(), largest.end());
  std::ranges::stable_sort(order, std::greater(), [](const auto& one) { return one.second; });
  holders.places_left_out = order.size() - std::min(order.size(), most);
  order.resize(std::min(order.size(), most));
  for (const auto& [place, share] : order) holders.places.push_back(rows.of_place(place));
}

}  // namespace

std::string_view describe_class(std::string_view holder_class) {
  const catalog::Class* found = catalog::find_holder_class(holder_class);
  return found == nullptr ? std::string_view() : found->meaning;
}

HolderTable holders_of(const query::Comparison& comparison, const query::Condition& condition,
                       std::size_t most_places) {
  HolderTable holders;
  holders.in_cma = comparison.holders.in_cma;
  const Rows rows(comparison, condition);
  if (!rows.any_boot()) return holders;
  holders.failures = rows.metric("failures", "count", [](const BootHolders& boot) {
    return std::optional(static_cast<double>(boot.failures));
  });
  holders.failures.scale = kCountScale;
  for (const auto& variant : rows.variants()) {
    std::int64_t gone = 0;
    for (const Boot& boot : variant) gone += boot.holders->gone;
    holders.gone.push_back(gone);
  }
  add_classes(rows, holders);
  add_places(rows, most_places, holders);
  return holders;
}

std::size_t comparisons_in(const HolderTable& holders) {
  std::size_t comparisons = 0;
  const auto add = [&](const MetricResult& metric) {
    for (const VariantResult& result : metric.variants)
      comparisons += result.outcome != Outcome::Baseline && result.difference.blocks > 0;
  };
  add(holders.failures);
  for (const HolderRow& row : holders.classes) add(row.failures);
  for (const HolderRow& row : holders.places) add(row.failures);
  return comparisons;
}

}  // namespace folioscope::compare
