// SPDX-License-Identifier: GPL-3.0-or-later
// What a report costs: a run of 1,000 boots with 200 metrics each, from the file to the text; its
// tests alone; and beside them what SQLite takes to read the same values.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/temp_dir.h"
#include "compare/family.h"
#include "query/open_run.h"
#include "stats/family.h"
#include "stats/random.h"
#include "store/reader.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"
#include "text/report.h"

using namespace folioscope;

namespace {

constexpr int kMetrics = 200;

// Ten boots of two variants under as many conditions as make 1,000 boots.
query::MadeRun large_run() {
  constexpr int kBoots = 10, kConditions = 50;
  query::MadeRun made({"stock", "patched"}, kBoots);
  for (int i = 1; i < kConditions; ++i) made.add_condition("smp8", fmt::format("herd n={}", i));
  stats::Random random(1);
  for (store::CellRecord& cell : made.cells())
    for (int metric = 0; metric < kMetrics; ++metric)
      cell.metrics.push_back(
          {fmt::format("metric_{:03}", metric), random.unit(), "count", "workload", false});
  for (int metric = 0; metric < 8; ++metric)
    made.run().about.push_back({"headline", fmt::format("metric_{:03}", metric)});
  return made;
}

const std::filesystem::path& run_file() {
  static const TempDir dir = *TempDir::create("report-bench");
  static const std::filesystem::path file = [] {
    large_run().write(dir / "run.db");
    return dir / "run.db";
  }();
  return file;
}

void BM_ReportOf1000BootsAnd200Metrics(benchmark::State& state) {
  for (const auto step : state) {
    (void)step;
    const auto text = text::report(run_file(), {});
    if (!text) state.SkipWithError(text.fault().what.c_str());
    benchmark::DoNotOptimize(text);
  }
}

void BM_TestsOfIt(benchmark::State& state) {
  const auto comparison = *query::load_run(run_file());
  for (const auto step : state) {
    (void)step;
    benchmark::DoNotOptimize(compare::tested(comparison).family.size);
  }
}

void BM_ReadingIt(benchmark::State& state) {
  const auto reader = *store::Reader::open(run_file());
  for (const auto step : state) {
    (void)step;
    benchmark::DoNotOptimize(reader->metrics());
  }
}

void BM_MaxTOver200MetricsAtTenBoots(benchmark::State& state) {
  std::vector<stats::Boot> boots;
  for (int block = 0; block < 5; ++block)
    for (const bool variant : {false, false, true, true}) boots.push_back({block, variant});
  stats::Random random(1);
  std::vector<stats::Values> metrics(kMetrics, stats::Values(boots.size()));
  for (stats::Values& values : metrics)
    for (double& value : values) value = random.unit();
  for (const auto step : state) {
    (void)step;
    const stats::Stratum stratum{stats::Relabelings(boots), metrics};
    benchmark::DoNotOptimize(stats::step_down(std::span(&stratum, 1)));
  }
}

BENCHMARK(BM_ReportOf1000BootsAnd200Metrics)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_TestsOfIt)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReadingIt)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_MaxTOver200MetricsAtTenBoots)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
