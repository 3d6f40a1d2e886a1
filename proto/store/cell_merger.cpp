// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/cell_merger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"
#include "store/cell_rows.h"
#include "store/json_columns.h"
#include "store/run_file.h"
#include "store/sql_guard.h"
#include "store/sqlite.h"

namespace folioscope::store {
namespace {

// In the order in which their rows refer to each other. Each file has them all, as it begins with
// them.
constexpr const char* kExperimentTables[] = {"run",     "about",  "claim",   "machine",
                                             "variant", "kernel", "workload"};
constexpr const char* kTextTables[] = {"kernel_symbols", "kernel_config", "patch_text"};

// What is known of a cell before its boot.
constexpr const char* kPlannedColumns = "id, variant, machine, workload, boot, position, block";
// What its boot adds; format_set is a number of its file, and goes by its hash.
constexpr const char* kOutcomeColumns =
    "status, reason, console, started_host_ns, finished_host_ns, boot_ms, cpus, page_size, "
    "host_load, agent_rss_bytes";

// "a, b, c": what an INSERT writes, so without columns that are computed.
Result<std::string> stored_columns(Connection& db, const char* table) {
  TRY(Statement columns, db.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0"));
  columns.bind(std::string_view(table));
  std::string names;
  while (true) {
    TRY(const bool row, columns.step());
    if (!row) return names;
    names += (names.empty() ? "" : ", ") + columns.text(0);
  }
}

// Opens nothing for writing: a run that somebody else has is not touched.
std::string read_only_uri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string())
    uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02x}", static_cast<unsigned>(c)) : std::string(1, c);
  return uri + "?mode=ro";
}

Status check_version(Connection& db, const char* schema, const std::filesystem::path& file) {
  TRY(Statement pragma, db.prepare(fmt::format("PRAGMA {}.user_version", schema)));
  TRY(const bool row, pragma.step());
  if (row && pragma.integer(0) == kSchemaVersion) return {};
  return user_fault(
      fmt::format("{} was made by an older folioscope: its schema is version {}, not {}",
                  file.string(), row ? pragma.integer(0) : 0, kSchemaVersion),
      "folioscope derive RUN makes it one of this version");
}

// Another run file under the name `source` of a connection. Not inside a transaction.
class Attached {
 public:
  static Result<Attached> open(Connection& db, const std::filesystem::path& file) {
    TRY_STATUS(check_run_file(file));
    TRY(Statement attach, db.prepare("ATTACH ?1 AS source"));
    TRY_STATUS(attach.run(read_only_uri(file)));
    Attached attached(db);
    TRY_STATUS(check_version(db, "source", file));
    return attached;
  }
  Attached(Attached&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  Attached& operator=(Attached&&) = delete;
  ~Attached() {
    if (db_ != nullptr) (void)db_->exec("DETACH source");
  }

 private:
  explicit Attached(Connection& db) : db_(&db) {}
  Connection* db_;
};

// Nothing of a fault's file is kept, so only finish() waits for the disk.
Status prepare_for_merging(Connection& db) {
  TRY_STATUS(db.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF"));
  TRY(Transaction transaction, Transaction::begin(db));
  TRY_STATUS(make_schema(db));
  return transaction.commit();
}

Status copy_texts(Connection& db) {
  for (const char* table : kTextTables)
    TRY_STATUS(
        db.exec(fmt::format("INSERT OR IGNORE INTO main.{0} SELECT * FROM source.{0}", table)));
  return {};
}

Status copy_experiment(Connection& db) {
  TRY(Transaction transaction, Transaction::begin(db));
  for (const char* table : kExperimentTables) {
    TRY(const std::string columns, stored_columns(db, table));
    TRY_STATUS(db.exec(
        fmt::format("INSERT INTO main.{0}({1}) SELECT {1} FROM source.{0}", table, columns)));
  }
  TRY_STATUS(db.exec(
      fmt::format("INSERT INTO main.cell({0}) SELECT {0} FROM source.cell", kPlannedColumns)));
  TRY_STATUS(copy_texts(db));
  return transaction.commit();
}

Status sync(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC));
  if (fd && ::fsync(fd.get()) == 0) return {};
  return host_fault(
      fmt::format("cannot write {} to the disk: {}", file.string(), std::strerror(errno)));
}

}  // namespace

struct CellMerger::Impl {
  Connection db;
  std::stop_token stop;

  Impl(Connection connection, std::stop_token token)
      : db(std::move(connection)), stop(std::move(token)) {
    interrupt_at(db, stop);
  }

  Status copy_outcome(CellId cell);
  Status copy_belongings(CellId cell);
};

