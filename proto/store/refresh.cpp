// SPDX-License-Identifier: GPL-3.0-or-later
// A reader that stays open while somebody writes.
#include <utility>

#include "store/as_current.h"
#include "store/reader_impl.h"
#include "store/run_file.h"

namespace folioscope::store {
namespace {

// A number that is another one when another connection has written to the file.
Result<std::int64_t> data_version(Connection& db) {
  TRY(Statement pragma, db.prepare("PRAGMA data_version"));
  TRY(bool row, pragma.step());
  if (!row) return bug_fault("SQLite has no data_version");
  return pragma.integer(0);
}

Result<std::map<CellId, CellState>> states(Connection& db) {
  std::map<CellId, CellState> all;
  TRY(Statement select, db.prepare("SELECT id, status, coalesce(finished_host_ns, 0) FROM cell"));
  while (true) {
    TRY(bool row, select.step());
    if (!row) return all;
    all[{select.integer(0)}] = {select.text(1), select.integer(2)};
  }
}

}  // namespace

Status Reader::Impl::look_at_schema() {
  TRY(const std::int64_t version, schema_version(db));
  if (version == shown_version) return {};
  TRY_STATUS(db.exec("PRAGMA query_only = OFF"));
  TRY_STATUS(forget_older(db));
  TRY_STATUS(show_as_current(db, version));
  TRY_STATUS(db.exec("PRAGMA query_only = ON"));
  shown_version = version;
  return {};
}

Result<std::vector<CellId>> Reader::refresh() {
  TRY(const std::int64_t data, data_version(impl_->db));
  std::vector<CellId> changed;
  if (data == impl_->seen_data) return changed;
  TRY_STATUS(impl_->look_at_schema());
  TRY(auto now, states(impl_->db));
  for (const auto& [id, state] : now) {
    const auto before = impl_->seen.find(id);
    const bool known = before != impl_->seen.end();
    if (known ? before->second != state : state.status != to_string(CellStatus::Planned))
      changed.push_back(id);
  }
  impl_->seen = std::move(now);
  impl_->seen_data = data;
  return changed;
}

}  // namespace folioscope::store
