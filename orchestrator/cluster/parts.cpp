// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>

#include "cluster/choice.h"
#include "store/part.h"

namespace folioscope::cluster {
namespace {

namespace fs = std::filesystem;

bool is_run(const fs::path& directory) {
  std::error_code error;
  return fs::exists(directory / "run.db", error);
}

// "2" before "10".
bool is_before(const fs::path& one, const fs::path& other) {
  const std::string left = one.filename().string(), right = other.filename().string();
  const auto is_number = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == text.npos;
  };
  if (is_number(left) && is_number(right) && left.size() != right.size())
    return left.size() < right.size();
  return left < right;
}

std::vector<fs::path> runs_in(const fs::path& directory) {
  std::vector<fs::path> runs;
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  for (const auto end = fs::directory_iterator(); !error && entries != end;
       entries.increment(error))
    if (is_run(entries->path())) runs.push_back(entries->path());
  std::ranges::sort(runs, is_before);
  return runs;
}

void add(Counts& counts, CellStatus status) {
  if (status == CellStatus::Done)
    ++counts.done;
  else if (status == CellStatus::NotNeeded)
    ++counts.not_needed;
  else if (status == CellStatus::Planned || status == CellStatus::HostError)
    ++counts.to_go;
  else
    ++counts.failed;
}

}  // namespace

Result<std::vector<fs::path>> find_runs(const fs::path& directory) {
  std::error_code error;  // a run.db itself
  if (is_run(directory) || fs::is_regular_file(directory, error)) return std::vector{directory};
  for (const fs::path& place : {directory / "parts", directory})
    if (std::vector<fs::path> runs = runs_in(place); !runs.empty()) return runs;
  return user_fault(fmt::format("no run has begun in {}", directory.string()),
                    "name a run, or a directory of runs; of submitted ones squeue says what they "
                    "wait for");
}

Counts count_cells(const std::vector<store::CellRow>& cells) {
  Counts counts;
  for (const store::CellRow& cell : cells)
    if (!store::is_of_other_part(cell)) add(counts, cell.status);
  return counts;
}

Counts count_together(const std::vector<std::vector<store::CellRow>>& parts) {
  std::map<CellId, CellStatus> best;
  for (const std::vector<store::CellRow>& part : parts)
    for (const store::CellRow& cell : part) {
      const auto known = best.try_emplace(cell.id, cell.status).first;
      if (is_better(cell.status, known->second)) known->second = cell.status;
    }
  Counts counts;
  for (const auto& [cell, status] : best) add(counts, status);
  return counts;
}

plan::Blocks blocks_of(const std::vector<store::CellRow>& cells) {
  plan::Blocks blocks;
  bool all = true;
  for (const store::CellRow& cell : cells)
    if (store::is_of_other_part(cell))
      all = false;
    else
      blocks.insert(cell.block);
  return all ? plan::Blocks{} : blocks;
}

}  // namespace folioscope::cluster
