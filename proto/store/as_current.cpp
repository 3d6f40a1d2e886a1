// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/as_current.h"

#include <string>
#include <string_view>

#include "store/current_names.h"
#include "store/run_file.h"

namespace folioscope::store {
namespace {

// Each text makes up for what one version added: what an older file cannot know is empty or NULL.
constexpr const char* kWithoutVersion2 = R"(
CREATE TEMP VIEW guest_file AS SELECT 0 AS cell_id, '' AS name, '' AS text WHERE 0;
CREATE TEMP VIEW stack AS SELECT 0 AS cell_id, 0 AS id, '' AS frames WHERE 0;
CREATE TEMP VIEW failure AS
  SELECT 0 AS cell_id, 0 AS id, 0 AS time_ns, '' AS kind, 0 AS pfn, 0 AS seen, 0 AS expected,
         0 AS extra_references, 0 AS pid, 0 AS stack, 0 AS in_cma, '' AS attribution,
         0 AS excess, '' AS verdict, NULL AS operation
  WHERE 0;
CREATE TEMP VIEW holder AS
  SELECT 0 AS cell_id, 0 AS failure, 0 AS ordinal, '' AS class, 0 AS pid, '' AS comm, 0 AS cpu,
         0 AS age_ns, '' AS confidence, '' AS evidence, 0 AS stack
  WHERE 0;
)";
constexpr const char* kWithoutVersion3 = R"(
CREATE TEMP VIEW run AS SELECT *, '' AS profile, 0 AS fewest_boots FROM main.run;
CREATE TEMP VIEW variant AS SELECT *, '{}' AS settings FROM main.variant;
CREATE TEMP VIEW workload AS
  SELECT *, '{}' AS settings, '{}' AS swept, '' AS base, '[]' AS metrics FROM main.workload;
CREATE TEMP VIEW about AS SELECT 0 AS position, '' AS kind, '' AS text WHERE 0;
CREATE TEMP VIEW claim AS
  SELECT 0 AS position, '' AS says, '' AS metric, '' AS variant, '' AS workload,
         NULL AS value, '' AS unit
  WHERE 0;
)";
constexpr const char* kWithoutVersion4 = R"(
CREATE TEMP VIEW claim AS
  SELECT position, says, current_metric(metric) AS metric, variant, workload, NULL AS value,
         '' AS unit
  FROM main.claim;
)";
constexpr const char* kWithoutVersion5 = R"(
CREATE TEMP VIEW attempt AS
  SELECT 0 AS cell_id, 0 AS attempt, '' AS status, '' AS reason, '' AS console,
         0 AS started_host_ns, 0 AS finished_host_ns, 0 AS qemu_ran_ms, 0 AS qemu_waited_ms,
         0 AS qemu_stopped_ms, 0 AS paused_ms, 0 AS steal_ms, 0 AS cpu_pressure_ms,
         0 AS memory_pressure_ms, 0 AS io_pressure_ms, '' AS qemu_end
  WHERE 0;
CREATE TEMP VIEW metric AS
  SELECT cell_id, current_metric(name) AS name, value, unit, source, touched_by_loss
  FROM main.metric;
CREATE TEMP VIEW distribution AS
  SELECT cell_id, current_metric(name) AS name, low, high, count, unit FROM main.distribution;
CREATE TEMP VIEW anomaly AS
  SELECT cell_id, current_anomaly(name) AS name, max(count) AS count
  FROM main.anomaly GROUP BY 1, 2;
