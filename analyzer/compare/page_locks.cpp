// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/page_locks.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/words.h"

namespace folioscope::compare {
namespace {

struct RowName {
  std::string name, title;
};
struct BlockName {
  std::string_view title;
  std::vector<RowName> rows;
};

// `rows`, and one for each word that `*` stands for in `name`.
std::vector<RowName> with_words(std::vector<RowName> rows, std::string_view name,
                                catalog::Words words, std::string_view catalog::Word::*title,
                                const std::string& before = {}) {
  const std::size_t star = name.find('*');
  for (const catalog::Word& word : catalog::words_of(words)) {
    std::string whole(name);
    rows.push_back({whole.replace(star, 1, word.word), before + std::string(word.*title)});
  }
  return rows;
}

// In the order of the report; the words of a family are those of the catalogue.
std::vector<BlockName> block_names() {
  using catalog::Word;
  using catalog::Words;
  std::vector<RowName> waits = with_words({{"lock_wait", "for the lock"}}, "lock_wait_*",
                                          Words::WaitBehaviour, &Word::phrase, "for the lock, ");
  waits.push_back({"page_wait", "for other bits, such as writeback"});
  return {
      {"held, by class of holder",
       with_words({{"lock_hold", "all"}}, "lock_hold_*", Words::LockClass, &Word::word)},
      {"held, by whether somebody waited at the release",
       with_words({{"lock_hold_without_waiters", "nobody waited"},
                   {"lock_hold_with_waiters", "had waiters"}},
                  "lock_hold_*_with_waiters", Words::LockClass, &Word::word, "had waiters: ")},
      {"held, by how it was taken",
       with_words({}, "lock_hold_by_*", Words::LockHow, &Word::phrase)},
      {"waits", std::move(waits)},
      {"queues, at every wake-up",
       {{"wake_entries", "entries walked"},
        {"wake_woken", "tasks woken"},
        {"wake_locked_ns", "time under the queue's lock"},
        {"wake_total_ns", "time of the whole walk"}}},
  };
}

constexpr std::array kNotPaired{
    std::pair{"lock_unmatched_releases", "releases without a start"},
    std::pair{"lock_unreleased_starts", "starts never released"},
    std::pair{"lock_starts_replaced", "starts followed by another start"},
    std::pair{"lock_pairs_broken_by_free", "broken by a free in between"},
};

struct LockBoot {
  CellId cell;
  int boot = 0, block = 0;
  bool touched_by_loss = false;
  const query::Distributions* distributions = nullptr;
};

// Reads one condition; the boots of each variant are looked up once.
class Locks {
 public:
  Locks(const query::Comparison& comparison, const query::Condition& condition)
      : comparison_(comparison), group_(condition), variants_(comparison.variants.size()) {
    for (const query::Cell& cell : comparison.cells) {
      const auto found = comparison.lock_distributions.find(cell.row.id);
      if (found == comparison.lock_distributions.end() || cell.row.machine != condition.machine ||
          cell.row.workload != condition.workload)
        continue;
      for (std::size_t i = 0; i < variants_.size(); ++i)
        if (comparison.variants[i].row.name == cell.row.variant)
          variants_[i].push_back({cell.row.id, cell.row.boot, cell.row.block,
                                  cell.accounting.lost() != 0, &found->second});
    }
    for (auto& variant : variants_) std::ranges::sort(variant, {}, &LockBoot::boot);
  }

  const std::vector<std::vector<LockBoot>>& variants() const { return variants_; }

  // Without its comparison, which `medians` is for.
  std::optional<LockRow> row(const RowName& names, query::Series& medians) const {
    LockRow row{std::string(names.name), std::string(names.title), "", {}, {}};
    medians = {row.name + "_p50", "", "events", {}};
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      query::VariantBoots variant{comparison_.variants[i].row.name, {}};
      row.variants.push_back(lock_variant(names.name, variants_[i], row.unit, variant));
      medians.variants.push_back(std::move(variant));
    }
    if (row.unit.empty()) return std::nullopt;
    medians.unit = row.unit;
    return row;
  }

  // Mean over boots by variant; empty: no boot has the metric.
  std::vector<std::optional<double>> means(std::string_view metric) const {
    const auto series = std::ranges::find(group_.series, metric, &query::Series::metric);
    std::vector<std::optional<double>> means;
    if (series == group_.series.end()) return means;
    for (const query::VariantBoots& variant : series->variants)
      means.push_back(variant.boots.empty() ? std::nullopt : std::optional(summary(variant).mean));
    return means;
  }
  std::vector<double> largest(std::string_view metric) const {
    const auto series = std::ranges::find(group_.series, metric, &query::Series::metric);
    std::vector<double> largest;
    if (series == group_.series.end()) return largest;
    for (const query::VariantBoots& variant : series->variants)
      largest.push_back(summary(variant).maximum);
    return largest;
  }

