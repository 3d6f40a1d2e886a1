// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "store/checked_pages.h"

namespace folioscope::store {
namespace {

// Writers hold the lock for one cell's transaction, some seconds on a slow disk.
constexpr int kBusyTimeoutMs = 30'000;
// A reader's ordinary query is over in less.
constexpr int kFoldTimeoutMs = 1'000;
// A desktop looks once a second.
constexpr int kSettleTimeoutMs = 3'000, kSettleStepMs = 100;

std::filesystem::path file_of(sqlite3* db) {
  const char* name = db ? sqlite3_db_filename(db, "main") : nullptr;
  return name ? name : "";
}

// A file that is not whole yet has another name until it is: there is nothing to resume.
std::string what_then(const std::filesystem::path& file) {
  return file.extension() == kUnfinishedSuffix ? "do the same again"
                                               : "`folioscope resume`: finished cells are kept";
}

std::string remedy_for_space(const std::filesystem::path& file) {
  return fmt::format("free space on the file system of {} (see `df -h` and `df -i`), then {}",
                     file.parent_path().string(), what_then(file));
}

// SQLite knows only ENOSPC as a full disk.
bool no_space(int os_error) {
  return os_error == ENOSPC || os_error == EDQUOT || os_error == EFBIG;
}

Fault no_space_fault(const std::filesystem::path& file, const char* why) {
  return host_fault(fmt::format("no space left to write {}: {}", file.string(), why),
                    remedy_for_space(file));
}

Fault damaged(const std::filesystem::path& file, std::string_view how) {
  return user_fault(fmt::format("{} is damaged: {}", file.string(), how),
                    "copy it again from where it came from, or run the experiment again");
}

}  // namespace

Fault sqlite_fault(sqlite3* db, int code, const std::filesystem::path& opened) {
  const std::filesystem::path file = opened.empty() ? file_of(db) : opened;
  const char* message = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  int os_error = db ? sqlite3_system_errno(db) : 0;
  if (code == SQLITE_IOERR_DATA) return damaged(file, "a page does not match its checksum");
  switch (code & 0xff) {
    case SQLITE_FULL:
      return no_space_fault(file, message);
    case SQLITE_IOERR:
      if (no_space(os_error)) return no_space_fault(file, std::strerror(os_error));
      return host_fault(fmt::format("reading or writing {} failed: {} ({})", file.string(), message,
                                    os_error ? std::strerror(os_error) : "no errno"),
                        "check the disk (`dmesg`), then " + what_then(file));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return damaged(file, message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return host_fault(fmt::format("{} is locked by another process", file.string()),
                        "wait for it or end it; `fuser -v` on the file names it");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      if (no_space(os_error)) return no_space_fault(file, std::strerror(os_error));
      return user_fault(fmt::format("cannot open {}: {} ({})", file.string(), message,
                                    os_error ? std::strerror(os_error) : "no errno"),
                        "check the permissions of the file and its directory");
    case SQLITE_NOMEM:
      return host_fault(fmt::format("out of memory while using {}", file.string()));
    default:
      return bug_fault(fmt::format("{}: SQLite says: {}", file.string(), message));
  }
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<bool> Statement::step() {
  sqlite3* db = sqlite3_db_handle(statement_.get());
  if (bind_code_ != SQLITE_OK) return sqlite_fault(db, bind_code_);
  int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Fault fault = sqlite_fault(db, code);
  sqlite3_reset(statement_.get());
  return fault;
}

void Statement::rewind() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  bind_code_ = SQLITE_OK;
}

void Statement::bind_integer(int index, std::int64_t value) {
  note(sqlite3_bind_int64(statement_.get(), index, value));
}
void Statement::bind_at(int index, double value) {
  note(sqlite3_bind_double(statement_.get(), index, value));
}
void Statement::bind_at(int index, std::string_view value) {
  const char* data = value.data() ? value.data() : "";  // a null pointer would bind NULL
  note(
      sqlite3_bind_text64(statement_.get(), index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}
void Statement::bind_at(int index, std::span<const std::byte> value) {
  note(sqlite3_bind_blob64(statement_.get(), index, value.data(), value.size(), SQLITE_STATIC));
}

int Statement::columns() const { return sqlite3_column_count(statement_.get()); }
std::string Statement::name(int column) const {
  const char* name = sqlite3_column_name(statement_.get(), column);
  return name ? name : "";
}
int Statement::type(int column) const { return sqlite3_column_type(statement_.get(), column); }
bool Statement::null(int column) const { return type(column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }
std::string_view Statement::view(int column) const {
  const unsigned char* data = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data
             ? std::string_view(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size))
             : std::string_view();
}
std::span<const std::byte> Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const std::byte*>(data), data ? static_cast<std::size_t>(size) : 0};
}

void Connection::Close::operator()(sqlite3* db) const { sqlite3_close_v2(db); }

Result<Connection> Connection::open(const std::filesystem::path& file, Mode mode) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= mode == Mode::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  // URI: a file that is attached to a new one says that it is only read.
  if (mode == Mode::Create) flags |= SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  sqlite3* raw = nullptr;
  int code = sqlite3_open_v2(file.c_str(), &raw, flags, checked_pages());
  Connection connection(raw);
  if (code != SQLITE_OK) return sqlite_fault(raw, code, file);
  if (mode == Mode::Create) reserve_checksums(raw);
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  // The file may come from anywhere: its schema is data, not code.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  TRY_STATUS(connection.exec("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON"));
  return connection;
}

Status Connection::exec(const std::string& sql) {
  int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_fault(db_.get(), code);
  return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v2(db_.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  Statement statement(raw);
  if (code != SQLITE_OK) return sqlite_fault(db_.get(), code);
  return statement;
}

Result<std::vector<std::string>> Connection::content_problems(int most) {
  TRY(Statement check, prepare(fmt::format("PRAGMA quick_check({})", most)));
  std::vector<std::string> problems;
  while (true) {
    const Result<bool> row = check.step();
    if (!row.ok()) return damaged_tables(row.fault());
    if (!*row) return problems;
    if (std::string text = check.text(0); text != "ok") problems.push_back(std::move(text));
  }
}

// A table whose first page is damaged ends the check of all with a fault that does not name it.
Result<std::vector<std::string>> Connection::damaged_tables(const Fault& fault) {
  if (fault.domain != FaultDomain::User) return fault;
  TRY(Statement tables,
      prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0"));
  std::vector<std::string> problems;
  while (true) {
    TRY(const bool there, tables.step());
    if (!there) break;
    const std::string table = tables.text(0);
    // 'main': an older file's tables are hidden by views of the same names.
    TRY(Statement check, prepare("SELECT * FROM pragma_quick_check(?1, 'main')"));
    check.bind(table);
    const Result<bool> row = check.step();
    const std::string found = !row.ok() ? row.fault().what : *row ? check.text(0) : "ok";
    if (found != "ok") problems.push_back(fmt::format("table {}: {}", table, found));
  }
  if (problems.empty()) return fault;
  return problems;
}

Status Connection::check_content() {
  TRY(const std::vector<std::string> problems, content_problems(1));
  if (problems.empty()) return {};
  return damaged(file(), problems.front());
}

// Best effort, both: what a long query of a reader keeps in the log is moved by the last one to
// close.
void Connection::fold_log() {
  sqlite3_busy_timeout(db_.get(), kFoldTimeoutMs);
  (void)exec("PRAGMA wal_checkpoint(TRUNCATE)");
  sqlite3_busy_timeout(db_.get(), kBusyTimeoutMs);
}

// SQLite asks no busy handler here, and refuses while anybody has the file open. A reader that
// follows the run lets go when it sees that the run is finished.
void Connection::settle() {
  fold_log();
  for (int waited_ms = 0; waited_ms < kSettleTimeoutMs; waited_ms += kSettleStepMs) {
    if (exec("PRAGMA journal_mode = DELETE").ok()) return;
    sqlite3_sleep(kSettleStepMs);
  }
}

int Connection::changes() const { return sqlite3_changes(db_.get()); }
std::filesystem::path Connection::file() const { return file_of(db_.get()); }

Result<Transaction> Transaction::begin(Connection& connection) {
  TRY_STATUS(connection.exec("BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  // SQLite has rolled back by itself after some errors, a full disk among them.
  if (connection_ && sqlite3_get_autocommit(connection_->get()) == 0)
    (void)connection_->exec("ROLLBACK");
}

Status Transaction::commit() {
  TRY_STATUS(connection_->exec("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace folioscope::store
