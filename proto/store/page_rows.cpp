// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and reading of what is known of single pages (schema_v10.sql).
#include "store/cell_rows.h"
#include "store/insert_each.h"
#include "store/reader.h"
#include "store/reader_impl.h"

namespace folioscope::store {
namespace {

IntervalRow interval_of(const Statement& row) {
  const auto time = [&row](int column) {
    return GuestTime{static_cast<std::uint64_t>(row.integer(column))};
  };
  return {.id = row.integer(0),
          .pfn = static_cast<std::uint64_t>(row.integer(1)),
          .begin = time(2),
          .end = time(3),
          .holder_class = row.text(4),
          .pid = maybe_integer<std::int64_t>(row, 5),
          .comm = row.text(6),
          .cpu = maybe_integer<int>(row, 7),
          .stack = row.integer(8),
          .waiters = row.integer(9),
          .waited_ns = row.integer(10)};
}

}  // namespace

Status insert_page_rows(Connection& db, CellId cell, const PageRows& rows) {
  TRY_STATUS(
      insert_each(db, "INSERT INTO lock_interval VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
                  rows.locks, [cell](Statement& insert, const IntervalRow& row) {
                    return insert.run(cell, row.id, row.pfn, stored_time(row.begin),
                                      stored_time(row.end), row.holder_class, row.pid, row.comm,
                                      row.cpu, row.stack, row.waiters, row.waited_ns);
                  }));
  TRY_STATUS(insert_each(
      db, "INSERT INTO reference_interval VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)", rows.references,
      [cell](Statement& insert, const IntervalRow& row) {
        return insert.run(cell, row.id, row.pfn, stored_time(row.begin), stored_time(row.end),
                          row.holder_class, row.pid, row.comm, row.cpu, row.stack);
      }));
  TRY_STATUS(insert_each(db, "INSERT INTO page_range VALUES(?1,?2,?3,?4,?5,?6)", rows.ranges,
                         [cell](Statement& insert, const PageRangeRow& row) {
                           return insert.run(cell, row.kind, row.name, row.node, row.first_pfn,
                                             row.pages);
                         }));
  return insert_each(db, "INSERT INTO holder_count VALUES(?1,?2,?3,?4)", rows.holder_counts,
                     [cell](Statement& insert, const HolderCountRow& row) {
                       return insert.run(cell, row.holder_class, row.stack, row.failures);
                     });
}

Result<std::vector<IntervalRow>> Reader::lock_intervals(CellId cell,
                                                        std::optional<std::uint64_t> pfn) {
  return collect(
      impl_->db,
      "SELECT id, pfn, begin_ns, end_ns, class, pid, comm, cpu, stack, waiters, waited_ns "
      "FROM lock_interval WHERE cell_id = ?1 AND (?2 IS NULL OR pfn = ?2) ORDER BY id",
      interval_of, cell, pfn);
}

Result<std::vector<IntervalRow>> Reader::reference_intervals(CellId cell,
                                                             std::optional<std::uint64_t> pfn) {
  return collect(
      impl_->db,
      "SELECT id, pfn, begin_ns, end_ns, class, pid, comm, cpu, stack, 0, 0 "
      "FROM reference_interval WHERE cell_id = ?1 AND (?2 IS NULL OR pfn = ?2) ORDER BY id",
      interval_of, cell, pfn);
}

Result<std::vector<PageRangeRow>> Reader::page_ranges(CellId cell) {
  return collect(
      impl_->db,
      "SELECT kind, name, node, first_pfn, pages FROM page_range WHERE cell_id = ?1 "
      "ORDER BY kind, first_pfn, name",
      [](const Statement& row) {
        return PageRangeRow{.kind = row.text(0),
                            .name = row.text(1),
                            .node = maybe_integer<int>(row, 2),
                            .first_pfn = static_cast<std::uint64_t>(row.integer(3)),
                            .pages = row.integer(4)};
      },
      cell);
}

Result<std::vector<HolderCountRow>> Reader::holder_counts(CellId cell) {
  return collect(
      impl_->db,
      "SELECT class, stack, failures FROM holder_count WHERE cell_id = ?1 "
      "ORDER BY failures DESC, class, stack",
      [](const Statement& row) {
        return HolderCountRow{row.text(0), row.integer(1), row.integer(2)};
      },
      cell);
}

}  // namespace folioscope::store
