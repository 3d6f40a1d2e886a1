// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/cell_rows.h"
#include "base/limits.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include "store/attempt_rows.h"
#include "store/insert_each.h"
#include "trace/format.h"

namespace folioscope::store {
namespace {

// Feeds length-prefixed texts: two different sets never give the same bytes.
class Sha256 {
 public:
  Sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(const std::string& text) {
    std::uint64_t size = text.size();
    EVP_DigestUpdate(context_.get(), &size, sizeof size);
    EVP_DigestUpdate(context_.get(), text.data(), text.size());
  }
  std::string hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

std::string identity(const FormatSet& set) {
  Sha256 hash;
  hash.add(set.header_page);
  for (const EventFormatRow& format : set.formats) {
    hash.add(format.system);
    hash.add(format.name);
    hash.add(format.text);
  }
  return hash.hex();
}

Result<std::int64_t> insert_format_set(Connection& db, const FormatSet& set,
                                       const std::string& sha256) {
  TRY(Statement insert,
      db.prepare("INSERT INTO format_set(sha256, header_page) VALUES(?1, ?2) RETURNING id"));
  insert.bind(sha256, set.header_page);
  TRY(bool row, insert.step());
  if (!row) return bug_fault("a new format set got no id");
  const std::int64_t id = insert.integer(0);
  TRY(bool more, insert.step());  // to its end: the row is written when the statement is done
  if (more) return bug_fault("a new format set got two ids");

  TRY(Statement format, db.prepare("INSERT OR IGNORE INTO event_format VALUES(?1,?2,?3,?4,?5)"));
  for (const EventFormatRow& row_of : set.formats) {
    const auto event_id = trace::parse_event_id(row_of.text);
    if (!event_id)
      return guest_fault(
          fmt::format("the event format {}/{} has no id", row_of.system, row_of.name));
    TRY_STATUS(format.run(id, *event_id, row_of.system, row_of.name, row_of.text));
    if (db.changes() != 1)
      return guest_fault(fmt::format("two event formats have the id {}, the second is {}/{}",
                                     *event_id, row_of.system, row_of.name));
  }
  return id;
}

}  // namespace

std::int64_t stored_time(GuestTime time) {
  constexpr auto kLast = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(time.ns, kLast));
}

Status insert_planned(Connection& db, const std::vector<CellRow>& cells) {
  for (const CellRow& row : cells)
    if (row.id.value < 0 || row.id.value > limits::kCells)
      return bug_fault(
          fmt::format("cell {} is beyond the {} cells of a run", row.id.value, limits::kCells));
  return insert_each(db,
                     "INSERT INTO cell(id, variant, machine, workload, boot, position, block, "
                     "reason) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
                     cells, [](Statement& insert, const CellRow& row) {
                       return insert.run(row.id, row.variant, row.machine, row.workload, row.boot,
                                         row.position, row.block, row.reason);
                     });
}

Status check_record(const CellRecord& record) {
  if (record.cell.status == CellStatus::Planned)
    return bug_fault(fmt::format("cell {} was to be committed as 'planned'", record.cell.id.value));
  for (const CpuAccounting& events : record.cpu_accounting)
    if (events.produced != events.stored + events.lost())
      return bug_fault(fmt::format(
          "the events of cell {}, CPU {} do not add up: {} produced, {} stored, {} lost",
          record.cell.id.value, events.cpu, events.produced, events.stored, events.lost()));
  return {};
}

Status check_place(const CellRow& cell, int cpu, std::int64_t seq) {
  if (cpu < 0 || cpu >= limits::kCpus || seq < 0 || seq >= limits::kChunksOfCpu)
    return bug_fault(
        fmt::format("cell {} has a chunk {} of CPU {}: at most {} chunks of each of {} "
                    "CPUs can be stored",
                    cell.id.value, seq, cpu, limits::kChunksOfCpu, limits::kCpus));
  return {};
}

Status fill_planned(Connection& db, const CellRow& cell) {
  TRY(Statement update,
      db.prepare("UPDATE cell SET status = ?2, reason = ?3, console = ?4, started_host_ns = ?5, "
                 "finished_host_ns = ?6, boot_ms = ?7, cpus = ?8, page_size = ?9, "
                 "host_load = ?10, agent_rss_bytes = ?11 WHERE id = ?1 AND status = 'planned'"));
  TRY_STATUS(update.run(cell.id, to_string(cell.status), cell.reason, cell.console, cell.started,
                        cell.finished, cell.boot_ms, cell.cpus, cell.page_size, cell.host_load,
                        cell.agent_rss_bytes));
  if (db.changes() != 1)
    return bug_fault(fmt::format("cell {} is not waiting for a result", cell.id.value));
  return {};
}

Status mark_not_needed(Connection& db, const std::vector<CellId>& cells,
                       const std::string& reason) {
  for (const CellId id : cells) {
    CellRow cell{.id = id};
    cell.status = CellStatus::NotNeeded;
    cell.reason = reason;
    TRY_STATUS(fill_planned(db, cell));
  }
  return {};
}

Status attach_formats(Connection& db, CellId cell, const FormatSet& formats) {
  const std::string sha256 = identity(formats);
  TRY(Statement known, db.prepare("SELECT id FROM format_set WHERE sha256 = ?1"));
  known.bind(sha256);
  TRY(bool found, known.step());
  std::int64_t id = 0;
  if (found) {
    id = known.integer(0);
  } else {
    TRY(id, insert_format_set(db, formats, sha256));
  }
  TRY(Statement update, db.prepare("UPDATE cell SET format_set = ?2 WHERE id = ?1"));
  return update.run(cell, id);
}

Status insert_belongings(Connection& db, const CellRecord& record) {
  const CellId id = record.cell.id;
  TRY_STATUS(insert_each(db, "INSERT INTO cpu_accounting VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)",
                         record.cpu_accounting, [id](Statement& insert, const CpuAccounting& row) {
                           return insert.run(id, row.cpu, row.produced, row.stored,
                                             row.lost_overrun, row.lost_dropped, row.lost_commit,
                                             row.lost_unread, row.lost_transport);
                         }));
  TRY_STATUS(insert_each(db, "INSERT INTO probe_accounting VALUES(?1,?2,?3,?4)",
                         record.probe_accounting,
                         [id](Statement& insert, const ProbeAccounting& row) {
                           return insert.run(id, row.probe, row.hits, row.misses);
                         }));
  TRY_STATUS(insert_each(db, "INSERT INTO vmstat VALUES(?1,?2,?3,?4)", record.vmstat,
                         [id](Statement& insert, const VmstatRow& row) {
                           return insert.run(id, row.name, row.before, row.after);
                         }));
  std::int64_t seq = 0;
  TRY_STATUS(insert_each(db, "INSERT INTO workload_result VALUES(?1,?2,?3)",
                         record.workload_results,
                         [id, &seq](Statement& insert, const std::string& line) {
                           return insert.run(id, seq++, line);
                         }));
  TRY_STATUS(insert_attempts(db, id, record.attempts));
  TRY_STATUS(insert_anomalies(db, id, record.anomalies));
  TRY_STATUS(insert_guest_files(db, id, record.guest_files));
  TRY_STATUS(insert_clock(db, id, record.clock));
  TRY_STATUS(insert_stacks(db, id, record.stacks));
  TRY_STATUS(insert_references(db, id, record.references));
  TRY_STATUS(insert_operations(db, id, record.operations));
  TRY_STATUS(insert_page_rows(db, id, record.page_rows));
  return insert_derived(db, id, record.metrics, record.distributions);
}

Status insert_derived(Connection& db, CellId cell, const std::vector<MetricRow>& metrics,
                      const std::vector<DistributionRow>& distributions) {
  TRY_STATUS(insert_each(db, "INSERT INTO metric VALUES(?1,?2,?3,?4,?5,?6)", metrics,
                         [cell](Statement& insert, const MetricRow& row) {
                           return insert.run(cell, row.name, row.value, row.unit, row.source,
                                             row.touched_by_loss);
                         }));
  return insert_each(db, "INSERT INTO distribution VALUES(?1,?2,?3,?4,?5,?6)", distributions,
                     [cell](Statement& insert, const DistributionRow& row) {
                       return insert.run(cell, row.name, row.low, row.high, row.count, row.unit);
                     });
}

Status insert_anomalies(Connection& db, CellId cell, const std::vector<AnomalyRow>& anomalies) {
  return insert_each(db, "INSERT INTO anomaly VALUES(?1,?2,?3)", anomalies,
                     [cell](Statement& insert, const AnomalyRow& row) {
                       return insert.run(cell, row.name, row.count);
                     });
}

Status plan_again(Connection& db, CellStatus status) {
  std::vector<const char*> tables(std::begin(kReceivedTables), std::end(kReceivedTables));
  tables.insert(tables.end(), std::begin(kDerivedTables), std::end(kDerivedTables));
  for (const char* table : tables) {
    TRY(Statement clear,
        db.prepare(fmt::format(
            "DELETE FROM {} WHERE cell_id IN (SELECT id FROM cell WHERE status = ?1)", table)));
    TRY_STATUS(clear.run(to_string(status)));
  }
  TRY(Statement update,
      db.prepare("UPDATE cell SET status = 'planned', reason = '', console = '', "
                 "started_host_ns = NULL, finished_host_ns = NULL, boot_ms = NULL, cpus = NULL, "
                 "page_size = NULL, format_set = NULL, host_load = NULL, agent_rss_bytes = NULL "
                 "WHERE status = ?1"));
  return update.run(to_string(status));
}

}  // namespace folioscope::store
