// SPDX-License-Identifier: GPL-3.0-or-later
// One small experiment through every stage: real kernels, real guests, the real stream and store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/catalogue.h"
#include "e2e/one_run.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace {

using testing::HasSubstr;

std::string churn_experiment() {
  return preamble("small-churn") +
         "variants:\n"
         "  - {name: stock}\n"
         "  - {name: drain-only, patches: [" +
         source_dir() +
         "/configs/patches/6.1/lru-drain-only.patch]}\n"
         "machines:\n"
         "  - {name: numa2, vcpus: 4, memory: 512MiB, numa: {nodes: 2, distance: 20}, "
         "cmdline: \"cma=32M\"}\n"
         "workloads:\n"
         "  - {program: cma-churn, args: {allocations: 8, park: activate}}\n"
         "watch: cma\n"
         "events: [cma, migrate, failures, {page_ref: {where: \"mt>=4\"}}, "
         "{kprobe: folio_migrate_mapping}]\n"
         "boots: 2\n"
         "seed: 7\n";
}

class SmallChurn : public OneRun<SmallChurn> {
 public:
  static std::string experiment() { return churn_experiment(); }
};

TEST_F(SmallChurn, EveryBootIsDone) {
  ASSERT_EQ(exit_->code, 0) << exit_->err;
  const auto rows =
      sql(place_->run(), "select variant, status, count(*) n from cell group by 1, 2");
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows) {
    EXPECT_EQ(row["status"], "done");
    EXPECT_EQ(row["n"], 2);
  }
}

TEST_F(SmallChurn, EventsAreAccountedForOnEveryCpuOfEveryBoot) {
  const auto rows = sql(place_->run(), "select * from accounting");
  ASSERT_EQ(rows.size(), 4u * 4u);
  std::int64_t stored = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(row["produced"].get<std::int64_t>(),
              row["stored"].get<std::int64_t>() + row["lost"].get<std::int64_t>())
        << row;
    EXPECT_EQ(row["lost_transport"], 0) << row;
    stored += row["stored"].get<std::int64_t>();
  }
  EXPECT_GT(stored, 10'000);
}

TEST_F(SmallChurn, EventTableAgreesWithTheAccountingAndWithTheKernelsOwnCounter) {
  const auto total = sql(place_->run(),
                         "select (select count(*) from event) events, "
                         "(select sum(stored) from accounting) stored");
  EXPECT_EQ(total[0]["events"], total[0]["stored"]);
  const auto calls =
      sql(place_->run(),
          "select c.id, (select count(*) from event e where e.cell_id=c.id and "
          "e.name='cma_alloc_finish') finished, "
          "(select sum(after-before) from vmstat v where v.cell_id=c.id and v.name in "
          "('cma_alloc_success','cma_alloc_fail')) counted from cell c");
  for (const auto& row : calls) EXPECT_EQ(row["finished"], row["counted"]) << row;
}

TEST_F(SmallChurn, FilteredPageRefEventsAllMatchTheFilter) {
  const auto rows =
      sql(place_->run(),
          "select count(*) n, min(mt) low from event where name='page_ref_mod_and_test'");
  EXPECT_GT(rows[0]["n"], 0);
  EXPECT_GE(rows[0]["low"], 4);
}

TEST_F(SmallChurn, PagesInLruBatchesAreWhatDrainOnlyFailsOn) {
  const auto rows = sql(place_->run(),
                        "select class, count(*) n, sum(comm='churner') churn from holder h join "
                        "cell c on c.id=h.cell_id where variant='drain-only' group by 1 order by 2 "
                        "desc");
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0]["class"], "lru_batch");
  EXPECT_GT(rows[0]["n"], 100);
  EXPECT_EQ(rows[0]["n"], rows[0]["churn"]);
  const auto stacks = sql(place_->run(),
                          "select distinct frames from holder h join stack s on "
                          "s.cell_id=h.cell_id and s.id=h.stack where class='lru_batch'");
  ASSERT_FALSE(stacks.empty());
  for (const auto& row : stacks)
    EXPECT_THAT(row["frames"].get<std::string>(), HasSubstr("folio_activate"));
  EXPECT_THAT(folioscope({"report", place_->run().string()}).out, HasSubstr("Holders of pages"));
}

TEST_F(SmallChurn, EveryStoredNameStandsInTheCatalogue) {
  EXPECT_EQ(not_in_the_catalogue(place_->run()), "");
}

