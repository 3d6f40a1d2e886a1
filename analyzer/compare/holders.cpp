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
struct HolderBoot {
  const BootHolders* holders = nullptr;
  int boot = 0, block = 0;
  bool touched_by_loss = false;
};
using ByVariant = std::vector<std::vector<HolderBoot>>;  // by variant, by boot

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
        variants[i].push_back(
            {found->second, cell.row.boot, cell.row.block, cell.accounting.lost() != 0});
  }
  for (auto& variant : variants) std::ranges::sort(variant, {}, &HolderBoot::boot);
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

const std::string kSeries = "holder_share_";

// The boots of one condition and what they counted, as series of one value a boot.
class Counts {
 public:
  Counts(const query::Comparison& comparison, const query::Condition& condition)
      : comparison_(comparison), variants_(variants_of(comparison, condition)) {}

  bool any_boot() const {
    return std::ranges::any_of(variants_, [](const auto& variant) { return !variant.empty(); });
  }
  const ByVariant& variants() const { return variants_; }

  // `value`: (const BootHolders&) -> std::optional<double>; boots without one are left out.
  template <class Value>
  query::Series series(std::string name, std::string unit, Value value) const {
    query::Series series{std::move(name), std::move(unit), "events", {}};
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      query::VariantBoots variant{comparison_.variants[i].row.name, {}};
      for (const HolderBoot& boot : variants_[i])
        if (const std::optional<double> one = value(*boot.holders))
          variant.boots.push_back(
              {boot.holders->cell, boot.boot, *one, boot.touched_by_loss, boot.block});
      series.variants.push_back(std::move(variant));
    }
    return series;
  }
  // The unit tells it from the metric of that name, which counts failures outside CMA too: each has
  // a test of its own.
  query::Series all_failures() const {
    return series("failures", "failures", [](const BootHolders& boot) {
      return std::optional(static_cast<double>(boot.failures));
    });
  }
  // Of what `find` finds in a boot.
  template <class Find>
  query::Series failures_of(const std::string& name, Find find) const {
    return series("failures of " + name, "count", [find](const BootHolders& boot) {
      return std::optional(failures_in(boot, find));
    });
  }
  template <class Find>
  query::Series share_of(const std::string& name, Find find) const {
    return series(name, "ratio", [find](const BootHolders& boot) {
      return boot.failures == 0
                 ? std::optional<double>()
                 : std::optional(failures_in(boot, find) / static_cast<double>(boot.failures));
    });
  }
  template <class Find>
  static double failures_in(const BootHolders& boot, Find find) {
    const auto* count = find(boot);
    return count == nullptr ? 0.0 : static_cast<double>(count->failures);
  }

  std::set<std::string> classes() const {
    std::set<std::string> names;
    for (const auto& variant : variants_)
      for (const HolderBoot& boot : variant)
        for (const auto& [name, count] : boot.holders->classes) names.insert(name);
    return names;
  }

  // The largest shares first. Which are the largest is cheap to see; only these are compared.
  std::vector<query::HolderPlace> places() const {
    std::map<query::HolderPlace, double> largest;
    for (const auto& variant : variants_) {
      std::map<query::HolderPlace, double> sums;
      for (const HolderBoot& boot : variant)
        for (const auto& [place, count] : boot.holders->places)
          sums[place] +=
              static_cast<double>(count.failures) / static_cast<double>(boot.holders->failures);
      for (const auto& [place, sum] : sums)
        largest[place] = std::max(largest[place], sum / static_cast<double>(variant.size()));
    }
    std::vector<query::HolderPlace> places;
    places.reserve(largest.size());
    for (const auto& [place, share] : largest) places.push_back(place);
    std::ranges::stable_sort(places, std::greater(),
                             [&](const query::HolderPlace& place) { return largest[place]; });
    return places;
  }

 private:
  const query::Comparison& comparison_;
  ByVariant variants_;
};

template <class Key, class Count>
const Count* find_in(const std::map<Key, Count>& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? nullptr : &found->second;
}

auto class_finder(const std::string& holder_class) {
  return [&holder_class](const BootHolders& boot) { return find_in(boot.classes, holder_class); };
}
auto place_finder(const query::HolderPlace& place) {
  return [&place](const BootHolders& boot) { return find_in(boot.places, place); };
}
std::string name_of(const query::HolderPlace& place) {
  return kSeries + place.holder_class + ' ' + place.chain;
}

// Makes the rows of one condition.
class Rows {
 public:
  Rows(const TestedRun& run, const query::Condition& condition, const Counts& counts)
      : run_(run), condition_(condition), counts_(counts), variants_(counts.variants()) {}

  MetricResult metric(const query::Series& series, const Scale& scale) const {
    MetricResult metric = evaluate(run_, condition_, series);
    metric.scale = scale;
    return metric;
  }

