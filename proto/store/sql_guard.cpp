// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql_guard.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace folioscope::store {
namespace {

// About a millisecond of SQLite's virtual machine.
constexpr int kOpsBetweenLooks = 20'000;

constexpr std::array<std::string_view, 6> kReadingPragmas{
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list"};

int authorize(void*, int action, const char* first, const char* second, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return std::string_view(second ? second : "") == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_UPDATE:
      // Asked when a virtual table declares its columns, on its first use. The schema itself stays
      // safe: the connection is read-only and defensive.
      return std::string_view(first ? first : "") == "sqlite_master" ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA: {
      std::string_view name = first ? first : "";
      bool reads =
          std::find(kReadingPragmas.begin(), kReadingPragmas.end(), name) != kReadingPragmas.end();
      return reads ? SQLITE_OK : SQLITE_DENY;
    }
    default:
      return SQLITE_DENY;
  }
}

// Damage and full disks keep their own faults; what SQLite has against the text is the user's.
Fault query_fault(Connection& db, int code) {
  switch (code & 0xff) {
    case SQLITE_AUTH:
      return user_fault("this statement is not authorized: a run file is only read",
                        "ask with SELECT; to change a copy, use the sqlite3 program");
    case SQLITE_INTERRUPT:
      return user_fault("the query was stopped");
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return user_fault(fmt::format("SQL: {}", sqlite3_errmsg(db.get())),
                        "tables and columns: select name, sql from sqlite_schema; "
                        "event columns: pragma table_info(event)");
    default:
      return sqlite_fault(db.get(), code);
  }
}

class Authorizer {
 public:
  explicit Authorizer(Connection& db) : db_(db) {
    sqlite3_set_authorizer(db_.get(), authorize, nullptr);
  }
  ~Authorizer() { sqlite3_set_authorizer(db_.get(), nullptr, nullptr); }
  Authorizer(const Authorizer&) = delete;
  Authorizer& operator=(const Authorizer&) = delete;

 private:
  Connection& db_;
};

int look(void* stop) { return static_cast<std::stop_token*>(stop)->stop_requested() ? 1 : 0; }

}  // namespace

Result<Statement> prepare_single(Connection& db, const std::string& text) {
  Authorizer authorizer(db);
  const char* rest = text.c_str();
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v2(db.get(), rest, -1, &raw, &rest);
  Statement statement(raw);
  if (code != SQLITE_OK) return query_fault(db, code);
  if (!raw)
    return user_fault("there is no SQL statement", "for instance: select * from accounting");

  sqlite3_stmt* second = nullptr;
  code = sqlite3_prepare_v2(db.get(), rest, -1, &second, nullptr);
  Statement another(second);
  if (code != SQLITE_OK || second)
    return user_fault("there is more than one SQL statement", "ask one question at a time");
  return statement;
}

Result<bool> step_query(Connection& db, Statement& statement) {
  int code = sqlite3_step(statement.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return query_fault(db, code);
}

Result<Snapshot> Snapshot::begin(Connection& db) {
  TRY_STATUS(db.exec("SAVEPOINT query"));
  return Snapshot(db);
}

Snapshot::~Snapshot() {
  if (db_) (void)db_->exec("RELEASE query");
}

void interrupt_at(Connection& db, const std::stop_token& stop) {
  if (stop.stop_possible())
    sqlite3_progress_handler(db.get(), kOpsBetweenLooks, look, const_cast<std::stop_token*>(&stop));
  else
    sqlite3_progress_handler(db.get(), 0, nullptr, nullptr);
}

StopGuard::StopGuard(Connection& db, const std::stop_token& stop, const std::stop_token& otherwise)
    : db_(db), stop_(stop), otherwise_(otherwise) {
  if (stop_.stop_possible()) interrupt_at(db_, stop_);
}

StopGuard::~StopGuard() { interrupt_at(db_, otherwise_); }

}  // namespace folioscope::store