TEST_F(SmallChurn, AFailureCostsTheStreamFourKibibytesAtMost) {
  // Raw bytes of the records of a failure; pages of the stream are compressed only in the store.
  const auto rows =
      sql(place_->run(),
          "select count(*) history, (select count(*) from event e where "
          "name='unexpected_refcount') failures from event where name='page_history'");
  const double failures = rows[0]["failures"];
  ASSERT_GT(failures, 0);
  constexpr double kHistoryBytes = 88, kUnexpectedBytes = 96;  // at most, with the record's header
  EXPECT_LE(kUnexpectedBytes + kHistoryBytes * rows[0]["history"].get<double>() / failures, 4096);
}

TEST_F(SmallChurn, ReportComparesTheVariants) {
  const sys::Exit text = folioscope({"report", place_->run().string()});
  EXPECT_EQ(text.code, 3) << "two boots of each show nothing";
  EXPECT_THAT(text.out, HasSubstr("cma_failure_rate"));
  EXPECT_THAT(text.out, HasSubstr("drain-only"));
  const sys::Exit json = folioscope({"report", place_->run().string(), "--json"});
  EXPECT_EQ(json.code, text.code);
  EXPECT_TRUE(nlohmann::json::accept(json.out));
  EXPECT_EQ(folioscope({"report", place_->run().string()}).out, text.out);
}

TEST_F(SmallChurn, DerivingAgainGivesTheSameMetricsAndHolders) {
  const std::string metrics = "select * from metric order by cell_id, name";
  const std::string holders = "select * from holder order by cell_id, failure, ordinal";
  const auto before = sql(place_->run(), metrics);
  const auto held = sql(place_->run(), holders);
  EXPECT_FALSE(before.empty());
  EXPECT_FALSE(held.empty());
  EXPECT_EQ(folioscope({"derive", place_->run().string()}).code, 0);
  EXPECT_EQ(sql(place_->run(), metrics), before);
  EXPECT_EQ(sql(place_->run(), holders), held);
}

TEST_F(SmallChurn, ASecondRunInTheSameDirectory_IsRefused) {
  const sys::Exit exit =
      folioscope({"run", place_->experiment().string(), "--out", place_->run().string()});
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.err, HasSubstr("already holds a run"));
}

TEST_F(SmallChurn, ResumeOfACompleteRun_DoesNothing) {
  const auto before = sql(place_->run(), "select * from cell order by id");
  EXPECT_EQ(folioscope({"resume", place_->run().string()}).code, 0);
  EXPECT_EQ(sql(place_->run(), "select * from cell order by id"), before);
}

TEST(ThpLeak, LeakedReferencesAreExact) {
  Workplace place(
      preamble("small-leak") +
      "variants:\n"
      "  - {name: stock}\n"
      "  - {name: leak, patches: [" +
      source_dir() +
      "/configs/patches/6.1/thp-leak.patch]}\n"
      "machines:\n"
      "  - {name: leak, vcpus: 2, memory: 768MiB, cmdline: \"transparent_hugepage=always\"}\n"
      "workloads:\n"
      "  - {program: thp-leak, args: {huge_pages: 16, rounds: 3}}\n"
      // The first is of another kernel; the event is called split_huge_page_to_list all the same.
      "events: [thp, {kprobe: [__folio_split, split_huge_page_to_list],\n"
      "               name: split_huge_page_to_list, fetch: \"refcount=+0x34(%di):s32\"}]\n"
      "boots: 1\n");
  ASSERT_EQ(run_experiment(place).code, 0);
  const auto rows = sql(place.run(),
                        "select variant, value from metric join cell on cell.id=cell_id "
                        "where name='thp_split_failed' order by variant");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]["variant"], "leak");
  EXPECT_EQ(rows[0]["value"], 16);
  EXPECT_EQ(rows[1]["value"], 0);
  const auto refs = sql(place.run(),
                        "select variant, value from metric join cell on cell.id=cell_id "
                        "where name in ('leaked_refs_min', 'leaked_refs_max') order by variant");
  ASSERT_EQ(refs.size(), 4u);
  for (const auto& row : refs) EXPECT_EQ(row["value"], row["variant"] == "leak" ? 3 : 0) << row;
}

}  // namespace
}  // namespace folioscope::e2e
