// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and reading of what is known before the first boot: the run, its dimensions, and what the
// experiment says about itself.
#include <fmt/format.h>

#include "store/cell_rows.h"
#include "store/insert_each.h"
#include "store/json_columns.h"
#include "store/reader.h"
#include "store/reader_impl.h"

namespace folioscope::store {
namespace {

// Where the question is decided: all of it, or in older files once for each NAME=VALUE.
constexpr const char* kDecideWhere = "decide_where";
constexpr const char* kDecideAt = "decide_at";

Status insert_about(Connection& db, const RunRow& run) {
  std::vector<AboutRow> about = run.about;
  if (!run.decide_at.empty()) about.push_back({kDecideWhere, named_values_json(run.decide_at)});
  std::int64_t position = 0;
  TRY_STATUS(insert_each(db, "INSERT INTO about VALUES(?1,?2,?3)", about,
                         [&position](Statement& insert, const AboutRow& row) {
                           return insert.run(position++, row.kind, row.text);
                         }));
  position = 0;
  return insert_each(db, "INSERT INTO claim VALUES(?1,?2,?3,?4,?5,?6,?7)", run.claims,
                     [&position](Statement& insert, const ClaimRow& row) {
                       return insert.run(position++, row.says, row.metric, row.variant,
                                         to_string(row.workload), row.value, row.unit);
                     });
}

void add_about(RunRow& run, AboutRow row) {
  if (row.kind == kDecideWhere) {
    run.decide_at = named_values(row.text);
  } else if (row.kind == kDecideAt) {
    const std::size_t equals = row.text.find('=');
    run.decide_at.emplace_back(row.text.substr(0, equals),
                               equals == row.text.npos ? "" : row.text.substr(equals + 1));
  } else {
    run.about.push_back(std::move(row));
  }
}

// A text that is no name of a workload is none that a condition has.
WorkloadName workload_of(std::string text) {
  return parse_workload_name(text).value_or(WorkloadName{std::move(text)});
}

Status read_about(Connection& db, RunRow& run) {
  TRY(std::vector<AboutRow> about,
      collect(db, "SELECT kind, text FROM about ORDER BY position", [](const Statement& row) {
        return AboutRow{row.text(0), row.text(1)};
      }));
  for (AboutRow& row : about) add_about(run, std::move(row));
  constexpr const char* kClaims =
      "SELECT says, metric, variant, workload, value, unit FROM claim ORDER BY position";
  TRY(run.claims, collect(db, kClaims, [](const Statement& claim) {
        return ClaimRow{claim.text(0),
                        claim.text(1),
                        claim.text(2),
                        workload_of(claim.text(3)),
                        claim.null(4) ? std::nullopt : std::optional(claim.real(4)),
                        claim.text(5)};
      }));
  return {};
}

}  // namespace

Status insert_run(Connection& db, const RunRow& run) {
  TRY(Statement insert,
      db.prepare("INSERT INTO run VALUES(1,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"));
  TRY_STATUS(insert.run(run.name, run.spec_file, run.spec_text, run.seed, run.boots,
                        run.tool_version, run.acceleration, host_json(run.host), run.image_hash,
                        run.started, run.finished, run.profile, run.fewest_boots));
  return insert_about(db, run);
}

Status insert_rows(Connection& db, const std::vector<MachineRow>& machines) {
  return insert_each(db, "INSERT INTO machine VALUES(?1,?2,?3,?4,?5,?6,?7)", machines,
                     [](Statement& insert, const MachineRow& row) {
                       return insert.run(row.name, row.position, row.vcpus, row.memory.count,
                                         row.numa_nodes, row.cmdline, detail_json(row.detail));
                     });
}

Status insert_rows(Connection& db, const std::vector<WorkloadRow>& workloads) {
  return insert_each(db, "INSERT INTO workload VALUES(?1,?2,?3,?4,?5,?6,?7,?8)", workloads,
                     [](Statement& insert, const WorkloadRow& row) {
                       return insert.run(
                           row.name, row.position, row.program, named_values_json(row.args),
                           named_values_json(row.settings), named_values_json(row.swept), row.base,
                           metric_patterns_json(row.metrics));
                     });
}

Status insert_rows(Connection& db, const std::vector<VariantRow>& variants) {
  TRY_STATUS(insert_each(db, "INSERT INTO variant VALUES(?1,?2,?3) ON CONFLICT(name) DO NOTHING",
                         variants, [](Statement& insert, const VariantRow& row) {
                           return insert.run(row.name, row.position,
                                             named_values_json(row.settings));
                         }));
  return insert_each(db, "INSERT INTO kernel VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
                     variants, [](Statement& insert, const VariantRow& row) {
                       return insert.run(row.name, row.base, row.base_position, row.source,
                                         patches_json(row.patches), row.hooks,
                                         names_json(row.missing_hooks), row.kernel_hash,
                                         row.kernel_release, row.code_hash, row.fault,
                                         functions_json(row.functions), names_json(row.notes));
                     });
}

Result<RunRow> Reader::run() {
  TRY(std::vector<RunRow> rows,
      collect(impl_->db,
              "SELECT name, spec_file, spec_text, seed, boots, tool_version, acceleration, host, "
              "image_hash, started_host_ns, finished_host_ns, profile, fewest_boots "
              "FROM run",
              [](const Statement& row) {
                return RunRow{.name = row.text(0),
                              .spec_file = row.text(1),
                              .spec_text = row.text(2),
                              .seed = static_cast<std::uint64_t>(row.integer(3)),
                              .boots = small_integer(row, 4),
                              .tool_version = row.text(5),
                              .acceleration = row.text(6),
                              .image_hash = row.text(8),
                              .started = {row.integer(9)},
                              .finished = maybe_host_time(row, 10),
                              .profile = row.text(11),
                              .host = named_values(row.text(7)),
                              .fewest_boots = small_integer(row, 12)};
              }));
  if (rows.empty())
    return user_fault(fmt::format("{} has no run in it", impl_->db.file().string()),
                      "copy it again from where it came from");
  TRY_STATUS(read_about(impl_->db, rows.front()));
  return std::move(rows.front());
}

Result<std::vector<VariantRow>> Reader::variants() {
  constexpr const char* kSql =
      "SELECT name, variant.position, kernel.patches, hash, release, kernel.code_hash, "
      "kernel.fault, settings, base, kernel.position, source, hooks, missing_hooks, functions, "
      "notes "
      "FROM variant JOIN kernel ON kernel.variant = variant.name "
      "ORDER BY variant.position, name, kernel.position";
  return collect(impl_->db, kSql, [](const Statement& row) {
    return VariantRow{.name = row.text(0),
                      .position = small_integer(row, 1),
                      .patches = patches_of(row.text(2)),
                      .kernel_hash = maybe_text(row, 3),
                      .kernel_release = maybe_text(row, 4),
                      .code_hash = maybe_text(row, 5),
                      .fault = maybe_text(row, 6),
                      .settings = named_values(row.text(7)),
                      .base = row.text(8),
                      .base_position = small_integer(row, 9),
                      .source = row.text(10),
                      .hooks = row.text(11),
                      .missing_hooks = names_of(row.text(12)),
                      .functions = functions_of(row.text(13)),
                      .notes = names_of(row.text(14))};
  });
}

Result<std::vector<MachineRow>> Reader::machines() {
  return collect(impl_->db,
                 "SELECT name, position, vcpus, memory_bytes, numa_nodes, cmdline, detail "
                 "FROM machine ORDER BY position, name",
                 [](const Statement& row) {
                   return MachineRow{.name = row.text(0),
                                     .position = small_integer(row, 1),
                                     .vcpus = small_integer(row, 2),
                                     .memory = {static_cast<std::uint64_t>(row.integer(3))},
                                     .numa_nodes = small_integer(row, 4),
                                     .cmdline = row.text(5),
                                     .detail = detail_of(row.text(6))};
                 });
}

Result<std::vector<WorkloadRow>> Reader::workloads() {
  constexpr const char* kSql =
      "SELECT name, position, program, args, settings, swept, base, metrics FROM workload "
      "ORDER BY position, name";
  return collect(impl_->db, kSql, [](const Statement& row) {
    WorkloadRow workload{.name = row.text(0),
                         .position = small_integer(row, 1),
                         .program = row.text(2),
                         .args = named_values(row.text(3)),
                         .settings = named_values(row.text(4)),
                         .swept = named_values(row.text(5)),
                         .base = row.text(6),
                         .metrics = metric_patterns_of(row.text(7))};
    // The names of runs before version 5 alone say what is swept.
    if (workload.swept.empty()) workload.swept = workload_of(workload.name).at;
    return workload;
  });
}

}  // namespace folioscope::store
