// SPDX-License-Identifier: GPL-3.0-or-later
// The newest instrumented kernel: fetched, built, booted, and seen through, beside the oldest in
// one run. What the events say of it is as exact as on 6.1. The kernels are those of
// configs/experiments, so that users share the builds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "e2e/catalogue.h"
#include "e2e/one_run.h"

namespace folioscope::e2e {
namespace {

using testing::HasSubstr;

std::string newest_experiment() {
  return "name: newest\n"
         "bases:\n"
         "  - {name: '6.1', debian: linux-source-6.1}\n"
         "  - {name: '7.3', debian: linux-source-7.3, suite: trixie-backports}\n"
         "config: [base, tracing, mm-debug]\n"
         "instrumentation: auto\n"
         "variants: [{name: stock}]\n"
         "machines:\n"
         "  - {name: numa2, vcpus: 4, memory: 512MiB, numa: 2, "
         "cmdline: \"cma=32M numa_balancing=disable\"}\n"
         "workloads:\n"
         "  - {program: cma-churn, args: {allocations: 4, park: [activate, pin]}}\n"
         "  - {program: refault, args: {mode: neighbours, faulters: 4, seconds: 3}}\n"
         "watch: cma\n"
         "events: [cma, migrate, migrate_attempt, failures, page_wait, "
         "{page_freeze: {where: \"mt>=4\"}}]\n"
         "boots: 1\n"
         "seed: 7\n";
}

class Newest : public OneRun<Newest> {
 public:
  static std::string experiment() { return newest_experiment(); }
  // The sum over the boots of a workload on the newest kernel.
  static double sum(const std::string& workload, const std::string& metric) {
    const auto rows = sql(place_->run(),
                          "select coalesce(sum(value), -1) value from metric join cell on "
                          "cell.id = metric.cell_id where workload like '" +
                              workload + " base=7.3%' and metric.name = '" + metric + "'");
    return rows[0]["value"].get<double>();
  }
};

TEST_F(Newest, EveryBootIsDone) {
  ASSERT_EQ(exit_->code, 0) << exit_->err;
  for (const auto& row : sql(place_->run(), "select workload, status, reason from cell"))
    EXPECT_EQ(row["status"], "done") << row;
}

TEST_F(Newest, EachBaseHasAKernelWithTheHooksOfItsVersion) {
  const auto rows =
      sql(place_->run(), "select base, release, hooks, missing_hooks from kernel order by base");
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows) {
    EXPECT_EQ(row["base"], row["hooks"]);
    EXPECT_TRUE(row["release"].get<std::string>().starts_with(row["base"].get<std::string>()))
        << row;
    EXPECT_EQ(row["missing_hooks"], "[]");
  }
  const auto boots = sql(place_->run(),
                         "select base, count(*) n from cell join workload on "
                         "workload.name = cell.workload group by 1 order by 1");
  ASSERT_EQ(boots.size(), 2u);
  EXPECT_EQ(boots[0]["n"], boots[1]["n"]);
}

TEST_F(Newest, EventsAreAccountedForOnEveryCpu) {
  const auto rows = sql(place_->run(), "select * from accounting");
  ASSERT_EQ(rows.size(), 2u * 3u * 4u);
  for (const auto& row : rows) EXPECT_EQ(row["unaccounted"], 0) << row;
}

TEST_F(Newest, EveryTrackerFindsItsFields) {
  const auto rows = sql(place_->run(),
                        "select name, count from anomaly where name like 'fields_missing%' or name "
                        "like 'format_%' or name like '%not_understood'");
  for (const auto& row : rows) ADD_FAILURE() << row;
  EXPECT_EQ(not_in_the_catalogue(place_->run()), "");
}

TEST_F(Newest, AllocationsAreCountedAsTheKernelCountsThem) {
  const double calls = sum("cma-churn", "cma_calls");
  EXPECT_EQ(calls, 8);
  EXPECT_EQ(calls, sum("cma-churn", "cma_alloc_success") + sum("cma-churn", "cma_alloc_fail"));
}

// Folios that leave the batch lru_add are asked whether anybody uses them.
TEST_F(Newest, AFreezeThatAsksWhetherAFolioIsDeadIsNoFailure) {
  EXPECT_GT(sum("cma-churn", "freeze_dead_checks"), 0);
  EXPECT_LT(sum("cma-churn", "freeze_failures"), sum("cma-churn", "freeze_dead_checks"));
}

TEST_F(Newest, PagesInAPipeAreNamedAsWhatAllocationsFailOn) {
  const auto rows = sql(place_->run(),
                        "select class, count(*) n from holder h join cell c on c.id = h.cell_id "
                        "where workload like '%base=7.3%park=pin%' group by 1 order by 2 desc");
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0]["class"], "gup");
  const auto stacks = sql(place_->run(),
                          "select distinct frames from holder h join stack s on "
                          "s.cell_id = h.cell_id and s.id = h.stack where class = 'gup'");
  ASSERT_FALSE(stacks.empty());
  for (const auto& row : stacks)
    EXPECT_THAT(row["frames"].get<std::string>(), HasSubstr("vmsplice"));
}

TEST_F(Newest, PagesAreMovedBetweenNodesWhileOthersWantThem) {
  EXPECT_GT(sum("refault", "move_successes"), 0);
  EXPECT_GT(sum("refault", "faults"), 0);
  EXPECT_GT(sum("refault", "migrate_attempts"), 0);
}

}  // namespace
}  // namespace folioscope::e2e
