// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/reader.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "store/json_columns.h"
#include "store/reader_impl.h"
#include "store/run_file.h"
#include "store/sql_guard.h"
#include "store/sqlite.h"

namespace folioscope::store {
namespace {

// By the column's declaration, which only a plain column has; what is computed is a number.
std::vector<bool> address_columns(const Statement& statement) {
  std::vector<bool> are(static_cast<std::size_t>(statement.columns()));
  for (int i = 0; i < statement.columns(); ++i) {
    const char* const type = sqlite3_column_decltype(statement.get(), i);
    are[static_cast<std::size_t>(i)] = type != nullptr && std::string_view(type) == kAddressType;
  }
  return are;
}

SqlValue value_of(const Statement& row, int column, bool address) {
  if (address && row.type(column) == SQLITE_INTEGER)
    return fmt::format("{:#x}", static_cast<std::uint64_t>(row.integer(column)));
  switch (row.type(column)) {
    case SQLITE_INTEGER:
      return row.integer(column);
    case SQLITE_FLOAT:
      return row.real(column);
    case SQLITE_TEXT:
      return row.text(column);
    case SQLITE_BLOB: {
      auto blob = row.blob(column);
      return std::vector<std::byte>(blob.begin(), blob.end());
    }
    default:
      return std::monostate{};
  }
}

std::string select_chunks(std::string_view rest) {
  return fmt::format(
      "SELECT p.cpu, p.seq, p.pages, p.events, p.first_ns, p.last_ns, p.codec, p.data, c.page_size "
      "FROM page_chunk p JOIN cell c ON c.id = p.cell_id WHERE p.cell_id = ?1 {}",
      rest);
}

// Into a row whose texts keep their room: a run has a million of them.
void read_metric(const Statement& row, int column, MetricRow& metric) {
  metric.name = row.view(column);
  metric.value = row.real(column + 1);
  metric.unit = row.view(column + 2);
  metric.source = row.view(column + 3);
  metric.touched_by_loss = row.integer(column + 4) != 0;
}

CellRow cell_of(const Statement& row) {
  CellRow cell;
  cell.id = {row.integer(0)};
  cell.variant = row.text(1);
  cell.machine = row.text(2);
  cell.workload = row.text(3);
  cell.boot = small_integer(row, 4);
  cell.position = small_integer(row, 5);
  cell.reason = row.text(7);
  cell.console = row.text(8);
  cell.started = maybe_host_time(row, 9);
  cell.finished = maybe_host_time(row, 10);
  cell.boot_ms = maybe_integer<std::int64_t>(row, 11);
  cell.cpus = maybe_integer<int>(row, 12);
  cell.page_size = maybe_integer<int>(row, 13);
  if (!row.null(14)) cell.host_load = row.real(14);
  cell.agent_rss_bytes = maybe_integer<std::uint64_t>(row, 15);
  cell.block = small_integer(row, 16);
  return cell;
}

}  // namespace

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::~Reader() = default;

Result<std::unique_ptr<Reader>> Reader::open(const std::filesystem::path& file) {
  TRY_STATUS(check_run_file(file));
  TRY(Connection db, Connection::open(file, Connection::Mode::Read));
  auto impl = std::make_unique<Impl>(std::move(db));
  TRY_STATUS(impl->look_at_schema());
  TRY_STATUS(impl->symbols.add());
  return std::unique_ptr<Reader>(new Reader(std::move(impl)));
}

Result<std::vector<CellRow>> Reader::cells() {
  TRY(Statement select,
      impl_->db.prepare("SELECT id, variant, machine, workload, boot, position, status, reason, "
                        "console, started_host_ns, finished_host_ns, boot_ms, cpus, page_size, "
                        "host_load, agent_rss_bytes, block FROM cell ORDER BY position, id"));
  std::vector<CellRow> cells;
  while (true) {
    TRY(bool row, select.step());
    if (!row) return cells;
    cells.push_back(cell_of(select));
    auto status = parse_cell_status(select.text(6));
    if (!status)
      return user_fault(
          fmt::format("{}: cell {} has the unknown status '{}'", impl_->db.file().string(),
                      cells.back().id.value, select.text(6)),
          "use the folioscope that made the file");
    cells.back().status = *status;
  }
}

void Reader::stop_with(std::stop_token stop) {
  impl_->stop = std::move(stop);
  interrupt_at(impl_->db, impl_->stop);
}

Result<std::map<CellId, std::vector<MetricRow>>> Reader::metrics() {
  std::map<CellId, std::vector<MetricRow>> all;
  TRY_STATUS(metrics([&](CellId cell, const MetricRow& row) { all[cell].push_back(row); }));
  return all;
}

Status Reader::metrics(const std::function<void(CellId, const MetricRow&)>& visit) {
  TRY(Statement select,
      impl_->db.prepare("SELECT cell_id, name, value, unit, source, touched_by_loss FROM metric "
                        "ORDER BY cell_id, name"));
  MetricRow metric;
  while (true) {
    TRY(bool row, select.step());
    if (!row) return {};
    read_metric(select, 1, metric);
    visit(CellId{select.integer(0)}, metric);
  }
}

Result<std::vector<MetricRow>> Reader::metrics(CellId cell) {
  return collect(
      impl_->db,
      "SELECT name, value, unit, source, touched_by_loss FROM metric "
      "WHERE cell_id = ?1 ORDER BY name",
      [](const Statement& row) {
        MetricRow metric;
        read_metric(row, 0, metric);
        return metric;
      },
      cell);
}

Result<std::vector<DistributionRow>> Reader::distributions(CellId cell) {
  return collect(
      impl_->db,
      "SELECT name, low, high, count, unit FROM distribution WHERE cell_id = ?1 "
      "ORDER BY name, low",
      [](const Statement& row) {
        return DistributionRow{.name = row.text(0),
                               .low = row.real(1),
                               .high = row.real(2),
                               .count = row.integer(3),
                               .unit = row.text(4)};
      },
      cell);
}

Result<std::vector<CpuAccounting>> Reader::cpu_accounting(CellId cell) {
  return collect(
      impl_->db,
      "SELECT cpu, produced, stored, lost_overrun, lost_dropped, lost_commit, "
      "lost_unread, lost_transport FROM cpu_accounting WHERE cell_id = ?1 ORDER BY cpu",
      [](const Statement& row) {
        return CpuAccounting{.cpu = small_integer(row, 0),
                             .produced = row.integer(1),
                             .stored = row.integer(2),
                             .lost_overrun = row.integer(3),
                             .lost_dropped = row.integer(4),
                             .lost_commit = row.integer(5),
                             .lost_unread = row.integer(6),
                             .lost_transport = row.integer(7)};
      },
      cell);
}

Result<std::vector<ProbeAccounting>> Reader::probe_accounting(CellId cell) {
  return collect(
      impl_->db,
      "SELECT probe, hits, misses FROM probe_accounting WHERE cell_id = ?1 ORDER BY probe",
      [](const Statement& row) {
        return ProbeAccounting{
            .probe = row.text(0), .hits = row.integer(1), .misses = row.integer(2)};
      },
      cell);
}

Result<std::vector<VmstatRow>> Reader::vmstat(CellId cell) {
  return collect(
      impl_->db, "SELECT name, before, after FROM vmstat WHERE cell_id = ?1 ORDER BY name",
      [](const Statement& row) {
        return VmstatRow{.name = row.text(0), .before = row.integer(1), .after = row.integer(2)};
      },
      cell);
}

Result<std::vector<std::string>> Reader::workload_results(CellId cell) {
  return collect(
      impl_->db, "SELECT line FROM workload_result WHERE cell_id = ?1 ORDER BY seq",
      [](const Statement& row) { return row.text(0); }, cell);
}

Result<std::vector<MetricPatternRow>> Reader::metric_patterns(CellId cell) {
  TRY(auto found, collect(
                      impl_->db,
                      "SELECT workload.metrics FROM cell JOIN workload ON workload.name = "
                      "cell.workload WHERE cell.id = ?1",
                      [](const Statement& row) { return metric_patterns_of(row.text(0)); }, cell));
  return found.empty() ? std::vector<MetricPatternRow>() : std::move(found.front());
}

Result<std::vector<AnomalyRow>> Reader::anomalies(CellId cell) {
  return collect(
      impl_->db, "SELECT name, count FROM anomaly WHERE cell_id = ?1 ORDER BY name",
      [](const Statement& row) { return AnomalyRow{.name = row.text(0), .count = row.integer(1)}; },
      cell);
}

Result<Reader::Decoding> Reader::decoding(CellId cell) {
  Decoding decoding;
  TRY(Statement select, impl_->db.prepare("SELECT c.page_size, c.format_set, s.header_page "
                                          "FROM cell c LEFT JOIN format_set s "
                                          "ON s.id = c.format_set WHERE c.id = ?1"));
  select.bind(cell);
  TRY(bool found, select.step());
  if (!found)
    return user_fault(fmt::format("{} has no cell {}", impl_->db.file().string(), cell.value),
                      "`folioscope show` lists the cells");
  if (!select.null(0)) decoding.page_size = static_cast<std::size_t>(select.integer(0));
  if (select.null(1)) return decoding;
  TRY(decoding.layout, trace::parse_header_page(select.text(2)));

  TRY(Statement formats, impl_->db.prepare("SELECT system, text FROM event_format "
                                           "WHERE format_set = ?1 ORDER BY event_id"));
  formats.bind(select.integer(1));
  while (true) {
    TRY(bool row, formats.step());
    if (!row) return decoding;
    auto format = trace::parse_event_format(formats.text(0), formats.text(1));
    if (format)
      decoding.formats.add(*std::move(format));
    else
      ++decoding.not_understood;
  }
}

Result<PageChunk> Reader::Impl::chunk_at(CellId cell, const Statement& row) {
  PageShape shape{.pages = static_cast<std::size_t>(row.integer(2))};
  if (!row.null(8)) shape.page_size = static_cast<std::size_t>(row.integer(8));
  auto pages = decoder.decode(small_integer(row, 6), row.blob(7), shape);
  if (!pages.ok())
    return user_fault(fmt::format("{}, cell {}, CPU {}, chunk {}: {}", db.file().string(),
                                  cell.value, row.integer(0), row.integer(1), pages.fault().what),
                      pages.fault().remedy);
  return PageChunk{.cpu = small_integer(row, 0),
                   .seq = row.integer(1),
                   .events = row.integer(3),
                   .first = {static_cast<std::uint64_t>(row.integer(4))},
                   .last = {static_cast<std::uint64_t>(row.integer(5))},
                   .pages = {pages->begin(), pages->end()}};
}

Result<ChunkSource> Reader::Impl::chunks(CellId cell, int cpu) {
  TRY(Statement select, db.prepare(select_chunks("AND p.cpu = ?2 ORDER BY p.seq")));
  select.bind(cell, cpu);
  auto rows = std::make_shared<Statement>(std::move(select));
  return ChunkSource([this, cell, rows]() -> Result<std::optional<PageChunk>> {
    TRY(const bool more, rows->step());
    if (!more) return std::optional<PageChunk>();
    TRY(PageChunk chunk, chunk_at(cell, *rows));
    return std::optional(std::move(chunk));
  });
}

Result<PagesByCpu> Reader::pages(CellId cell) {
  PagesByCpu pages;
  TRY(Statement cpus,
      impl_->db.prepare("SELECT DISTINCT cpu FROM page_chunk WHERE cell_id = ?1 ORDER BY cpu"));
  cpus.bind(cell);
  while (true) {
    TRY(const bool more, cpus.step());
    if (!more) break;
    pages.cpus.push_back(small_integer(cpus, 0));
  }
  pages.open = [impl = impl_.get(), cell](int cpu) { return impl->chunks(cell, cpu); };
  return pages;
}

Status Reader::pages(CellId cell, const std::function<Status(const PageChunk&)>& visit) {
  TRY(Statement select, impl_->db.prepare(select_chunks("ORDER BY p.cpu, p.seq")));
  select.bind(cell);
  while (true) {
    TRY(const bool more, select.step());
    if (!more) return {};
    TRY(const PageChunk chunk, impl_->chunk_at(cell, select));
    TRY_STATUS(visit(chunk));
  }
}

Result<std::optional<std::string>> Reader::symbol_at(CellId cell, std::uint64_t address) {
  return impl_->symbols.name_at(cell, address);
}

Status Reader::sql(const std::string& text,
                   const std::function<void(const std::vector<std::string>& columns)>& head,
                   const std::function<void(const std::vector<SqlValue>& row)>& row,
                   std::stop_token stop) {
  TRY(Snapshot snapshot, Snapshot::begin(impl_->db));
  TRY_STATUS(impl_->event_table.prepare_for_query(stop));
  StopGuard guard(impl_->db, stop, impl_->stop);
  TRY(Statement statement, prepare_single(impl_->db, text));
  std::vector<std::string> columns;
  columns.reserve(static_cast<std::size_t>(statement.columns()));
  for (int i = 0; i < statement.columns(); ++i) columns.push_back(statement.name(i));
  head(columns);
  const std::vector<bool> addresses = address_columns(statement);
  std::vector<SqlValue> values(columns.size());
  while (true) {
    TRY(bool more, step_query(impl_->db, statement));
    if (!more) return {};
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = value_of(statement, static_cast<int>(i), addresses[i]);
    row(values);
  }
}

Result<Reader::Query> Reader::sql(const std::string& text, std::stop_token stop) {
  Query query;
  TRY_STATUS(sql(
      text, [&](const std::vector<std::string>& columns) { query.columns = columns; },
      [&](const std::vector<SqlValue>& row) { query.rows.push_back(row); }, std::move(stop)));
  return query;
}

}  // namespace folioscope::store
