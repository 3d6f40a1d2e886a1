// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/merge.h"
#include "app/output.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli.h"
#include "app/progress_line.h"

namespace folioscope::app {
namespace {

struct MergeArguments {
  std::vector<std::string> runs;
  std::string out;
  bool update = false;
};

void print_merged(const cluster::Merged& merged) {
  const std::string run = merged.directory.string();
  std::string cells;
  for (const auto& [status, count] : merged.cells)
    cells += fmt::format("{}{} {}", cells.empty() ? "" : ", ", count, to_string(status));
  print_out("{}: {}\n", run, cells);
  if (!merged.complete) print_out("  folioscope resume {}\n", run);
  print_out("  folioscope report {0}\n  folioscope-analyzer {0}\n", run);
}

}  // namespace

void add_merge(Command& app, Context& context) {
  auto* command = app.add_subcommand("merge", "make one run of runs of one experiment");
  command->footer(
      "For parts of an experiment (`run --blocks`, `submit`), and for runs that were stopped and\n"
      "begun elsewhere. They must have the same file, profile, seed, kernels, image and\n"
      "acceleration. A boot that is done in one and failed or missing in another is taken from "
      "the\n"
      "first; one that has two different results is refused. What is missing in all stays "
      "planned:\n"
      "`folioscope resume` runs it. The runs are only read; whatever stops this leaves nothing.");
  auto arguments = std::make_shared<MergeArguments>();
  command->add_option("RUN", arguments->runs, "run directories or their run.db")->required();
  command->add_option("--out,-o", arguments->out, "run directory to make")->required();
  command->add_flag("--update", arguments->update,
                    "the run that --out is already is merged as well, and replaced");
  command->callback([arguments, &context] {
    std::optional<Result<cluster::Merged>> merged;
    {
      ProgressLine progress;
      merged = cluster::merge(
          {.runs = arguments->runs,
           .out = arguments->out,
           .update = arguments->update,
           .on_progress = [&progress](const run::Progress& step) { progress.show(step); },
           .stop = context.stop()});
    }
    if (!*merged)
      context.fail(merged->fault());
    else
      print_merged(**merged);
  });
}

}  // namespace folioscope::app
