// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include "catalog/acceleration.h"
#include "fleet/fleet.h"
#include "fleet/io_thread.h"
#include "fleet/process_owner.h"
#include "ingest/server.h"
#include "run/budget.h"
#include "run/cell_runner.h"
#include "run/committer.h"
#include "run/directory.h"
#include "run/experiment_rows.h"
#include "run/hosts.h"
#include "run/kernel_texts.h"
#include "run/kernels.h"
#include "run/machine_detail.h"
#include "run/prepare.h"
#include "run/schedule.h"
#include "run/stored_plan.h"
#include "run/version.h"
#include "spec/parse.h"
#include "store/part.h"
#include "store/reader.h"
#include "store/writer.h"
#include "sys/files.h"
#include "sys/host.h"

namespace folioscope::run {
namespace {

Result<std::unique_ptr<store::Writer>> create_store(const plan::Plan& plan,
                                                    const Prepared& prepared,
                                                    const std::vector<OpenHost>& hosts,
                                                    const Directory& directory,
                                                    const plan::Blocks& blocks) {
  store::RunRow run;
  run.name = plan.spec.name;
  run.spec_file = std::filesystem::absolute(plan.spec.file).string();
  run.spec_text = plan.spec.text;
  run.seed = plan.spec.seed;
  run.boots = plan.spec.boots;
  run.fewest_boots = plan.spec.fewest_boots;
  run.tool_version = kVersion;
  run.acceleration = acceleration_of(hosts);
  run.host = facts_of(hosts);
  run.image_hash = prepared.image.sha256;
  run.started = sys::now();
  run.profile = plan.spec.profile;
  run.about = about_rows(plan.spec.about);
  run.decide_at = plan.spec.about.decide.at;
  run.claims = claim_rows(plan.spec.about);

  std::vector<store::MachineRow> machines;
  for (const spec::Machine& machine : plan.spec.machines)
    machines.push_back({machine.name, static_cast<int>(machines.size()), machine.vcpus,
                        machine.memory, static_cast<int>(machine.nodes.size()), machine.cmdline,
                        machine_detail(machine)});
  std::vector<store::VariantRow> variants;
  for (const VariantKernel& kernel : prepared.kernels) variants.push_back(kernel.row);
  std::vector<store::CellRow> cells;
  for (const plan::Cell& cell : plan.cells) {
    cells.push_back(planned_row(plan, cell));
    if (!blocks.empty() && !blocks.contains(cell.block))
      cells.back().reason = store::kNotOfThisPart;
  }
  return store::Writer::create(directory.store(), run, machines, workload_rows(plan), variants,
                               cells);
}

Fault with_resume_hint(Fault fault, const Directory& directory) {
  const std::string hint = "folioscope resume " + directory.path().string();
  if (fault.remedy.find("resume") == std::string::npos)
    fault.remedy += (fault.remedy.empty() ? "go on with: " : "; then go on with: ") + hint;
  return fault;
}

Result<Summary> summarize(const Directory& directory) {
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(directory.store()));
  TRY(const std::vector<store::CellRow> cells, reader->cells());
  Summary summary{.directory = directory.path(), .complete = true};
  for (const store::CellRow& cell : cells) {
    if (store::is_of_other_part(cell)) {
      ++summary.of_other_parts;
      continue;
    }
    ++summary.cells[cell.status];
    if (cell.status == CellStatus::Planned) summary.complete = false;
  }
  return summary;
}

// A run is finished when every cell of its part has a result of its own; cells that the host failed
// stay open for another try.
Result<Summary> close(const Directory& directory, Committer& committer, const Options& options) {
  TRY(Summary summary, summarize(directory));
  if (const int failed = summary.cells[CellStatus::HostError]; failed != 0) {
    summary.complete = false;
    say(options, fmt::format("{} cells failed on the host's side; folioscope resume {} tries them "
                             "again",
                             failed, directory.path().string()));
  }
  if (summary.complete)
    TRY_STATUS(committer.write([](store::Writer& writer) { return writer.finish(sys::now()); }));
  return summary;
}

// What each host's boots share. `cache`: where it is remembered how long they took; not of other
// hosts, where they take another time.
std::vector<Crew> make_crews(const plan::Plan& plan, const Prepared& prepared,
                             const Directory& directory, const std::vector<OpenHost>& hosts,
                             ingest::Server& server, const std::filesystem::path& cache) {
  std::vector<Crew> crews;
  for (const OpenHost& host : hosts) {
    const bool kvm = host.accel == fleet::Accel::Kvm;
    const RunContext context{plan,
                             directory,
                             *host.fleet,
                             server,
                             host.accel,
                             prepared.image.file,
                             sys::time_scale(kvm ? 1 : sys::kEmulationScale),
                             host.counters,
                             std::chrono::steady_clock::now,
                             cache,
                             host.row};
    crews.push_back({context, host.guests});
  }
  return crews;
}

Result<Summary> boot_all(const plan::Plan& plan, const Prepared& prepared,
                         const std::vector<OpenHost>& hosts, const Directory& directory,
                         const Begun& begun, Committer& committer, const Options& options) {
  TRY_STATUS(committer.write([&](store::Writer& writer) {
    return store_kernel_texts(writer, plan.spec, prepared.kernels);
  }));
  TRY(const std::unique_ptr<ingest::Server> server, ingest::Server::start());
  std::filesystem::path cache;
  if (options.hosts.empty()) {
    TRY(cache, sys::cache_dir());
  }
  const std::vector<Crew> crews = make_crews(plan, prepared, directory, hosts, *server, cache);
  if (auto status = run_cells(crews, prepared.kernels, begun, committer, options); !status)
    return with_resume_hint(status.fault(), directory);
  return close(directory, committer, options);
}

// What a resumed run finds in its store.
struct Stored {
  store::RunRow run;
  plan::Plan plan;  // made again from the stored text; the cells of this part
  std::vector<store::VariantRow> variants;
  Begun begun;
};

Result<plan::Plan> plan_of(const store::RunRow& run) {
  const spec::Parsed parsed =
      spec::parse(run.spec_text, run.spec_file, spec::find_roots(run.spec_file), run.profile);
  if (!parsed.ok())
    return user_fault(fmt::format("the run's experiment no longer holds: {}",
                                  spec::to_string(parsed.diagnostics.front())),
                      "restore the files that it names; the experiment itself is in the run");
  return plan::make_plan(parsed.spec);
}

Result<Stored> read_stored(const Directory& directory) {
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(directory.store()));
  Stored stored;
  TRY(stored.run, reader->run());
  if (stored.run.acceleration == catalog::kImported)
    return user_fault(fmt::format("the boots of {} were imported: there is nothing to go on with",
                                  directory.path().string()),
                      "`folioscope import FILE --into RUN` adds boots");
  TRY(stored.plan, plan_of(stored.run));
  TRY(stored.variants, reader->variants());
  TRY(const std::vector<store::CellRow> cells, reader->cells());
  if (cells.size() != stored.plan.cells.size())
    return bug_fault(
        fmt::format("the store has {} cells, its plan {}", cells.size(), stored.plan.cells.size()));
  keep_stored_order(stored.plan, cells);
  std::set<CellId> of_others;
  for (const store::CellRow& cell : cells) {
    if (store::is_of_other_part(cell)) of_others.insert(cell.id);
    if (cell.status != CellStatus::Planned && cell.status != CellStatus::HostError)
      stored.begun.done.insert(cell.id);
  }
  std::erase_if(stored.plan.cells,
                [&](const plan::Cell& cell) { return of_others.contains(cell.id); });
  TRY(const auto attempts, reader->attempts());
  stored.begun.booted = time_of_boots(attempts);
  return stored;
}

