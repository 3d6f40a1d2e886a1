// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "store/chunk_index.h"
#include "store/reader_impl.h"

namespace folioscope::store {
namespace {

constexpr int kMostProblems = 100;

// A damaged index costs time and no answer, but whoever looks for damage wants to know.
Status check_indexes(Connection& db, CellId cell, std::vector<std::string>& problems) {
  TRY(Statement rows,
      db.prepare("SELECT p.cpu, p.seq, p.events, length(p.data), i.data FROM page_chunk p "
                 "JOIN chunk_index i ON i.cell_id = p.cell_id AND i.cpu = p.cpu AND i.seq = p.seq "
                 "WHERE p.cell_id = ?1"));
  rows.bind(cell);
  while (true) {
    TRY(const bool row, rows.step());
    if (!row) return {};
    if (!ChunkIndex::read(rows.blob(4), {rows.integer(2), rows.integer(3)}))
      problems.push_back(
          fmt::format("cell {}: the index of chunk {} of CPU {} is damaged, queries do without; "
                      "`folioscope derive` makes it again",
                      cell.value, rows.integer(1), rows.integer(0)));
  }
}

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
    const Status indexes = check_indexes(impl_->db, cell.id, problems);
    if (!indexes.ok())
      problems.push_back(fmt::format("cell {}: {}", cell.id.value, indexes.fault().what));
  }
  return problems;
}

}  // namespace folioscope::store