 private:
  static stats::Summary summary(const query::VariantBoots& variant) {
    std::vector<double> values;
    for (const query::BootValue& boot : variant.boots) values.push_back(boot.value);
    return stats::summarize(values);
  }

  // A quantile that the orchestrator read off the samples themselves; else what the buckets say.
  query::BootValue quantile_of(const LockBoot& boot, const std::string& metric,
                               double of_buckets) const {
    const auto series = std::ranges::find(group_.series, metric, &query::Series::metric);
    if (series != group_.series.end())
      for (const query::VariantBoots& variant : series->variants)
        for (const query::BootValue& value : variant.boots)
          if (value.cell == boot.cell) return value;
    return {boot.cell, boot.boot, of_buckets, boot.touched_by_loss, boot.block};
  }

  LockVariant lock_variant(std::string_view name, const std::vector<LockBoot>& boots,
                           std::string& unit, query::VariantBoots& medians) const {
    std::vector<double> counts, p50, p90, p99, largest;
    const std::string key(name);
    for (const LockBoot& boot : boots) {
      const auto found = boot.distributions->find(name);
      if (found == boot.distributions->end()) continue;
      const query::Distribution& samples = found->second;
      unit = samples.unit;
      const double most = quantile_of(boot, key + "_max", samples.quantile(1)).value;
      const auto median = quantile_of(boot, key + "_p50", samples.quantile(0.5));
      const double middle = median.value;
      // Buckets are coarser than what is known of the samples.
      const auto between = [&](double value) {
        return std::clamp(value, std::min(middle, most), most);
      };
      counts.push_back(static_cast<double>(samples.count()));
      p50.push_back(middle);
      p90.push_back(between(samples.quantile(0.9)));
      p99.push_back(between(samples.quantile(0.99)));
      largest.push_back(most);
      medians.boots.push_back(median);
    }
    if (counts.empty()) return {.boots = boots.size()};
    return {.boots = boots.size(),
            .per_boot = stats::summarize(counts).mean,
            .p50 = stats::summarize(p50).median,
            .p90 = stats::summarize(p90).median,
            .p99 = stats::summarize(p99).median,
            .largest = stats::summarize(largest).maximum};
  }

  const query::Comparison& comparison_;
  const query::Condition& group_;
  std::vector<std::vector<LockBoot>> variants_;
};

}  // namespace

std::vector<query::Series> page_lock_series(const query::Comparison& comparison,
                                            const query::Condition& condition) {
  const Locks locks(comparison, condition);
  std::vector<query::Series> series;
  for (const BlockName& names : block_names())
    for (const RowName& one : names.rows) {
      query::Series medians;
      const auto same = [&](const query::Series& known) {
        return known.metric == medians.metric && known.unit == medians.unit;
      };
      if (locks.row(one, medians) && std::ranges::none_of(condition.series, same))
        series.push_back(std::move(medians));
    }
  return series;
}

LockTable page_locks_of(const TestedRun& run, const query::Condition& condition) {
  const Locks locks(run, condition);
  LockTable result;
  for (const BlockName& names : block_names()) {
    LockBlock block{std::string(names.title), {}};
    for (const RowName& one : names.rows) {
      query::Series medians;
      auto row = locks.row(one, medians);
      if (!row) continue;
      row->p50 = evaluate(run, condition, medians);
      block.rows.push_back(*std::move(row));
    }
    if (!block.rows.empty()) result.blocks.push_back(std::move(block));
  }
  if (result.empty()) return result;
  for (const auto& [metric, meaning] : kNotPaired)
    if (auto means = locks.means(metric); !means.empty())
      result.not_paired.push_back({metric, meaning, std::move(means)});
  result.chunks_max = locks.largest("wake_chunks_max");
  return result;
}

SampleShape shape_of(const query::Comparison& comparison, const query::Condition& condition,
                     std::size_t variant, std::string_view name) {
  const Locks locks(comparison, condition);
  std::vector<query::Distribution> boots;
  for (const LockBoot& boot : locks.variants().at(variant))
    if (const auto found = boot.distributions->find(name); found != boot.distributions->end())
      boots.push_back(found->second);
  return shape_of(boots);
}

std::size_t comparisons_in(const LockTable& locks) {
  std::size_t comparisons = 0;
  for (const LockBlock& block : locks.blocks)
    for (const LockRow& row : block.rows)
      for (const VariantResult& result : row.p50.variants)
        comparisons += result.outcome != Outcome::Baseline && result.difference.blocks > 0;
  return comparisons;
}

}  // namespace folioscope::compare
