// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/boot_results.h"

#include <utility>

namespace folioscope::query {

Status BootResults::read(store::Reader& reader, const std::vector<Cell>& cells) {
  std::map<CellId, std::optional<HostTime>> done;
  std::vector<CellId> fresh;
  for (const Cell& cell : cells) {
    if (cell.row.status != CellStatus::Done) continue;
    done.emplace(cell.row.id, cell.row.finished);
    const auto before = done_.find(cell.row.id);
    if (before == done_.end() || before->second != cell.row.finished) fresh.push_back(cell.row.id);
  }
  for (const auto& [cell, finished] : done_)
    if (!done.contains(cell)) forget(cell);
  const bool first = done_.empty();
  done_ = std::move(done);
  if (first) {
    TRY_STATUS(read_all(reader));
  } else {
    for (const CellId cell : fresh) TRY_STATUS(read_boot(reader, cell));
  }
  TRY(holders_, load_holders(reader, counted_));
  return {};
}

Status BootResults::read_all(store::Reader& reader) {
  std::optional<CellId> latest;
  std::vector<GivenMetric>* given = nullptr;  // of the latest; null: it is not done
  TRY_STATUS(reader.metrics([&](CellId cell, const store::MetricRow& row) {
    if (cell != latest) {
      latest = cell;
      given = done_.contains(cell) ? &metrics_[cell] : nullptr;
    }
    if (given != nullptr) add(*given, row);
  }));
  TRY(locks_, load_lock_distributions(reader));
  return {};
}

Status BootResults::read_boot(store::Reader& reader, CellId cell) {
  forget(cell);
  TRY(const auto rows, reader.metrics(cell));
  std::vector<GivenMetric>& given = metrics_[cell];
  for (const store::MetricRow& row : rows) add(given, row);
  TRY(auto locks, load_lock_distributions(reader, cell));
  locks_.merge(locks);
  return {};
}

void BootResults::forget(CellId cell) {
  metrics_.erase(cell);
  locks_.erase(cell);
  counted_.boots.erase(cell);
}

void BootResults::add(std::vector<GivenMetric>& given, const store::MetricRow& row) {
  given.push_back({row.value, number_of(row), row.touched_by_loss});
}

std::uint32_t BootResults::number_of(const store::MetricRow& row) {
  const auto is = [&](const MetricName& name) {
    return name.name == row.name && name.unit == row.unit && name.source == row.source;
  };
  if (!next_.empty() && is(names_[next_[latest_]])) return latest_ = next_[latest_];
  const auto [found, added] = numbers_.emplace(MetricName{row.name, row.unit, row.source},
                                               static_cast<std::uint32_t>(names_.size()));
  if (added) {
    names_.push_back(found->first);
    next_.push_back(0);
  }
  next_[latest_] = found->second;
  return latest_ = found->second;
}

}  // namespace folioscope::query
