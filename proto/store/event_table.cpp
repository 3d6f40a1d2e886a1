// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/event_table.h"

#include <sqlite3.h>

#include <memory>
#include <span>
#include <utility>

#include "store/event_catalog.h"
#include "store/event_cursor.h"

// SQLite's interface for virtual tables, https://www.sqlite.org/vtab.html. The table is eponymous:
// there without CREATE, connected by the first statement that names it.
namespace folioscope::store {
namespace {

struct Table : sqlite3_vtab {
  EventTable* owner = nullptr;
  EventCatalog catalog;
};
struct Cursor : sqlite3_vtab_cursor {
  std::unique_ptr<EventCursor> events;
};

Table& table_of(sqlite3_vtab* base) { return *static_cast<Table*>(base); }
EventCursor& events_of(sqlite3_vtab_cursor* base) { return *static_cast<Cursor*>(base)->events; }

int report(sqlite3_vtab* table, const Fault& fault) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf("%s", fault.what.c_str());
  return SQLITE_ERROR;
}

int connect(sqlite3* db, void* owner, int, const char* const*, sqlite3_vtab** out, char** error) {
  auto* events = static_cast<EventTable*>(owner);
  auto catalog = EventCatalog::load(events->db());
  if (!catalog.ok()) {
    *error = sqlite3_mprintf("%s", catalog.fault().what.c_str());
    return SQLITE_ERROR;
  }
  int code = sqlite3_declare_vtab(db, catalog->declaration().c_str());
  if (code != SQLITE_OK) {
    *error = sqlite3_mprintf("%s", sqlite3_errmsg(db));
    return code;
  }
  auto table = std::make_unique<Table>();
  table->owner = events;
  table->catalog = *std::move(catalog);
  *out = table.release();
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* base) {
  delete &table_of(base);
  return SQLITE_OK;
}

int best_index(sqlite3_vtab* base, sqlite3_index_info* info) {
  EventPlan plan = make_plan(*info, table_of(base).catalog);
  info->idxNum = plan.uses;
  if (!plan.order.empty()) {
    info->idxStr = sqlite3_mprintf("%s", plan.order.c_str());
    if (!info->idxStr) return SQLITE_NOMEM;
    info->needToFreeIdxStr = 1;
  }
  return SQLITE_OK;
}

int open(sqlite3_vtab* base, sqlite3_vtab_cursor** out) {
  auto cursor = std::make_unique<Cursor>();
  Table& table = table_of(base);
  cursor->events = std::make_unique<EventCursor>(table.owner->db(), table.catalog);
  *out = cursor.release();
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* base) {
  delete static_cast<Cursor*>(base);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int uses, const char* order, int count,
           sqlite3_value** values) {
  EventPlan plan{.uses = uses, .order = order ? order : ""};
  Status status = events_of(base).start(plan, std::span(values, static_cast<std::size_t>(count)),
                                        table_of(base->pVtab).owner->stop());
  return status.ok() ? SQLITE_OK : report(base->pVtab, status.fault());
}

int next(sqlite3_vtab_cursor* base) {
  Status status = events_of(base).next();
  return status.ok() ? SQLITE_OK : report(base->pVtab, status.fault());
}

int at_end(sqlite3_vtab_cursor* base) { return events_of(base).at_end() ? 1 : 0; }

int column(sqlite3_vtab_cursor* base, sqlite3_context* result, int index) {
  events_of(base).column(*result, index);
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* out) {
  *out = events_of(base).rowid();
  return SQLITE_OK;
}

// No xCreate: eponymous only. No xUpdate: read-only.
constexpr sqlite3_module kModule = {.iVersion = 0,
                                    .xCreate = nullptr,
                                    .xConnect = connect,
                                    .xBestIndex = best_index,
                                    .xDisconnect = disconnect,
                                    .xDestroy = nullptr,
                                    .xOpen = open,
                                    .xClose = close,
                                    .xFilter = filter,
                                    .xNext = next,
                                    .xEof = at_end,
                                    .xColumn = column,
                                    .xRowid = rowid,
                                    .xUpdate = nullptr,
                                    .xBegin = nullptr,
                                    .xSync = nullptr,
                                    .xCommit = nullptr,
                                    .xRollback = nullptr,
                                    .xFindFunction = nullptr,
                                    .xRename = nullptr,
                                    .xSavepoint = nullptr,
                                    .xRelease = nullptr,
                                    .xRollbackTo = nullptr,
                                    .xShadowName = nullptr};

}  // namespace

Status EventTable::prepare_for_query(std::stop_token stop) {
  stop_ = std::move(stop);
  TRY(Statement newest, db_.prepare("SELECT coalesce(max(id), 0) FROM format_set"));
  TRY(bool row, newest.step());
  const std::int64_t sets = row ? newest.integer(0) : 0;
  if (sets == known_sets_) return {};
  // Registering again drops the connected table, so that the next statement sees all columns.
  int code = sqlite3_create_module_v2(db_.get(), "event", &kModule, this, nullptr);
  if (code != SQLITE_OK) return sqlite_fault(db_.get(), code);
  known_sets_ = sets;
  return {};
}

}  // namespace folioscope::store
