// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli.h"
#include "app/output.h"
#include "base/shown_text.h"
#include "cluster/parts.h"
#include "query/run_directory.h"
#include "run/directory.h"
#include "store/reader.h"

namespace folioscope::app {
namespace {

namespace fs = std::filesystem;

struct PartState {
  std::string path, name;
  plan::Blocks blocks;  // empty: all
  cluster::Counts counts;
  query::DirectoryState directory;
  bool finished = false;
};

// Of one run, or of the parts of one.
struct RunState {
  std::vector<PartState> parts;
  cluster::Counts counts;  // of all together
  std::size_t running = 0;
};

// A boot that is booted now is still to go in the store.
std::size_t running_of(const PartState& part) {
  return std::min(part.directory.in_flight.size(), static_cast<std::size_t>(part.counts.to_go));
}

Result<PartState> look_at_part(const fs::path& run, std::vector<store::CellRow>& cells) {
  TRY(const fs::path file, run::find_store(run));
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(file));
  TRY(const store::RunRow row, reader->run());
  TRY(cells, reader->cells());
  return PartState{.path = run.string(),
                   .name = row.name,
                   .blocks = cluster::blocks_of(cells),
                   .counts = cluster::count_cells(cells),
                   .directory = query::look_at_directory(file),
                   .finished = row.finished.has_value()};
}

Result<RunState> look_at_runs(const std::string& place) {
  TRY(const std::vector<fs::path> runs, cluster::find_runs(place));
  RunState state;
  std::vector<std::vector<store::CellRow>> cells(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    TRY(PartState part, look_at_part(runs[i], cells[i]));
    state.parts.push_back(std::move(part));
    if (state.parts.back().name != state.parts.front().name)
      return user_fault(fmt::format("{} holds runs of several experiments", place),
                        "name one run; folioscope list shows them");
    state.running += running_of(state.parts.back());
  }
  state.counts = runs.size() == 1 ? state.parts.front().counts : cluster::count_together(cells);
  state.running = std::min(state.running, static_cast<std::size_t>(state.counts.to_go));
  return state;
}

std::string state_of(const PartState& part) {
  if (part.finished) return "complete";
  return part.directory.held ? "goes on" : "stopped";
}

std::string counts_text(const cluster::Counts& counts, std::size_t running) {
  return fmt::format(
      "{} of {} boots done, {} running, {} to go{}{}", counts.done, counts.all(), running,
      static_cast<std::size_t>(counts.to_go) - running,
      counts.failed == 0 ? "" : fmt::format(", {} failed", counts.failed),
      counts.not_needed == 0 ? "" : fmt::format(", {} not needed", counts.not_needed));
}

void print_state(const RunState& state) {
  std::size_t width = 3;
  for (const PartState& part : state.parts) width = std::max(width, part.path.size());
  for (const PartState& part : state.parts)
    print_out("{:{}}  {:8}  {}{}\n", part.path, width, state_of(part),
              counts_text(part.counts, running_of(part)),
              part.blocks.empty() ? "" : fmt::format("; blocks {}", plan::to_string(part.blocks)));
  if (state.parts.size() == 1) return;
  print_out("{:{}}  {:8}  {}\n", "all", width, "", counts_text(state.counts, state.running));
}

nlohmann::json counts_json(const cluster::Counts& counts, std::size_t running) {
  return {{"boots", counts.all()},   {"done", counts.done},
          {"running", running},      {"to_go", static_cast<std::size_t>(counts.to_go) - running},
          {"failed", counts.failed}, {"not_needed", counts.not_needed}};
}

void print_state_json(const RunState& state) {
  nlohmann::json out = counts_json(state.counts, state.running);
  out["experiment"] = state.parts.front().name;
  for (const PartState& part : state.parts) {
    nlohmann::json row = counts_json(part.counts, running_of(part));
    row["run"] = part.path;
    row["state"] = state_of(part);
    row["blocks"] = plan::to_string(part.blocks);
    out["parts"].push_back(std::move(row));
  }
  print_out("{}\n", json_text(out));
}

}  // namespace

void add_status(Command& app, Context& context) {
  auto* command = app.add_subcommand("status", "how far a run is, or the parts of a submitted one");
  command->footer(
      "RUN is a run directory, or one that holds runs of parts, as `submit` makes it. Of cells "
      "that\n"
      "several parts have, the best that became of them counts, as for `merge`.");
  auto run = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("RUN", *run, "run directory, or a directory of runs")->required();
  command->add_flag("--json", *json, "print JSON");
  command->callback([run, json, &context] {
    const auto state = look_at_runs(*run);
    if (!state)
      context.fail(state.fault());
    else if (*json)
      print_state_json(*state);
    else
      print_state(*state);
  });
}

}  // namespace folioscope::app
