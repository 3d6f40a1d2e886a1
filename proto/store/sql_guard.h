// SPDX-License-Identifier: GPL-3.0-or-later
// A user's SQL on a run file: reads only, one statement, can be stopped. Internal to store/.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// From now on the connection refuses everything but reading, whatever the statement says.
void forbid_writing(Connection& db);

// Prepares the only statement of `text`. Faults (User): SQLite's message, none or several.
Result<Statement> prepare_single(Connection& db, const std::string& text);
// Statement::step for such a statement: its errors are the user's.
Result<bool> step_query(Connection& db, Statement& statement);

// While it lives, a stop request interrupts what runs on the connection.
class StopGuard {
 public:
  StopGuard(Connection& db, const std::stop_token& stop);
  ~StopGuard();
  StopGuard(const StopGuard&) = delete;
  StopGuard& operator=(const StopGuard&) = delete;

 private:
  Connection& db_;
  std::stop_token stop_;
};

}  // namespace folioscope::store
