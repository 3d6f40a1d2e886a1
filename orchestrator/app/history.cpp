// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/cli.h"
#include "app/output.h"
#include "app/progress_line.h"
#include "app/runs_below.h"
#include "compare/history.h"
#include "query/comparison.h"
#include "resultpage/history_chart.h"
#include "store/reader.h"
#include "sys/files.h"
#include "text/history.h"

namespace folioscope::app {
namespace {

struct HistoryArguments {
  std::string directory = "runs", experiment, svg;
  std::vector<std::string> metrics;
  bool json = false;
};

struct FoundRuns {
  std::map<std::string, std::vector<std::filesystem::path>> by_experiment;
  std::vector<std::string> left_out;  // with the reason
};

// A run that goes on has not all of its boots: it would be another sample.
FoundRuns find_finished(const std::vector<std::filesystem::path>& runs) {
  FoundRuns found;
  for (const std::filesystem::path& path : runs) {
    const auto reader = store::Reader::open(path / "run.db");
    const auto run = reader ? (*reader)->run() : Result<store::RunRow>(reader.fault());
    if (!run)
      found.left_out.push_back(fmt::format("{}: {}", path.string(), run.fault().what));
    else if (!run->finished)
      found.left_out.push_back(fmt::format("{}: not finished", path.string()));
    else
      found.by_experiment[run->profile.empty() ? run->name : run->name + " " + run->profile]
          .push_back(path);
  }
  return found;
}

Result<std::vector<std::filesystem::path>> chosen_runs(const FoundRuns& found,
                                                       const HistoryArguments& arguments) {
  if (found.by_experiment.empty())
    return user_fault(fmt::format("there is no finished run in {}", arguments.directory),
                      "`folioscope list DIR` says what there is");
  std::string names;
  for (const auto& [name, runs] : found.by_experiment)
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", name, runs.size());
  if (arguments.experiment.empty() && found.by_experiment.size() > 1)
    return user_fault(
        fmt::format("{} has runs of several experiments: {}", arguments.directory, names),
        "--experiment NAME");
  const auto chosen = arguments.experiment.empty() ? found.by_experiment.begin()
                                                   : found.by_experiment.find(arguments.experiment);
  if (chosen == found.by_experiment.end())
    return user_fault(fmt::format("there is no run of {}", arguments.experiment),
                      "there are: " + names);
  return chosen->second;
}

Result<compare::History> history_of(const std::vector<std::filesystem::path>& runs,
                                    const HistoryArguments& arguments) {
  compare::HistoryOfRuns history(arguments.metrics);
  ProgressLine progress;
  for (const std::filesystem::path& run : runs) {
    progress.show(run.string(), false, -1);
    TRY(const auto reader, store::Reader::open(run / "run.db"));
    TRY(const query::Comparison loaded, query::load(*reader));
    history.add(run.filename().string(), loaded);
  }
  return std::move(history).finish();
}

Status print_history(const HistoryArguments& arguments) {
  TRY(const auto all, runs_below(arguments.directory));
  const FoundRuns found = find_finished(all);
  TRY(const auto runs, chosen_runs(found, arguments));
  TRY(const compare::History history, history_of(runs, arguments));
  if (!arguments.svg.empty()) TRY_STATUS(sys::write_file(arguments.svg, resultpage::draw(history)));
  for (const std::string& run : found.left_out) print_error("left out: {}\n", run);
  print_out("{}", arguments.json ? text::history_json(history) : text::history_text(history));
  return {};
}

}  // namespace

void add_history(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("history", "the runs of one experiment over time, and where they changed");
  command->footer(
      "For an experiment that runs again and again: a nightly kernel, a host that is watched. "
      "Each\n"
      "metric of each variant is a series with a number for each run; a change is where the runs\n"
      "before and behind differ more than chance lets them (E-divisive, Matteson and James 2014).\n"
      "Six runs are the fewest that can have one. Runs that are not finished are left out.\n"
      "  folioscope history runs/nightly --metric cma_failure_rate --svg nightly.svg");
  auto arguments = std::make_shared<HistoryArguments>();
  command->add_option("DIR", arguments->directory, "directory of runs")->capture_default_str();
  command
      ->add_option("--experiment", arguments->experiment,
                   "where there are several; `NAME PROFILE` of one with profiles")
      ->type_name("NAME");
  command
      ->add_option("--metric", arguments->metrics,
                   "these, one option each; else what the reports lead with")
      ->type_name("NAME");
  command->add_option("--svg", arguments->svg, "write the series as a chart")->type_name("FILE");
  command->add_flag("--json", arguments->json, "print JSON");
  command->callback([arguments, &context] {
    if (const Status done = print_history(*arguments); !done.ok()) context.fail(done.fault());
  });
}

}  // namespace folioscope::app