CREATE TEMP VIEW cpu_accounting AS SELECT * FROM main.cpu_books;
CREATE TEMP VIEW probe_accounting AS SELECT * FROM main.probe_books;
CREATE TEMP VIEW cell AS
  SELECT id, variant, machine, workload, boot, position,
         CASE status WHEN 'infra' THEN 'host-error' ELSE status END AS status,
         reason, console, started_host_ns, finished_host_ns, boot_ms, cpus, page_size, format_set,
         host_load, agent_rss_bytes, boot AS block
  FROM main.cell;
)";
constexpr const char* kCellOfVersion5 = R"(
CREATE TEMP VIEW cell AS SELECT *, boot AS block FROM main.cell;
)";
constexpr const char* kRunOfVersion3 = R"(
CREATE TEMP VIEW run AS SELECT *, 0 AS fewest_boots FROM main.run;
)";
constexpr const char* kAboutOfVersion3 = R"(
CREATE TEMP VIEW about AS
  SELECT position, kind,
         CASE WHEN kind IN ('headline', 'decide_metric') THEN current_metric(text) ELSE text END
           AS text
  FROM main.about;
)";
constexpr const char* kWorkloadOfVersion3 = R"(
CREATE TEMP VIEW workload AS 
  SELECT *, '{}' AS swept, '' AS base, '[]' AS metrics FROM main.workload;
)";
constexpr const char* kWorkloadOfVersion5 = R"(
CREATE TEMP VIEW workload AS SELECT *, '' AS base, '[]' AS metrics FROM main.workload;
)";
constexpr const char* kWorkloadOfVersion7 = R"(
CREATE TEMP VIEW workload AS SELECT *, '[]' AS metrics FROM main.workload;
)";
constexpr const char* kWithoutVersion7 = R"(
CREATE TEMP VIEW kernel AS
  SELECT name AS variant, '' AS base, 0 AS position, '' AS source, patches, '' AS hooks,
         '[]' AS missing_hooks, kernel_hash AS hash, kernel_release AS release, code_hash, fault,
         '' AS functions, '[]' AS notes
  FROM main.variant;
)";
constexpr const char* kKernelOfVersion7 = R"(
CREATE TEMP VIEW kernel AS SELECT *, '' AS functions, '[]' AS notes FROM main.kernel;
)";
constexpr const char* kWithoutVersion9 = R"(
CREATE TEMP VIEW kernel_symbols AS SELECT '' AS kernel_hash, x'' AS system_map WHERE 0;
CREATE TEMP VIEW operation AS
  SELECT 0 AS cell_id, 0 AS id, '' AS kind, '' AS reason, 0 AS pid, 0 AS begin_ns, 0 AS end_ns,
         0 AS first_pfn, 0 AS pages, 0 AS failed, 0 AS error, 0 AS retries, 0 AS attempts,
         0 AS failed_attempts
  WHERE 0;
CREATE TEMP VIEW operation_lock AS
  SELECT 0 AS cell_id, 0 AS operation, '' AS class, 0 AS holds, 0 AS contended, 0 AS sum_ns,
         0 AS max_ns
  WHERE 0;
CREATE TEMP VIEW operation_reference AS
  SELECT 0 AS cell_id, 0 AS operation, '' AS class, 0 AS pages, 0 AS page_ns WHERE 0;
)";
constexpr const char* kWithoutVersion10 = R"(
CREATE TEMP VIEW lock_interval AS
  SELECT 0 AS cell_id, 0 AS id, 0 AS pfn, 0 AS begin_ns, 0 AS end_ns, '' AS class, 0 AS pid,
         '' AS comm, 0 AS cpu, 0 AS stack, 0 AS waiters, 0 AS waited_ns
  WHERE 0;
CREATE TEMP VIEW reference_interval AS
  SELECT 0 AS cell_id, 0 AS id, 0 AS pfn, 0 AS begin_ns, 0 AS end_ns, '' AS class, 0 AS pid,
         '' AS comm, 0 AS cpu, 0 AS stack
  WHERE 0;
CREATE TEMP VIEW page_range AS
  SELECT 0 AS cell_id, '' AS kind, '' AS name, 0 AS node, 0 AS first_pfn, 0 AS pages WHERE 0;
CREATE TEMP VIEW holder_count AS
  SELECT 0 AS cell_id, '' AS class, 0 AS stack, 0 AS failures WHERE 0;
