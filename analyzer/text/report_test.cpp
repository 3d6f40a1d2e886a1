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
    return text ? text->text : "";
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
  EXPECT_EQ(json["format"], 3);
  const auto& holders = json["conditions"][0]["holders"];
  EXPECT_EQ(holders["in_cma"], true);
  EXPECT_EQ(holders["gone"], nlohmann::json({0, 6}));
  const auto& batch = holders["classes"][0];
  EXPECT_EQ(batch["class"], "lru_batch");
  EXPECT_EQ(batch["only_in"], "drain-only");
  EXPECT_EQ(batch["variants"][1]["failures_per_boot"], 41);
  EXPECT_EQ(batch["failures"][1]["outcome"], "changed");
  EXPECT_EQ(batch["failures"][1]["difference"]["interval"].size(), 2u);
  EXPECT_EQ(batch["failures"][1]["difference"]["tier"], "family");
  EXPECT_GT(batch["share"][1]["mean"], 0.9);
  EXPECT_FALSE(batch["share"][1].contains("outcome")) << "a share is not tested";
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

TEST_F(ReportOf, Json_SaysWhatWasTestedAndWhatIsHeldBack) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.run().about = {{"headline", "cma_latency_p50"}, {"decide_metric", "cma_latency_p50"}};
  made.metric("stock", "cma_latency_p50", "us", {10, 50, 11, 51, 10, 49});
  made.metric("patched", "cma_latency_p50", "us", {12, 48, 10, 52, 11, 50});
  made.metric("stock", "steps", "count", {4, 4, 4, 4, 4, 4});
  made.metric("patched", "steps", "count", {5, 5, 5, 5, 5, 5});
  const auto json = nlohmann::json::parse(render(made, {.format = Format::Json, .all = true}));
  EXPECT_EQ(json["family"]["primary"], nlohmann::json({{"metric", "cma_latency_p50"},
                                                       {"machine", "smp8"},
                                                       {"workload", "cma-churn"},
                                                       {"changed", false}}));
  EXPECT_EQ(json["family"]["comparisons"], 0);
  EXPECT_EQ(json["family"]["interim"], false);
  const auto& metrics = json["conditions"][0]["metrics"];
  const auto& latency = metrics[0]["variants"];
  EXPECT_EQ(latency[0]["peaks"][0]["boots"], 3);
  EXPECT_EQ(latency[1]["outcome"], "inconclusive");
  EXPECT_EQ(latency[1]["difference"]["tier"], "primary");
  EXPECT_GE(latency[1]["difference"]["adjusted_p"], latency[1]["difference"]["p"]);
  EXPECT_EQ(latency[1]["difference"]["relative"]["interval"].size(), 2u);
  EXPECT_EQ(latency[1]["difference"]["boots_for_ten_percent"].size(), 2u);
  EXPECT_GT(latency[1]["difference"]["detectable"], 0);
  const auto& steps = metrics[1]["variants"][1];
  EXPECT_EQ(steps["outcome"], "lead");
  EXPECT_EQ(steps["difference"]["tier"], "lead");
  EXPECT_EQ(steps["difference"]["one_sided"], true);
  EXPECT_TRUE(steps["difference"]["relative"].is_null()) << "leads have none";
}

TEST_F(ReportOf, Json_SaysWhyAnOutcomeIsWithheld) {
  const auto json = nlohmann::json::parse(render(troubled_run(), {.format = Format::Json}));
  const auto& variant = json["conditions"][0]["metrics"][0]["variants"][1];
  EXPECT_EQ(variant["outcome"], "withheld");
  EXPECT_EQ(variant["withheld_for"], "unequal loss of events");
  EXPECT_EQ(json["family"]["interim"], true);
}

