// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "store/reader_impl.h"

namespace folioscope::store {
namespace {

constexpr int kMostProblems = 100;

}  // namespace

Result<std::vector<std::string>> Reader::verify(const std::function<void(CellId)>& on_cell) {
  TRY(std::vector<std::string> problems, impl_->db.content_problems(kMostProblems));
  const Result<std::vector<CellRow>> all = cells();
  if (!all.ok()) {
    problems.push_back(all.fault().what);
    return problems;
  }
  for (const CellRow& cell : *all) {
    if (cell.status == CellStatus::Planned) continue;
    if (on_cell) on_cell(cell.id);
    // A page that comes out of its compression is the page that went in: it carries a checksum.
    const Status read = pages(cell.id, [](const PageChunk&) { return Status(); });
    if (!read.ok())
      problems.push_back(fmt::format("cell {}: {}", cell.id.value, read.fault().what));
  }
  return problems;
}

}  // namespace folioscope::store