// A resumed run must boot the kernels it began with.
Status check_kernels(const std::vector<store::VariantRow>& rows,
                     const std::vector<VariantKernel>& kernels) {
  for (const store::VariantRow& row : rows)
    for (const VariantKernel& kernel : kernels)
      if (kernel.row.name == row.name && kernel.row.base == row.base &&
          kernel.row.kernel_hash != row.kernel_hash)
        return user_fault(
            fmt::format("variant {} now builds another kernel than when the run began", row.name),
            "its patches, fragments or base have changed: restore them, or start a new run");
  return {};
}

}  // namespace

void say(const Options& options, std::string text) {
  if (options.on_progress) options.on_progress({std::move(text), true, -1});
}

Status remove_orphans(fleet::Fleet& fleet, const Options& options) {
  TRY(const std::vector<std::string> orphans, fleet.remove_orphans());
  for (const std::string& name : orphans)
    say(options, fmt::format("removed {}, left by a killed {}", name,
                             fleet::is_abandoned(name) ? "shell" : "run"));
  return {};
}

int Summary::failed() const {
  int failed = 0;
  for (const auto& [status, count] : cells)
    if (is_failure(status)) failed += count;
  return failed;
}

Result<Summary> start(const plan::Plan& plan, const Options& options) {
  TRY(const Directory directory, Directory::create(options.directory));
  fleet::IoThread thread;
  TRY(std::vector<ReachedHost> reached, reach_hosts(thread.io(), plan, directory, options));
  TRY(const Prepared prepared, prepare(plan, options));
  TRY(const std::vector<OpenHost> hosts,
      open_hosts(thread.io(), std::move(reached), prepared, directory, options));
  TRY(std::unique_ptr<store::Writer> writer,
      create_store(plan, prepared, hosts, directory, options.blocks));
  Committer committer(std::move(writer));
  const plan::Plan part = options.blocks.empty() ? plan : plan::part_of(plan, options.blocks);
  return boot_all(part, prepared, hosts, directory, {}, committer, options);
}

Result<Summary> resume(const Options& options) {
  TRY(const Directory directory, Directory::open(options.directory));
  TRY(const Stored stored, read_stored(directory));
  const bool nothing_missing = stored.begun.done.size() == stored.plan.cells.size();
  if (nothing_missing) say(options, "nothing is missing: every cell has its result");
  if (stored.run.finished) return summarize(directory);
  // Checks the file from end to end: whoever wrote it may have died. Before minutes of building.
  TRY(std::unique_ptr<store::Writer> writer, store::Writer::reopen(directory.store()));
  Committer committer(std::move(writer));
  if (nothing_missing) return close(directory, committer, options);
  fleet::IoThread thread;
  TRY(std::vector<ReachedHost> reached, reach_hosts(thread.io(), stored.plan, directory, options));
  TRY(const Prepared prepared, prepare(stored.plan, options));
  TRY_STATUS(check_kernels(stored.variants, prepared.kernels));
  TRY(const std::vector<OpenHost> hosts,
      open_hosts(thread.io(), std::move(reached), prepared, directory, options));
  TRY_STATUS(committer.write(
      [](store::Writer& open) { return open.reset_cells({CellStatus::HostError}); }));
  return boot_all(stored.plan, prepared, hosts, directory, stored.begun, committer, options);
}

}  // namespace folioscope::run