Result<std::unique_ptr<CellMerger>> CellMerger::create(const std::filesystem::path& file,
                                                       const std::filesystem::path& first,
                                                       std::stop_token stop) {
  if (std::error_code error; std::filesystem::exists(file, error))
    return user_fault(fmt::format("{} exists already", file.string()), "name another one");
  TRY(Connection db, Connection::open(file, Connection::Mode::Create));
  std::unique_ptr<CellMerger> merger(
      new CellMerger(std::make_unique<Impl>(std::move(db), std::move(stop))));
  Connection& made = merger->impl_->db;
  TRY_STATUS(prepare_for_merging(made));
  TRY(const Attached source, Attached::open(made, first));
  TRY_STATUS(copy_experiment(made));
  return merger;
}

CellMerger::CellMerger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CellMerger::~CellMerger() = default;

Status CellMerger::add_formats(const std::filesystem::path& file, const std::string& sha256) {
  Connection& db = impl_->db;
  TRY(const Attached source, Attached::open(db, file));
  TRY(Transaction transaction, Transaction::begin(db));
  TRY(Statement set, db.prepare("INSERT OR IGNORE INTO main.format_set(sha256, header_page) "
                                "SELECT sha256, header_page FROM source.format_set "
                                "WHERE sha256 = ?1"));
  TRY_STATUS(set.run(sha256));
  if (db.changes() == 0) return transaction.commit();
  TRY(Statement formats,
      db.prepare("INSERT INTO main.event_format(format_set, event_id, system, name, text) "
                 "SELECT ours.id, f.event_id, f.system, f.name, f.text "
                 "FROM source.event_format f JOIN source.format_set theirs "
                 "ON theirs.id = f.format_set JOIN main.format_set ours "
                 "ON ours.sha256 = theirs.sha256 WHERE theirs.sha256 = ?1"));
  TRY_STATUS(formats.run(sha256));
  return transaction.commit();
}

Status CellMerger::Impl::copy_outcome(CellId cell) {
  TRY(Statement update,
      db.prepare(fmt::format("UPDATE main.cell SET ({0}) = (SELECT {0} FROM source.cell "
                             "WHERE id = ?1), format_set = (SELECT ours.id FROM source.cell c "
                             "JOIN source.format_set theirs ON theirs.id = c.format_set "
                             "JOIN main.format_set ours ON ours.sha256 = theirs.sha256 "
                             "WHERE c.id = ?1) WHERE id = ?1 AND status = 'planned'",
                             kOutcomeColumns)));
  TRY_STATUS(update.run(cell));
  if (db.changes() != 1)
    return bug_fault(fmt::format("cell {} is not waiting for a result", cell.value));
  TRY(Statement formats, db.prepare("SELECT (ours.format_set IS NULL) = (theirs.format_set IS NULL)"
                                    " FROM main.cell ours JOIN source.cell theirs "
                                    "ON theirs.id = ours.id WHERE ours.id = ?1"));
  formats.bind(cell);
  TRY(const bool there, formats.step());
  if (there && formats.integer(0) == 1) return {};
  return bug_fault(fmt::format("the event formats of cell {} were not added", cell.value));
}

Status CellMerger::Impl::copy_belongings(CellId cell) {
  const auto copy = [&](const char* table) -> Status {
    TRY(const std::string columns, stored_columns(db, table));
    TRY(Statement insert, db.prepare(fmt::format("INSERT INTO main.{0}({1}) SELECT {1} "
                                                 "FROM source.{0} WHERE cell_id = ?1",
                                                 table, columns)));
    return insert.run(cell);
  };
  for (const char* table : kReceivedTables) TRY_STATUS(copy(table));
  for (const char* table : kDerivedTables) TRY_STATUS(copy(table));
  return {};
}

Status CellMerger::add_cells(const std::filesystem::path& file, const std::vector<CellId>& cells,
                             const std::function<void(CellId)>& on_cell) {
  TRY(const Attached source, Attached::open(impl_->db, file));
  TRY(Transaction transaction, Transaction::begin(impl_->db));
  TRY_STATUS(copy_texts(impl_->db));
  for (const CellId cell : cells) {
    if (impl_->stop.stop_requested()) return host_fault("interrupted");
    on_cell(cell);
    TRY_STATUS(impl_->copy_outcome(cell));
    TRY_STATUS(impl_->copy_belongings(cell));
  }
  return transaction.commit();
}

Status CellMerger::finish(const Ending& ending) {
  {
    TRY(Transaction transaction, Transaction::begin(impl_->db));
    TRY(Statement update,
        impl_->db.prepare("UPDATE run SET started_host_ns = ?1, finished_host_ns = ?2, host = ?3"));
    const std::string host = host_json(ending.host);
    TRY_STATUS(update.run(ending.started, ending.finished, host));
    if (ending.finished) TRY_STATUS(make_indexes(impl_->db));
    TRY_STATUS(transaction.commit());
  }
  return sync(impl_->db.file());
}

}  // namespace folioscope::store
