// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "query/boot_results.h"
#include "query/facts.h"

namespace folioscope::query {
namespace {

template <class Row>
std::unordered_map<std::string, std::size_t> index_by_name(const std::vector<Row>& rows) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < rows.size(); ++i) index.emplace(rows[i].name, i);
  return index;
}

std::optional<std::size_t> find(const std::unordered_map<std::string, std::size_t>& index,
                                const std::string& name) {
  const auto found = index.find(name);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}

// Sorts the cells of a run into conditions and their metrics into series.
class Sorting {
 public:
  explicit Sorting(Comparison& comparison)
      : comparison_(comparison),
        variant_count_(comparison.variants.size()),
        machines_(index_by_name(comparison.machines)),
        workloads_(index_by_name(comparison.workloads)) {
    for (std::size_t i = 0; i < variant_count_; ++i)
      variants_.emplace(comparison.variants[i].row.name, i);
  }

  void add_cell(const Cell& cell) {
    const auto variant = find(variants_, cell.row.variant);
    const auto machine = find(machines_, cell.row.machine);
    const auto workload = find(workloads_, cell.row.workload);
    if (!variant || !machine || !workload) {
      ++comparison_.orphans;
      return;
    }
    Building& condition = conditions_[{*machine, *workload}];
    condition.variants.resize(variant_count_);
    if (cell.row.status == CellStatus::NotNeeded) return;
    VariantFacts& facts = condition.variants[*variant];
    ++facts.planned;
    if (cell.row.status != CellStatus::Done) return;
    ++facts.done;
    facts.accounting += cell.accounting;
    done_[cell.row.id] = {&condition, *variant, cell.row.boot, cell.row.block};
  }

  // Boots by cell. One that was not done when the cells were read: its status says so.
  void add_metrics(CellId id, const std::vector<GivenMetric>& given,
                   const std::vector<MetricName>& names) {
    const auto place = done_.find(id);
    if (place == done_.end()) return;
    const auto& [condition, variant, boot, block] = place->second;
    for (const GivenMetric& metric : given) {
      if (!std::isfinite(metric.value)) {
        ++comparison_.not_finite;
        continue;
      }
      Series& series = condition->series_of(metric.name, names[metric.name]);
      if (series.variants.empty()) series.variants.resize(variant_count_);
      series.variants[variant].boots.push_back(
          {id, boot, metric.value, metric.touched_by_loss, block});
    }
  }

  void finish() {
    for (auto& [place, building] : conditions_) {
      Condition condition;
      condition.machine = comparison_.machines[place.first].name;
      const store::WorkloadRow& workload = comparison_.workloads[place.second];
      condition.workload = workload.name;
      condition.program = workload.program;
      condition.swept = workload.swept;
      condition.base = workload.base;
      condition.variants = std::move(building.variants);
      name_variants(condition.variants);
      for (auto& [key, series] : building.series) {
        name_variants(series.variants);
        for (VariantBoots& variant : series.variants)
          if (!std::ranges::is_sorted(variant.boots, {}, &BootValue::boot))
            std::ranges::sort(variant.boots, {}, &BootValue::boot);
        condition.series.push_back(std::move(series));
      }
      comparison_.conditions.push_back(std::move(condition));
    }
  }

 private:
  struct Building {
    std::vector<VariantFacts> variants;
    std::map<std::pair<std::string, std::string>, Series> series;  // by name and unit
    std::vector<Series*> by_number;                                // of the metric's name

    Series& series_of(std::uint32_t number, const MetricName& name) {
      if (by_number.size() <= number) by_number.resize(number + std::size_t{1});
      if (by_number[number] == nullptr) {
        // Of one that has several sources the first counts.
        const auto [found, added] = series.try_emplace({name.name, name.unit});
        if (added) found->second = {name.name, name.unit, name.source, {}};
        by_number[number] = &found->second;
      }
      return *by_number[number];
    }
  };
  struct Place {
    Building* condition = nullptr;
    std::size_t variant = 0;
    int boot = 0, block = 0;
  };

  template <class Named>
  void name_variants(std::vector<Named>& variants) const {
    for (const auto& [name, index] : variants_) variants[index].variant = name;
  }

  Comparison& comparison_;
  std::size_t variant_count_;
  std::unordered_map<std::string, std::size_t> variants_, machines_, workloads_;
  std::map<std::pair<std::size_t, std::size_t>, Building> conditions_;  // machine, workload
  std::map<CellId, Place> done_;
};

Result<std::vector<Cell>> load_cells(store::Reader& reader) {
  TRY(auto rows, reader.cells());
  TRY(auto attempts, reader.attempts());
  TRY(auto accounting, load_accounting(reader));
  TRY(auto misses, load_probe_misses(reader));
  std::vector<Cell> cells;
  cells.reserve(rows.size());
  for (store::CellRow& row : rows) {
    const CellId id = row.id;
    cells.push_back({std::move(row), accounting[id], misses[id], std::move(attempts[id])});
  }
  return cells;
}

}  // namespace

double Accounting::lost_share() const {
  return produced > 0 ? static_cast<double>(lost()) / static_cast<double>(produced) : 0;
}

Accounting& Accounting::operator+=(const Accounting& other) {
  produced = saturating_add(produced, other.produced);
  stored = saturating_add(stored, other.stored);
  overrun = saturating_add(overrun, other.overrun);
  dropped = saturating_add(dropped, other.dropped);
  commit = saturating_add(commit, other.commit);
  unread = saturating_add(unread, other.unread);
  transport = saturating_add(transport, other.transport);
  unaccounted = saturating_add(unaccounted, other.unaccounted);
  return *this;
}

const store::VariantRow& Variant::on(const std::string& base) const {
  const auto other = std::ranges::find(others, base, &store::VariantRow::base);
  return other == others.end() ? row : *other;
}

bool VariantBoots::touched_by_loss() const {
  return std::ranges::any_of(boots, &BootValue::touched_by_loss);
}

Result<Comparison> load(store::Reader& reader) {
  BootResults rows;
  return load(reader, rows);
}

Result<Comparison> load(store::Reader& reader, BootResults& rows) {
  Comparison comparison;
  TRY(comparison.run, reader.run());
  comparison.about = about_of(comparison.run);
  comparison.host = host_facts(comparison.run.host);
  TRY(comparison.machines, reader.machines());
  TRY(comparison.workloads, reader.workloads());
  TRY(const auto variants, reader.variants());
  for (const store::VariantRow& row : variants) {
    if (comparison.variants.empty() || comparison.variants.back().row.name != row.name)
      comparison.variants.push_back({row, row.patches});
    else
      comparison.variants.back().others.push_back(row);
  }
  TRY(comparison.cells, load_cells(reader));
  TRY(comparison.anomalies, load_anomalies(reader));
  TRY(comparison.probes, load_probes(reader));
  TRY_STATUS(rows.read(reader, comparison.cells));
  comparison.holders = rows.holders();
  comparison.lock_distributions = rows.lock_distributions();
  for (const auto& [cell, distributions] : comparison.lock_distributions)
    for (const auto& [name, distribution] : distributions)
      comparison.not_finite += distribution.refused;

  Sorting grouping(comparison);
  for (const Cell& cell : comparison.cells) grouping.add_cell(cell);
  for (const auto& [cell, given] : rows.metrics()) grouping.add_metrics(cell, given, rows.names());
  grouping.finish();
  return comparison;
}

}  // namespace folioscope::query