// Six of twelve boots die, none of the baseline's: what the others say is of a selection.
TEST_F(ReportOf, BootsThatDoNotEndAlike_AreSaidAndWithholdTheRest) {
  query::MadeRun made({"stock", "patched"}, 12);
  made.run().about = {{"headline", "steps"}};
  made.metric("stock", "steps", "count", {4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5});
  made.metric("patched", "steps", "count", {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
  for (int boot = 1; boot < 12; boot += 2) {
    made.cell("patched", boot).cell.status = CellStatus::GuestOops;
    made.cell("patched", boot).cell.reason = "BUG: Bad page state";
  }
  EXPECT_THAT(render(made),
              AllOf(HasSubstr("    boots that did not end well: patched 6 guest-oops; stock none "
                              "(p = 0.031)\n"),
                    HasSubstr("withheld, for boots that do not end alike, for 1 metric\n")));
  const auto json = nlohmann::json::parse(render(made, {.format = Format::Json}));
  EXPECT_EQ(json["conditions"][0]["variants"][1]["ends_differently"], true);
  EXPECT_EQ(json["conditions"][0]["metrics"][0]["variants"][1]["withheld_for"],
            "boots that do not end alike");
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

TEST_F(ReportOf, FunctionsThatAVariantChangesAreNamed_AFewOfMany) {
  query::MadeRun made = query::made_cma_batching();
  store::VariantRow& row = made.variant("drain-only");
  row.functions = store::ChangedFunctions{{"lru_add", "lru_drain"}, {"drain_once"}, {}};
  EXPECT_THAT(render(made), AllOf(HasSubstr("changes 2 functions: lru_add, lru_drain; adds 1"),
                                  HasSubstr("function: drain_once")));
  row.functions = store::ChangedFunctions{std::vector<std::string>(40, "f"), {}, {"g"}};
  EXPECT_THAT(render(made), HasSubstr("and 28 more; removes 1"));
  EXPECT_EQ(made.variant("stock").functions, std::nullopt);
  row.functions = store::ChangedFunctions{};
  EXPECT_THAT(render(made), HasSubstr("changes no function that has a name"));
  row.code_hash = made.variant("stock").code_hash;
  row.settings = {{"/proc/sys/vm/swappiness", "1"}};
  EXPECT_THAT(render(made), HasSubstr("has the code of stock"));
}

TEST_F(ReportOf, WhatAKernelsConfigurationLacksIsSaid) {
  query::MadeRun made = query::made_cma_batching();
  made.variant("stock").notes = {"did not stick: mm-ci.config:3: CONFIG_X=m became n"};
  EXPECT_THAT(render(made), HasSubstr("did not stick: mm-ci.config:3: CONFIG_X=m became n"));
}

TEST_F(ReportOf, HowAPatchWasTakenStandsBesideIt) {
  query::MadeRun made = query::made_cma_batching();
  made.variant("drain-only").patches.front().notes = {"mm/x.c: hunk 2 applied with fuzz 1"};
  EXPECT_THAT(render(made), HasSubstr("mm/x.c: hunk 2 applied with fuzz 1"));
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
              AllOf(HasSubstr("no change shown"),
                    HasSubstr("same way, too few to tell: cma_failure_rate +98.3 points\n"),
                    HasSubstr("inconclusive\n      more than 1000 boots would show 10 %\n")));
}

TEST_F(ReportOf, TwoPeaksAndEqualValues_AreSaid) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.run().about = {{"headline", "steps"}, {"headline", "same"}};
  made.metric("stock", "steps", "us", {10, 50, 11, 51, 10, 49});
  made.metric("patched", "steps", "us", {12, 48, 10, 52, 11, 50});
  made.metric("stock", "same", "count", {4, 4, 4, 4, 4, 4});
  made.metric("patched", "same", "count", {4, 4, 4, 4, 4, 4});
  EXPECT_THAT(render(made), AllOf(HasSubstr("\n      two peaks: 3 boots around 10.33 us, 3 around"),
                                  HasSubstr("equal in all 6 boots\n")));
}

TEST_F(ReportOf, CarriesTheAnswerOfTheRun) {
  query::made_cma_batching().write(dir_ / "run.db");
  for (const Format format : {Format::Text, Format::Json})
    EXPECT_EQ(report(dir_.path(), {.format = format})->overall, compare::Overall::Regressed);
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