  HolderRow of_class(const std::string& holder_class) const {
    const auto find = class_finder(holder_class);
    HolderRow row = counted(kSeries + holder_class, find);
    row.holder_class = holder_class;
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      const auto split = [&](const BootHolders& boot) {
        const query::ClassCount* count = find(boot);
        return count == nullptr ? 0 : count->split;
      };
      row.variants[i].split_share = mean_share(i, split);
      row.variants[i].split_per_boot = mean_count(i, split);
    }
    return row;
  }

  HolderRow of_place(const query::HolderPlace& place) const {
    const auto find = place_finder(place);
    HolderRow row = counted(name_of(place), find);
    row.holder_class = place.holder_class;
    row.place = row.chain = place.chain;
    for (std::size_t i = 0; i < variants_.size(); ++i) describe_variant(i, find, row);
    if (row.place.empty()) row.place = "(its stack was not recorded)";
    return row;
  }

 private:
  template <class Count>
  double mean_share(std::size_t variant, Count count) const {
    std::vector<double> shares;
    for (const HolderBoot& boot : variants_[variant])
      if (boot.holders->failures > 0)
        shares.push_back(count(*boot.holders) / static_cast<double>(boot.holders->failures));
    return stats::summarize(shares).mean;
  }

  template <class Count>
  double mean_count(std::size_t variant, Count count) const {
    std::vector<double> counts;
    for (const HolderBoot& boot : variants_[variant]) counts.push_back(count(*boot.holders));
    return stats::summarize(counts).mean;
  }

  // Share and number of failures of what `find` finds.
  template <class Find>
  HolderRow counted(const std::string& name, Find find) const {
    HolderRow row;
    row.failures = metric(counts_.failures_of(name, find), kCountScale);
    row.share = metric(counts_.share_of(name, find), kShareScale);
    std::vector<std::size_t> with;
    std::size_t failing = 0;
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      double sum = 0, all = 0;
      for (const HolderBoot& boot : variants_[i]) {
        sum += Counts::failures_in(*boot.holders, find);
        all += static_cast<double>(boot.holders->failures);
      }
      const auto boots = static_cast<double>(std::max<std::size_t>(variants_[i].size(), 1));
      row.variants.push_back({.failures_per_boot = sum / boots,
                              .comm = {},
                              .boots = variants_[i].size(),
                              .failures = static_cast<std::int64_t>(sum)});
      if (all > 0) ++failing;
      if (sum > 0) with.push_back(i);
    }
    if (failing > 1 && with.size() == 1) row.only_in = with.front();
    return row;
  }

  static std::vector<TaskCount> most_of(const std::map<std::string, std::int64_t>& comms) {
    std::vector<TaskCount> tasks;
    tasks.reserve(comms.size());
    for (const auto& [comm, failures] : comms) tasks.push_back({comm, failures});
    std::ranges::stable_sort(tasks, std::greater(), &TaskCount::failures);
    tasks.resize(std::min(tasks.size(), kTasksShown));
    std::ranges::sort(tasks, {}, &TaskCount::comm);
    return tasks;
  }

  // The tasks and ages of a place in one variant; the evidence where there is no stack.
  template <class Find>
  void describe_variant(std::size_t variant, Find find, HolderRow& row) const {
    std::map<std::string, std::int64_t> comms;
    std::vector<double> ages;
    for (const HolderBoot& boot : variants_[variant]) {
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
    row.variants[variant].tasks = most_of(comms);
    if (!ages.empty()) row.variants[variant].median_age_ns = stats::summarize(ages).median;
  }

  const TestedRun& run_;
  const query::Condition& condition_;
  const Counts& counts_;
  const ByVariant& variants_;
};

void add_classes(const Rows& rows, const Counts& counts, HolderTable& holders) {
  for (const std::string& name : counts.classes()) holders.classes.push_back(rows.of_class(name));
  const auto last = [](const HolderRow& row) {
    return row.holder_class == query::kUnreliable ? 2 : row.holder_class == query::kUnknown ? 1 : 0;
  };
  std::ranges::stable_sort(holders.classes, [&](const HolderRow& one, const HolderRow& other) {
    return std::tuple(last(one), -largest_share(one)) <
           std::tuple(last(other), -largest_share(other));
  });
}

}  // namespace

std::vector<query::Series> holder_series(const query::Comparison& comparison,
                                         const query::Condition& condition) {
  const Counts counts(comparison, condition);
  std::vector<query::Series> series;
  if (!counts.any_boot()) return series;
  series.push_back(counts.all_failures());
  for (const std::string& name : counts.classes())
    series.push_back(counts.failures_of(kSeries + name, class_finder(name)));
  std::vector<query::HolderPlace> places = counts.places();
  places.resize(std::min(places.size(), kPlacesShown));
  for (const query::HolderPlace& place : places)
    series.push_back(counts.failures_of(name_of(place), place_finder(place)));
  return series;
}

std::string_view describe_class(std::string_view holder_class) {
  const catalog::Class* found = catalog::find_holder_class(holder_class);
  return found == nullptr ? std::string_view() : found->meaning;
}

HolderTable holders_of(const TestedRun& run, const query::Condition& condition,
                       std::size_t most_places) {
  HolderTable holders;
  holders.in_cma = run.holders.in_cma;
  const Counts counts(run, condition);
  if (!counts.any_boot()) return holders;
  const Rows rows(run, condition, counts);
  holders.failures = rows.metric(counts.all_failures(), kCountScale);
  for (const auto& variant : counts.variants()) {
    std::int64_t gone = 0;
    for (const HolderBoot& boot : variant) gone += boot.holders->gone;
    holders.gone.push_back(gone);
  }
  add_classes(rows, counts, holders);
  std::vector<query::HolderPlace> places = counts.places();
  holders.places_left_out = places.size() - std::min(places.size(), most_places);
  places.resize(std::min(places.size(), most_places));
  for (const query::HolderPlace& place : places) holders.places.push_back(rows.of_place(place));
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
