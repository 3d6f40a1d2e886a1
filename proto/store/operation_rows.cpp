// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and reading of operations (schema_v9.sql).
#include "store/cell_rows.h"
#include "store/insert_each.h"
#include "store/reader.h"
#include "store/reader_impl.h"

namespace folioscope::store {

Status insert_operations(Connection& db, CellId cell, const OperationRows& rows) {
  TRY_STATUS(insert_each(
      db, "INSERT INTO operation VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
      rows.operations, [cell](Statement& insert, const OperationRow& row) {
        return insert.run(cell, row.id, row.kind, row.reason, row.pid, stored_time(row.begin),
                          stored_time(row.end), row.first_pfn, row.pages, row.failed, row.error,
                          row.retries, row.attempts, row.failed_attempts);
      }));
  TRY_STATUS(insert_each(db, "INSERT INTO operation_lock VALUES(?1,?2,?3,?4,?5,?6,?7)", rows.locks,
                         [cell](Statement& insert, const OperationLockRow& row) {
                           return insert.run(cell, row.operation, row.lock_class, row.holds,
                                             row.contended, row.sum_ns, row.max_ns);
                         }));
  return insert_each(db, "INSERT INTO operation_reference VALUES(?1,?2,?3,?4,?5)", rows.references,
                     [cell](Statement& insert, const OperationReferenceRow& row) {
                       return insert.run(cell, row.operation, row.holder_class, row.pages,
                                         row.page_ns);
                     });
}

Result<OperationRows> Reader::operations(CellId cell) {
  OperationRows rows;
  const auto time = [](const Statement& row, int column) {
    return GuestTime{static_cast<std::uint64_t>(row.integer(column))};
  };
  TRY(rows.operations,
      collect(
          impl_->db,
          "SELECT id, kind, reason, pid, begin_ns, end_ns, first_pfn, pages, failed, error, "
          "retries, attempts, failed_attempts FROM operation WHERE cell_id = ?1 ORDER BY id",
          [time](const Statement& row) {
            return OperationRow{.id = row.integer(0),
                                .kind = row.text(1),
                                .reason = row.text(2),
                                .pid = row.integer(3),
                                .begin = time(row, 4),
                                .end = time(row, 5),
                                .first_pfn = maybe_integer<std::uint64_t>(row, 6),
                                .pages = row.integer(7),
                                .failed = row.integer(8) != 0,
                                .error = row.integer(9),
                                .retries = row.integer(10),
                                .attempts = row.integer(11),
                                .failed_attempts = row.integer(12)};
          },
          cell));
  TRY(rows.locks,
      collect(
          impl_->db,
          "SELECT operation, class, holds, contended, sum_ns, max_ns FROM operation_lock "
          "WHERE cell_id = ?1 ORDER BY operation, class",
          [](const Statement& row) {
            return OperationLockRow{row.integer(0), row.text(1),    row.integer(2),
                                    row.integer(3), row.integer(4), row.integer(5)};
          },
          cell));
  TRY(rows.references, collect(
                           impl_->db,
                           "SELECT operation, class, pages, page_ns FROM operation_reference "
                           "WHERE cell_id = ?1 ORDER BY operation, class",
                           [](const Statement& row) {
                             return OperationReferenceRow{row.integer(0), row.text(1),
                                                          row.integer(2), row.integer(3)};
                           },
                           cell));
  return rows;
}

}  // namespace folioscope::store
