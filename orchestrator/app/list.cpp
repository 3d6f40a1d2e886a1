// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/list_catalog.h"
#include "app/output.h"
#include "app/runs_below.h"
#include "base/shown_text.h"
#include "run/directory.h"
#include "store/part.h"
#include "store/reader.h"

namespace folioscope::app {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string path, name, started, state;
  std::size_t done = 0, cells = 0;
};

Entry describe(const fs::path& directory) {
  Entry entry;
  entry.path = directory.string();
  auto reader = store::Reader::open(directory / "run.db");
  if (!reader) {
    entry.state = "unreadable: " + reader.fault().what;
    return entry;
  }
  const auto run = (*reader)->run();
  const auto cells = (*reader)->cells();
  if (!run || !cells) {
    entry.state = "unreadable: " + (run ? cells.fault().what : run.fault().what);
    return entry;
  }
  entry.name = run->name;
  entry.started =
      fmt::format("{:%Y-%m-%d %H:%M}",
                  fmt::localtime(static_cast<std::time_t>(run->started.ns / 1'000'000'000)));
  entry.cells = static_cast<std::size_t>(
      std::count_if(cells->begin(), cells->end(), [](const store::CellRow& cell) {
        return cell.status != CellStatus::NotNeeded && !store::is_of_other_part(cell);
      }));
  entry.done = static_cast<std::size_t>(
      std::count_if(cells->begin(), cells->end(),
                    [](const store::CellRow& cell) { return cell.status == CellStatus::Done; }));
  entry.state = run->finished ? "complete" : "incomplete";
  if (std::any_of(cells->begin(), cells->end(), store::is_of_other_part)) entry.state += " part";
  return entry;
}

// Newest first.
Result<std::vector<Entry>> find_runs(const fs::path& root) {
  TRY(const std::vector<fs::path> runs, runs_below(root));
  std::vector<Entry> entries;
  entries.reserve(runs.size());
  for (const fs::path& run : runs) entries.push_back(describe(run));
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.started > b.started; });
  return entries;
}

void print_runs(const std::vector<Entry>& entries, bool json) {
  if (json) {
    nlohmann::json out = nlohmann::json::array();
    for (const Entry& e : entries)
      out.push_back({{"path", e.path},
                     {"name", e.name},
                     {"started", e.started},
                     {"done", e.done},
                     {"cells", e.cells},
                     {"state", e.state}});
    print_out("{}\n", json_text(out));
    return;
  }
  std::size_t width = 3;
  for (const Entry& e : entries) width = std::max(width, e.path.size());
  print_out("{:{}}  {:16}  {:>9}  {:12}  {}\n", "run", width, "started", "done", "state",
            "experiment");
  for (const Entry& e : entries)
    print_out("{:{}}  {:16}  {:>9}  {:12}  {}\n", e.path, width, e.started,
              fmt::format("{}/{}", e.done, e.cells), e.state, e.name);
}

}  // namespace

void add_list(Command& app, Context& context) {
  struct Arguments {
    std::string root = "runs";
    bool json = false, metrics = false, anomalies = false;
  };
  auto* command = app.add_subcommand("list", "the runs in a directory; metrics and anomalies");
  auto arguments = std::make_shared<Arguments>();
  auto* root = command->add_option("DIR", arguments->root, "where to look")->capture_default_str();
  command->add_flag("--json", arguments->json, "print JSON");
  auto* metrics =
      command
          ->add_flag("--metrics", arguments->metrics,
                     "instead: every metric there is, its unit, which direction is better, meaning")
          ->excludes(root);
  command
      ->add_flag("--anomalies", arguments->anomalies,
                 "instead: what can be wrong with a boot's data, how bad it is, what to do")
      ->excludes(root)
      ->excludes(metrics);
  command->callback([arguments, &context] {
    const Output output = arguments->json ? Output::Json : Output::Text;
    if (arguments->metrics) return list_metrics(output);
    if (arguments->anomalies) return list_anomalies(output);
    if (const auto runs = find_runs(arguments->root); runs.ok())
      print_runs(*runs, arguments->json);
    else
      context.fail(runs.fault());
  });
}

}  // namespace folioscope::app
