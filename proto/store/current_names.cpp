// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/current_names.h"

#include <sqlite3.h>

#include <string_view>

#include "catalog/anomaly.h"
#include "catalog/metric.h"
#include "catalog/words.h"

namespace folioscope::store {
namespace {

std::string_view current_failure_kind(std::string_view kind) {
  for (const catalog::Word& word : catalog::kFailureKinds)
    if (!word.was.empty() && word.was == kind) return word.word;
  return kind;
}

// Gives back what is no text as it is.
template <std::string_view (*Current)(std::string_view)>
void translate(sqlite3_context* result, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) != SQLITE_TEXT) return sqlite3_result_value(result, values[0]);
  const std::string_view old(reinterpret_cast<const char*>(sqlite3_value_text(values[0])),
                             static_cast<std::size_t>(sqlite3_value_bytes(values[0])));
  const std::string_view now = Current(old);
  sqlite3_result_text64(result, now.data(), now.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

// Two names of one count become one row, with the larger count.
constexpr const char* kRename = R"(
UPDATE OR IGNORE metric SET name = current_metric(name) WHERE name <> current_metric(name);
UPDATE OR IGNORE distribution SET name = current_metric(name) WHERE name <> current_metric(name);
UPDATE about SET text = current_metric(text) WHERE kind IN ('headline', 'decide_metric');
UPDATE claim SET metric = current_metric(metric);
UPDATE failure SET kind = current_failure_kind(kind) WHERE kind <> current_failure_kind(kind);
CREATE TEMP TABLE renamed AS
  SELECT cell_id, current_anomaly(name) AS name, max(count) AS count FROM main.anomaly GROUP BY 1, 2;
DELETE FROM main.anomaly;
INSERT INTO main.anomaly SELECT cell_id, name, count FROM temp.renamed;
DROP TABLE temp.renamed;
)";

}  // namespace

Status add_current_names(Connection& db) {
  // Innocuous: the schema of a file from anywhere may use them.
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  using Function = void (*)(sqlite3_context*, int, sqlite3_value**);
  const auto add = [&db](const char* name, Function function) {
    return sqlite3_create_function_v2(db.get(), name, 1, kFlags, nullptr, function, nullptr,
                                      nullptr, nullptr);
  };
  for (const int code : {add("current_metric", translate<catalog::current_name>),
                         add("current_anomaly", translate<catalog::current_anomaly_name>),
                         add("current_failure_kind", translate<current_failure_kind>)})
    if (code != SQLITE_OK) return sqlite_fault(db.get(), code);
  return {};
}

Status rename_stored(Connection& db) {
  TRY_STATUS(add_current_names(db));
  return db.exec(kRename);
}

}  // namespace folioscope::store