CREATE TEMP VIEW chunk_index AS SELECT 0 AS cell_id, 0 AS cpu, 0 AS seq, x'' AS data WHERE 0;
)";
constexpr const char* kWithoutVersion11 = R"(
CREATE TEMP VIEW patch_text AS SELECT '' AS sha256, x'' AS text WHERE 0;
CREATE TEMP VIEW kernel_config AS SELECT '' AS kernel_hash, x'' AS config WHERE 0;
)";
constexpr const char* kWithoutVersion12 = R"(
CREATE TEMP VIEW host AS
  SELECT 0 AS cell_id, 0 AS attempt, '' AS uri, 0 AS cores, '' AS cpu_model, '' AS qemu,
         '' AS acceleration
  WHERE 0;
CREATE TEMP VIEW clock AS
  SELECT 0 AS cell_id, '' AS phase, 0 AS guest_ns, 0 AS host_ns, 0 AS error_ns WHERE 0;
)";
constexpr const char* kClaimOfVersion4 = R"(
CREATE TEMP VIEW claim AS
  SELECT position, says, current_metric(metric) AS metric, variant, workload, value, unit
  FROM main.claim;
)";
constexpr const char* kFailureOfVersion2 = R"(
CREATE TEMP VIEW failure AS
  SELECT cell_id, id, time_ns, current_failure_kind(kind) AS kind, pfn, seen, expected, excess AS extra_references, pid, stack,
         in_cma, verdict AS attribution, excess, verdict, NULL AS operation
  FROM main.failure;
)";
constexpr const char* kFailureOfVersion5 = R"(
CREATE TEMP VIEW failure AS SELECT *, NULL AS operation FROM main.failure;
)";

std::string temporary(std::string sql) {
  constexpr std::string_view kCreate = "CREATE VIEW";
  for (std::size_t at = 0; (at = sql.find(kCreate, at)) != std::string::npos; at += kCreate.size())
    sql.replace(at, kCreate.size(), "CREATE TEMP VIEW");
  return sql;
}

// The names that version 5 changed, and all that was not there before.
std::string before_version_5(std::int64_t version) {
  std::string sql = version < 2 ? kWithoutVersion2 : kFailureOfVersion2;
  if (version < 3)
    sql += kWithoutVersion3;
  else
    sql += std::string(kAboutOfVersion3) + kWorkloadOfVersion3 +
           (version < 4 ? kWithoutVersion4 : kClaimOfVersion4);
  return sql + kWithoutVersion5 + temporary(kAccountingSql);
}

}  // namespace

Status show_as_current(Connection& db, std::int64_t version) {
  if (version >= kSchemaVersion) return {};
  TRY_STATUS(add_current_names(db));
  std::string sql = "PRAGMA temp_store = MEMORY;";
  sql += kWithoutVersion12;
  if (version == 11) return db.exec(sql);
  sql += kWithoutVersion11;
  if (version == 10) return db.exec(sql);
  sql += kWithoutVersion10;
  if (version == 9) return db.exec(sql);
  sql += kWithoutVersion9;
  if (version >= 5) sql += kFailureOfVersion5;
  if (version == 8) return db.exec(sql);
  if (version == 7) return db.exec(sql + kKernelOfVersion7 + kWorkloadOfVersion7);
  sql += version < 5 ? before_version_5(version) : kWorkloadOfVersion5;
  if (version == 5) sql += kCellOfVersion5;
  if (version >= 3 && version < 6) sql += kRunOfVersion3;
  sql += kWithoutVersion7;
  return db.exec(sql);
}

Status forget_older(Connection& db) {
  std::string drop;
  {
    TRY(Statement views, db.prepare("SELECT name FROM sqlite_temp_schema WHERE type = 'view'"));
    while (true) {
      TRY(bool row, views.step());
      if (!row) break;
      drop += "DROP VIEW temp." + views.text(0) + ";";
    }
  }
  return db.exec(drop);
}

}  // namespace folioscope::store
