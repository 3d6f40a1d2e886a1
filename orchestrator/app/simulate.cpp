// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <thread>
#include <tuple>

#include "app/open_run.h"
#include "app/output.h"
#include "app/progress_line.h"
#include "simulate/questions.h"
#include "simulate/shapes.h"
#include "simulate/table.h"

namespace folioscope::app {
namespace {

constexpr int kExitMissed = 1;
// Fewer boots of a metric and condition say nothing about a shape.
constexpr std::size_t kFewestBoots = 6;

using simulate::Pools;
using Condition = std::tuple<std::string, std::string, std::string>;  // machine, workload, metric
using ByVariant = std::map<std::string, std::vector<double>>;

// What the boots of one metric and condition left after the mean of their variant.
std::vector<double> left_of(const ByVariant& variants) {
  std::vector<double> left;
  for (const auto& [variant, values] : variants) {
    if (values.size() < 2) continue;  // nothing is left of one
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    for (const double value : values) left.push_back(value - mean);
  }
  return left;
}

Status add_values(store::Reader& run, std::vector<std::vector<double>>& residuals) {
  TRY(const auto cells, run.cells());
  TRY(const auto metrics, run.metrics());
  std::map<Condition, ByVariant> conditions;
  for (const store::CellRow& cell : cells) {
    const auto of_cell = metrics.find(cell.id);
    if (cell.status != CellStatus::Done || of_cell == metrics.end()) continue;
    for (const store::MetricRow& metric : of_cell->second)
      conditions[{cell.machine, cell.workload, metric.name}][cell.variant].push_back(metric.value);
  }
  for (const auto& [condition, variants] : conditions)
    if (auto left = left_of(variants); left.size() >= kFewestBoots)
      residuals.push_back(std::move(left));
  return {};
}

// Nothing after a fault, which is printed.
std::optional<Pools> pools_of(const std::vector<std::string>& runs, Context& context) {
  Pools pools = simulate::stored_shapes();
  std::vector<std::vector<double>> residuals;
  for (const std::string& directory : runs) {
    const std::unique_ptr<store::Reader> run = open_run(directory, context);
    if (!run) return std::nullopt;
    if (const Status read = add_values(*run, residuals); !read) {
      context.fail(read.fault());
      return std::nullopt;
    }
  }
  for (stats::Values& pool : simulate::resampled(residuals)) pools.push_back(std::move(pool));
  return pools;
}

}  // namespace

void add_simulate_options(Command& command, Option* simulate, SimulateArguments& arguments) {
  command
      .add_option("--experiments", arguments.experiments,
                  "with --simulate: experiments for each figure")
      ->capture_default_str()
      ->between(1, 10'000'000)
      ->needs(simulate);
  command
      .add_option("--seed", arguments.seed, "with --simulate: of the random numbers; default: 1")
      ->needs(simulate);
  command
      .add_option(
          "--from", arguments.from,
          "with --simulate: runs whose boots are resampled too, beside those of docs/results")
      ->type_name("RUN ...")
      ->needs(simulate);
}

void simulate(const SimulateArguments& arguments, int jobs, bool json, Context& context) {
  const std::optional<Pools> pools = pools_of(arguments.from, context);
  if (!pools) return;
  ProgressLine progress;
  simulate::Course course;
  course.experiments = static_cast<std::size_t>(arguments.experiments);
  course.seed = static_cast<std::uint64_t>(arguments.seed.value_or(1));
  course.jobs = jobs > 0 ? static_cast<unsigned>(jobs) : std::thread::hardware_concurrency();
  course.stop = context.stop();
  course.progress = [&progress](std::size_t done, std::size_t all) {
    progress.show(fmt::format("simulating: {} %", 100 * done / std::max<std::size_t>(all, 1)),
                  false, -1);
  };
  const auto rows = simulate::answer(simulate::all_questions(*pools), course);
  if (context.interrupted()) {
    context.exit_code = kExitInterrupted;
    return;
  }
  print_out("{}", json ? simulate::as_json(rows, course) : simulate::as_text(rows, course));
  if (!simulate::all_hold(rows)) context.exit_code = kExitMissed;
}

}  // namespace folioscope::app
