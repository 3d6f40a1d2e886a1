// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/attempt_rows.h"

#include <fmt/format.h>

#include "store/insert_each.h"
#include "store/reader.h"
#include "store/reader_impl.h"

namespace folioscope::store {
namespace {

std::optional<std::int64_t> maybe(const Statement& row, int column) {
  return row.null(column) ? std::nullopt : std::optional(row.integer(column));
}

std::optional<HostTime> maybe_time(const Statement& row, int column) {
  return row.null(column) ? std::nullopt : std::optional(HostTime{row.integer(column)});
}

// Columns 16 to 20 of the select below.
std::optional<HostRow> host_of(const Statement& row) {
  if (row.null(16)) return std::nullopt;
  return HostRow{row.text(16), static_cast<int>(row.integer(17)), row.text(18), row.text(19),
                 row.text(20)};
}

// Columns 1 to 20 of the select below.
AttemptRow attempt_of(const Statement& row) {
  AttemptRow attempt;
  attempt.attempt = small_integer(row, 1);
  attempt.reason = row.text(3);
  attempt.console = row.text(4);
  attempt.started = maybe_time(row, 5);
  attempt.finished = maybe_time(row, 6);
  attempt.host = {maybe(row, 7),  maybe(row, 8),  maybe(row, 9),  maybe(row, 10), maybe(row, 11),
                  maybe(row, 12), maybe(row, 13), maybe(row, 14), row.text(15)};
  attempt.on = host_of(row);
  return attempt;
}

}  // namespace

Status insert_attempts(Connection& db, CellId cell, const std::vector<AttemptRow>& attempts) {
  TRY_STATUS(insert_each(
      db, "INSERT INTO attempt VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
      attempts, [cell](Statement& insert, const AttemptRow& row) {
        const HostUseRow& host = row.host;
        return insert.run(cell, row.attempt, to_string(row.status), row.reason, row.console,
                          row.started, row.finished, host.qemu_ran, host.qemu_waited,
                          host.qemu_stopped, host.paused, host.steal, host.cpu_pressure,
                          host.memory_pressure, host.io_pressure, host.qemu_end);
      }));
  return insert_each(db, "INSERT INTO host VALUES(?1,?2,?3,?4,?5,?6,?7)", attempts,
                     [cell](Statement& insert, const AttemptRow& row) {
                       if (!row.on) return Status();
                       return insert.run(cell, row.attempt, row.on->uri, row.on->cores,
                                         row.on->cpu_model, row.on->qemu, row.on->acceleration);
                     });
}

Status insert_clock(Connection& db, CellId cell, const std::vector<ClockRow>& rows) {
  return insert_each(db, "INSERT INTO clock VALUES(?1,?2,?3,?4,?5)", rows,
                     [cell](Statement& insert, const ClockRow& row) {
                       return insert.run(cell, row.phase, row.guest_ns, row.host_ns, row.error_ns);
                     });
}

Result<std::vector<ClockRow>> Reader::clock(CellId cell) {
  return collect(
      impl_->db,
      "SELECT phase, guest_ns, host_ns, error_ns FROM clock WHERE cell_id = ?1 ORDER BY guest_ns",
      [](const Statement& row) {
        return ClockRow{row.text(0), row.integer(1), row.integer(2), row.integer(3)};
      },
      cell);
}

Result<std::map<CellId, std::vector<AttemptRow>>> Reader::attempts() {
  TRY(Statement select,
      impl_->db.prepare("SELECT cell_id, attempt, status, reason, console, started_host_ns, "
                        "finished_host_ns, qemu_ran_ms, qemu_waited_ms, qemu_stopped_ms, "
                        "paused_ms, steal_ms, cpu_pressure_ms, memory_pressure_ms, "
                        "io_pressure_ms, qemu_end, uri, cores, cpu_model, qemu, acceleration "
                        "FROM attempt LEFT JOIN host USING (cell_id, attempt) "
                        "ORDER BY cell_id, attempt"));
  std::map<CellId, std::vector<AttemptRow>> all;
  while (true) {
    TRY(bool row, select.step());
    if (!row) return all;
    AttemptRow attempt = attempt_of(select);
    const auto status = parse_cell_status(select.text(2));
    if (!status)
      return user_fault(fmt::format("{}: a boot has the unknown status '{}'",
                                    impl_->db.file().string(), select.text(2)),
                        "use the folioscope that made the file");
    attempt.status = *status;
    all[CellId{select.integer(0)}].push_back(std::move(attempt));
  }
}

}  // namespace folioscope::store
