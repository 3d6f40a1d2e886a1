// SPDX-License-Identifier: GPL-3.0-or-later
// Whole reports of made runs.
#include "text/report.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/temp_dir.h"
#include "testing/golden_file.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::text {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ReportOf : public ::testing::Test {
 protected:
  std::string render(const query::MadeRun& made, const Options& options = {}) {
    std::filesystem::remove(dir_ / "run.db");
    made.write(dir_ / "run.db");
    const auto text = report(dir_.path(), options);
    EXPECT_TRUE(text) << (text ? "" : text.fault().what);
    return text ? *text : "";
  }

  TempDir dir_ = *TempDir::create("store");
};

// Everything that can go wrong in a run, at once.
query::MadeRun troubled_run() {
  query::MadeRun made = query::made_cma_batching();
  auto fail = [&](const char* variant, int boot, CellStatus status, const char* reason) {
    made.cell(variant, boot).cell.status = status;
    made.cell(variant, boot).cell.reason = reason;
  };
  fail("drain-only", 1, CellStatus::GuestOops, "BUG: Bad page state in process lrupark\npfn:01234");
  fail("drain-only", 4, CellStatus::GuestOops, "BUG: Bad page state in process lrupark\npfn:01234");
  fail("stock", 3, CellStatus::WorkloadError, "cma-churn ended with 1: \x1b[31mno debugfs\x1b[0m");
  made.cell("stock", 5).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  for (int cpu : {2, 5}) {
    auto& events = made.cell("drain-only", 3).cpu_accounting[static_cast<std::size_t>(cpu)];
    events.lost_overrun = 400;
    events.stored = events.produced - 400;
  }
  for (auto& metric : made.cell("drain-only", 3).metrics) metric.touched_by_loss = true;
  made.cell("stock", 0).cpu_accounting[0].lost_transport = -3;
  made.cell("stock", 0).cpu_accounting[0].stored += 3;
  made.cell("stock", 0).anomalies = {{"events_not_understood", 7},
                                     {"stack_frames_without_name", 40}};
  made.cell("stock", 0).probe_accounting = {{"folio_migrate_mapping", 1200, 4}};
  return made;
}

TEST_F(ReportOf, CompleteRun) {
  expect_golden("text/testdata/complete.txt", render(query::made_cma_batching()));
}

TEST_F(ReportOf, CompleteRunWithAllMetrics) {
  expect_golden("text/testdata/complete-all.txt",
                render(query::made_cma_batching(), {.all = true}));
}

TEST_F(ReportOf, CompleteRunAsJson) {
  expect_golden("text/testdata/complete.json",
                render(query::made_cma_batching(), {.format = Format::Json}));
}

TEST_F(ReportOf, TroubledRun) {
  expect_golden("text/testdata/troubled.txt", render(troubled_run()));
}

TEST_F(ReportOf, RunOfAnInstrumentedKernel) {
  expect_golden("text/testdata/references.txt", render(query::made_references()));
}

TEST_F(ReportOf, RunOfAnInstrumentedKernelAsJson_HasWhatTheTextHas) {
  const auto json =
      nlohmann::json::parse(render(query::made_references(), {.format = Format::Json}));
  EXPECT_EQ(json["format"], 2);
  const auto& holders = json["conditions"][0]["holders"];
  EXPECT_EQ(holders["in_cma"], true);
  EXPECT_EQ(holders["gone"], nlohmann::json({0, 6}));
  const auto& batch = holders["classes"][0];
  EXPECT_EQ(batch["class"], "lru_batch");
  EXPECT_EQ(batch["only_in"], "drain-only");
  EXPECT_EQ(batch["variants"][1]["failures_per_boot"], 41);
  EXPECT_EQ(batch["share"][1]["outcome"], "changed");
  EXPECT_EQ(batch["share"][1]["difference"]["interval"].size(), 2u);
  const auto& stack = holders["stacks"][1];
  EXPECT_EQ(stack["stack"], "folio_add_lru < filemap_add_folio < page_cache_ra_unbounded");
  EXPECT_EQ(stack["variants"][1]["task"], "lrupark");
  EXPECT_TRUE(stack["variants"][0]["median_age_ns"].is_null());
  const auto& locks = json["conditions"][0]["page_locks"];
  EXPECT_EQ(locks["blocks"][0]["rows"][1]["name"], "lock_hold_migration");
  EXPECT_EQ(locks["blocks"][0]["rows"][1]["variants"][0]["per_boot"], 100);
  EXPECT_EQ(locks["not_paired"][0]["per_boot"], nlohmann::json({2.5, 2.5}));
  EXPECT_EQ(locks["wake_chunks_max"], nlohmann::json({1, 1}));
}

