// SPDX-License-Identifier: GPL-3.0-or-later
// A user's SQL on a run file: reads only, one statement, can be stopped. Internal to store/.
#pragma once

#include <stop_token>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// Prepares the only statement of `text`, refusing everything but reading. Faults (User): SQLite's
// message, writing, none or several statements.
Result<Statement> prepare_single(Connection& db, const std::string& text);
// Statement::step for such a statement: its errors are the user's.
Result<bool> step_query(Connection& db, Statement& statement);

// What runs while it lives sees one state of the file. May be nested.
class Snapshot {
 public:
  static Result<Snapshot> begin(Connection& db);
  Snapshot(Snapshot&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  Snapshot& operator=(Snapshot&&) = delete;
  ~Snapshot();

 private:
  explicit Snapshot(Connection& db) : db_(&db) {}
  Connection* db_;
};

// A stop request interrupts what runs on the connection; the token has to live as long as that, or
// until another one takes its place. A token that nobody can stop: nothing interrupts.
void interrupt_at(Connection& db, const std::stop_token& stop);

// While it lives, a stop request interrupts what runs on the connection; then again `otherwise`
// does.
class StopGuard {
 public:
  StopGuard(Connection& db, const std::stop_token& stop, const std::stop_token& otherwise);
  ~StopGuard();
  StopGuard(const StopGuard&) = delete;
  StopGuard& operator=(const StopGuard&) = delete;

 private:
  Connection& db_;
  std::stop_token stop_;
  const std::stop_token& otherwise_;
};

}  // namespace folioscope::store
