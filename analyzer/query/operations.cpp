// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/operations.h"

#include <fmt/format.h>

#include "query/sql_value.h"

namespace folioscope::query {
namespace {

constexpr const char* kOperations = R"(
SELECT o.cell_id, o.id, o.kind, o.reason, o.failed, o.end_ns - o.begin_ns, o.retries,
       o.failed_attempts, l.longest, l.total, l.contended, r.pages, r.page_ns
FROM operation o JOIN cell c ON c.id = o.cell_id AND c.status = 'done'
LEFT JOIN (SELECT cell_id, operation, max(max_ns) AS longest, total(sum_ns) AS total,
                  total(contended) AS contended
           FROM operation_lock GROUP BY 1, 2) l
  ON l.cell_id = o.cell_id AND l.operation = o.id
LEFT JOIN (SELECT cell_id, operation, total(pages) AS pages, total(page_ns) AS page_ns
           FROM operation_reference GROUP BY 1, 2) r
  ON r.cell_id = o.cell_id AND r.operation = o.id
ORDER BY o.cell_id, o.id)";

}  // namespace

Result<OperationsOfRun> load_operations(store::Reader& reader) {
  OperationsOfRun operations;
  TRY_STATUS(reader.sql(
      kOperations, [](const std::vector<std::string>&) {},
      [&](const std::vector<store::SqlValue>& row) {
        const std::string_view kind = view(row[2]), reason = view(row[3]);
        const OperationKind name =
            reason.empty() ? std::string(kind) : fmt::format("{} {}", kind, reason);
        operations.locks_traced |= !is_null(row[8]);
        operations.boots[CellId{integer(row[0])}][name].push_back(
            {.id = integer(row[1]),
             .failed = integer(row[4]) != 0,
             .latency_ns = integer(row[5]),
             .retries = integer(row[6]),
             .failed_attempts = integer(row[7]),
             .longest_lock_ns = integer(row[8]),
             .locks_ns = integer(row[9]),
             .contended_locks = integer(row[10]),
             .referenced_pages = integer(row[11]),
             .reference_ns = integer(row[12])});
      }));
  return operations;
}

}  // namespace folioscope::query