TEST_F(ReportOf, TroubledRunAsJson_IsJson) {
  const auto json = nlohmann::json::parse(render(troubled_run(), {.format = Format::Json}));
  EXPECT_EQ(json["accounting"]["unaccounted"], 3);
  EXPECT_EQ(json["failed"].size(), 2u);
  EXPECT_EQ(json["failed"][1]["boots"], nlohmann::json({1, 4}));
}

TEST_F(ReportOf, SameStore_IsTheSameByteForByte) {
  EXPECT_EQ(render(query::made_cma_batching()), render(query::made_cma_batching()));
}

TEST_F(ReportOf, LinesFitATerminal) {
  for (const auto& made : {query::made_cma_batching(), troubled_run(), query::made_references()}) {
    std::istringstream lines(render(made, {.all = true}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST_F(ReportOf, PatchThatChangesNoCode_IsSaidAndNotMeasured) {
  query::MadeRun made = query::made_cma_batching();
  made.variant("drain-only").code_hash = made.variant("stock").code_hash;
  EXPECT_THAT(render(made), AllOf(HasSubstr("the patch changes no code, same as stock"),
                                  HasSubstr("same code"), Not(HasSubstr(" changed: cma"))));
}

TEST_F(ReportOf, VariantWithoutAKernel_SaysWhy) {
  query::MadeRun made({"stock", "broken"}, 1);
  made.variant("broken").kernel_release.reset();
  made.variant("broken").fault = "broken.patch does not apply: mm/swap.c, hunk 2";
  made.cell("broken", 0).cell.status = CellStatus::BuildError;
  made.cell("broken", 0).cell.reason = "broken.patch does not apply: mm/swap.c, hunk 2";
  EXPECT_THAT(render(made),
              AllOf(HasSubstr("no kernel: broken.patch does not apply"), HasSubstr("build-error")));
}

TEST_F(ReportOf, TooFewBootsThatAgree_AreNamedButNotCalledAChange) {
  query::MadeRun made({"stock", "patched"}, 3);
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0.05, 0});
  made.metric("patched", "cma_failure_rate", "ratio", {1, 1, 1});
  EXPECT_THAT(render(made),
              AllOf(HasSubstr("changed: nothing shown"),
                    HasSubstr("same way, too few to tell: cma_failure_rate +98.3 points\n"),
                    HasSubstr("inconclusive\n"), HasSubstr("  about 3 more boots\n")));
}

TEST_F(ReportOf, OneVariant_HasNoComparison) {
  query::MadeRun made({"stock"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0.5});
  EXPECT_THAT(render(made), AllOf(HasSubstr("cma_failure_rate"), Not(HasSubstr("How to read"))));
}

TEST_F(ReportOf, RunWithoutMetrics_SaysSo) {
  EXPECT_THAT(render(query::MadeRun({"stock", "patched"}, 1)),
              HasSubstr("no boot has given a metric yet"));
}

TEST_F(ReportOf, ChosenMetricsOnly) {
  Options options;
  options.metrics = {"vmstat_pgmigrate_fail"};
  EXPECT_THAT(render(query::made_cma_batching(), options),
              AllOf(HasSubstr("vmstat_pgmigrate_fail"), Not(HasSubstr("cma_failure_rate"))));
}

TEST_F(ReportOf, UnknownMetric_IsTheUsersFaultWithTheKnownOnes) {
  query::made_cma_batching().write(dir_ / "run.db");
  Options options;
  options.metrics = {"cma_failures"};
  const auto text = report(dir_.path(), options);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.fault().domain, FaultDomain::User);
  EXPECT_THAT(text.fault().remedy, HasSubstr("cma_failure_rate"));
}

TEST_F(ReportOf, GarbageFile_IsAFaultNotACrash) {
  std::ofstream(dir_ / "run.db") << "this is no run";
  const auto text = report(dir_.path(), {});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.fault().domain, FaultDomain::User);
}

}  // namespace
}  // namespace folioscope::text
