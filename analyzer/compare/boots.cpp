// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/boots.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace folioscope::compare {
namespace {

bool is_done(const query::Cell& cell) { return cell.row.status == CellStatus::Done; }

}  // namespace

bool ended_by_guest(CellStatus status) {
  switch (status) {
    case CellStatus::Done:
    case CellStatus::BootError:
    case CellStatus::GuestOops:
    case CellStatus::Hang:
    case CellStatus::GuestError:
    case CellStatus::WorkloadError:
      return true;
    default:
      return false;
  }
}

ConditionBoots::ConditionBoots(const query::Comparison& comparison,
                               const query::Condition& condition)
    : comparison_(comparison), variants_(comparison.variants.size()) {
  std::set<int> open;  // blocks with boots still to come
  const bool adaptive = comparison.run.fewest_boots > 0;
  for (const query::Cell& cell : comparison.cells) {
    if (cell.row.machine != condition.machine || cell.row.workload != condition.workload) continue;
    if (adaptive && cell.row.status == CellStatus::Planned) open.insert(cell.row.block);
    for (std::size_t i = 0; i < variants_.size(); ++i)
      if (comparison.variants[i].row.name == cell.row.variant) variants_[i].push_back(&cell);
  }
  if (!open.empty()) open_from_ = *open.begin();
  const auto key = [](const query::Cell* cell) {
    return std::tuple(cell->row.block, cell->row.boot);
  };
  for (auto& cells : variants_) {
    // A block that is not whole, and whatever ran ahead of it.
    if (open_from_)
      std::erase_if(cells, [&](const query::Cell* cell) { return cell->row.block >= *open_from_; });
    std::ranges::sort(cells, {}, key);
  }
}

std::vector<const query::Cell*> ConditionBoots::done(std::size_t variant) const {
  std::vector<const query::Cell*> cells = ended(variant);
  std::erase_if(cells, [](const query::Cell* cell) { return !is_done(*cell); });
  return cells;
}

std::vector<const query::Cell*> ConditionBoots::ended(std::size_t variant) const {
  std::vector<const query::Cell*> cells = variants_[0];
  cells.insert(cells.end(), variants_[variant].begin(), variants_[variant].end());
  std::erase_if(cells, [](const query::Cell* cell) { return !ended_by_guest(cell->row.status); });
  std::ranges::stable_sort(cells, {}, [](const query::Cell* cell) { return cell->row.block; });
  return cells;
}

std::vector<stats::Boot> ConditionBoots::labels(const std::vector<const query::Cell*>& cells,
                                                std::size_t variant) const {
  const std::string& name = comparison_.variants[variant].row.name;
  std::vector<stats::Boot> boots;
  boots.reserve(cells.size());
  for (const query::Cell* cell : cells)
    boots.push_back({cell->row.block, cell->row.variant == name});
  return boots;
}

}  // namespace folioscope::compare
