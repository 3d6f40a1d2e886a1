// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and reading of the tables of schema_v2.sql.
#include "store/cell_rows.h"
#include "store/insert_each.h"
#include "store/reader.h"
#include "store/reader_impl.h"

namespace folioscope::store {

Status insert_guest_files(Connection& db, CellId cell, const std::vector<GuestFileRow>& files) {
  return insert_each(db, "INSERT INTO guest_file VALUES(?1,?2,?3)", files,
                     [cell](Statement& insert, const GuestFileRow& row) {
                       return insert.run(cell, row.name, row.text);
                     });
}

Status insert_stacks(Connection& db, CellId cell, const std::vector<StackRow>& stacks) {
  return insert_each(db, "INSERT INTO stack VALUES(?1,?2,?3)", stacks,
                     [cell](Statement& insert, const StackRow& row) {
                       return insert.run(cell, row.id, row.frames);
                     });
}

Status insert_references(Connection& db, CellId cell, const ReferenceRows& references) {
  TRY_STATUS(
      insert_each(db, "INSERT INTO failure VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
                  references.failures, [cell](Statement& insert, const FailureRow& row) {
                    return insert.run(cell, row.id, stored_time(row.time), row.kind, row.pfn,
                                      row.seen, row.expected, row.extra_references(), row.pid,
                                      row.stack, row.in_cma, row.attribution, row.operation);
                  }));
  return insert_each(db, "INSERT INTO holder VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
                     references.holders, [cell](Statement& insert, const HolderRow& row) {
                       return insert.run(cell, row.failure, row.ordinal, row.holder_class, row.pid,
                                         row.comm, row.cpu, row.age_ns, row.confidence,
                                         row.evidence, row.stack);
                     });
}

Result<std::vector<GuestFileRow>> Reader::guest_files(CellId cell) {
  return collect(
      impl_->db, "SELECT name, text FROM guest_file WHERE cell_id = ?1 ORDER BY name",
      [](const Statement& row) {
        return GuestFileRow{row.text(0), row.text(1)};
      },
      cell);
}

Result<std::vector<StackRow>> Reader::stacks(CellId cell) {
  return collect(
      impl_->db, "SELECT id, frames FROM stack WHERE cell_id = ?1 ORDER BY id",
      [](const Statement& row) {
        return StackRow{row.integer(0), row.text(1)};
      },
      cell);
}

Result<ReferenceRows> Reader::references(CellId cell) {
  ReferenceRows rows;
  TRY(rows.failures,
      collect(
          impl_->db,
          "SELECT id, time_ns, kind, pfn, seen, expected, pid, stack, in_cma, attribution, "
          "operation "
          "FROM failure WHERE cell_id = ?1 ORDER BY id",
          [](const Statement& row) {
            return FailureRow{.id = row.integer(0),
                              .time = {static_cast<std::uint64_t>(row.integer(1))},
                              .kind = row.text(2),
                              .pfn = row.integer(3),
                              .seen = row.integer(4),
                              .expected = row.integer(5),
                              .pid = row.integer(6),
                              .stack = row.integer(7),
                              .in_cma = row.integer(8) != 0,
                              .attribution = row.text(9),
                              .operation = maybe_integer<std::int64_t>(row, 10)};
          },
          cell));
  TRY(rows.holders,
      collect(
          impl_->db,
          "SELECT failure, ordinal, class, pid, comm, cpu, age_ns, confidence, evidence, stack "
          "FROM holder WHERE cell_id = ?1 ORDER BY failure, ordinal",
          [](const Statement& row) {
            return HolderRow{.failure = row.integer(0),
                             .ordinal = small_integer(row, 1),
                             .holder_class = row.text(2),
                             .pid = maybe_integer<std::int64_t>(row, 3),
                             .comm = row.text(4),
                             .cpu = maybe_integer<int>(row, 5),
                             .age_ns = maybe_integer<std::int64_t>(row, 6),
                             .confidence = row.text(7),
                             .evidence = row.text(8),
                             .stack = row.integer(9)};
          },
          cell));
  return rows;
}

}  // namespace folioscope::store
