// SPDX-License-Identifier: GPL-3.0-or-later
// Pages and their index, of made runs. Goldens are in testdata/.
#include "resultpage/page.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "format/labels.h"
#include "resultpage/index.h"
#include "resultpage/page_json.h"
#include "resultpage/write.h"
#include "testing/golden_file.h"
#include "testing/made_references.h"
#include "testing/places.h"
#include "testing/result_page_fixture.h"
#include "testing/xml_check.h"

namespace folioscope::resultpage {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

void tell(query::MadeRun& made) {
  made.run().profile = "quick";
  made.run().about = {
      {"thread", "lru-batches"},
      {"subject", "mm: disable LRU pagevec during the migration temporarily"},
      {"date", "February 2021"},
      {"question", "Is draining the batches enough, or must they be off while CMA migrates?"},
      {"expectation",
       "Draining alone fails: new pages stay in a folio_batch while the range is migrated."},
      {"headline", "migrate_success_ratio"},
      {"headline", "cma_latency_p50"},
      {"headline", "never_measured"},
      {"caveat", "The churner is nastier than any phone."}};
  made.run().claims = {
      {"about 400 forced retries", "vmstat_pgmigrate_fail", "drain-only", {}, 400, ""},
      {"30 of them left", "vmstat_pgmigrate_fail", "stock", {}, 30, "count"},
      {"90 % shorter", "cma_latency_p50", "drain-only", {}, -90, "% change"},
      {"0.8 s", "cma_latency_p50", "drain-only", {}, 0.8, "s"},
      {"nobody counted this", "", "", {}},
      {"nor that", "never_measured", "", {}}};
}

// A run with all there is to tell: a swept setting that amplifies, a variant that dies, holders.
query::MadeRun told_run() {
  query::MadeRun made = query::made_references();
  tell(made);
  made.run().spec_file = "/home/somebody/folioscope/configs/experiments/cma-batching.yaml";
  made.workload("cma-churn").args = {{"allocations", "10"}, {"park", "activate"}};
  made.add_condition("smp8", "cma-churn mig_window_us=50");
  made.workload("cma-churn mig_window_us=50").settings = {
      {"/sys/kernel/debug/mmtrace/mig_window_us", "50"}};
  const std::string amplified = "cma-churn mig_window_us=50";
  made.metric("smp8", amplified, "stock", "migrate_success_ratio", "ratio",
              {0.90, 0.91, 0.89, 0.90, 0.92, 0.90});
  for (int boot = 0; boot < 6; ++boot) {
    store::CellRow& row = made.cell("smp8", amplified, "drain-only", boot).cell;
    row.status = boot < 5 ? CellStatus::GuestOops : CellStatus::Hang;
    row.reason = boot < 5 ? "BUG: Bad page state | in <process> x\npfn:01234" : "no end in 120 s";
  }
  return made;
}

TEST_F(PageOf, ARunThatTellsItsStory) {
  const Page made = page(told_run());
  EXPECT_EQ(made.markdown.name, "cma-batching.md");
  expect_golden("resultpage/testdata/page.md", made.markdown.content);
  expect_golden("resultpage/testdata/page.json", made.json.content);
  ASSERT_EQ(made.charts.size(), 2u);  // never_measured has none
  EXPECT_EQ(made.charts[0].name, "cma-batching-1.svg");
  expect_golden("resultpage/testdata/page-1.svg", made.charts[0].content);
  for (const PageFile& chart : made.charts) EXPECT_EQ(why_not_xml(chart.content), "");
}

TEST_F(PageOf, ARunThatSaysNothingAboutItself) {
  expect_golden("resultpage/testdata/page-plain.md", text(query::made_cma_batching()));
}

TEST_F(PageOf, SameRun_IsTheSameByteForByte) {
  const Page one = page(told_run()), other = page(told_run());
  for (std::size_t i = 0; i < one.files().size(); ++i) {
    EXPECT_EQ(one.files()[i].name, other.files()[i].name);
    EXPECT_EQ(one.files()[i].content, other.files()[i].content);
  }
}

TEST_F(PageOf, WithoutAnyNumber_StillSaysHowItWasRun) {
  EXPECT_THAT(text(query::MadeRun({"stock"}, 1)),
              AllOf(HasSubstr("No boot has given a number yet."), HasSubstr("## How it was run")));
}

TEST_F(PageOf, SettingsOfAVariant_AreAReasonToCompareEqualCode) {
  query::MadeRun made = query::made_cma_batching();
  made.variant("drain-only").code_hash = made.variant("stock").code_hash;
  EXPECT_THAT(text(made), HasSubstr("no changed code in drain-only"));
  made.variant("drain-only").settings = {{"/sys/kernel/debug/fault_around_bytes", "4096"}};
  EXPECT_THAT(text(made), AllOf(HasSubstr("**drain-only takes"),
                                HasSubstr("`/sys/kernel/debug/fault_around_bytes = 4096`")));
}

TEST_F(PageOf, FunctionsThatAVariantChangesStandInItsRow) {
  query::MadeRun made = query::made_cma_batching();
  made.variant("drain-only").functions = store::ChangedFunctions{{"lru_add_drain"}, {}, {}};
  made.variant("drain-only").notes = {"did not stick: CONFIG_X"};
  EXPECT_THAT(text(made), AllOf(HasSubstr("changes 1 function: lru_add_drain"),
                                HasSubstr("did not stick: CONFIG_X")));
}

// Markup of whatever a guest, a patch or an experiment file says must not become ours: rows stay
// rows, and no tag gets through.
TEST_F(PageOf, HostileText_StaysText) {
  std::string every;
  for (int byte = 1; byte < 256; ++byte) every += static_cast<char>(byte);
  for (const std::string& evil : {every, std::string("a|b\n|---|\n</details><script>x</script>"),
                                  std::string("`|`|*_[x](y)"), std::string(3000, '<')}) {
    query::MadeRun made = told_run();
    made.run().name = evil;
    made.run().host = {{"cores", "2"}, {"cpu|<model>", "x\n|y"}};
    for (store::AboutRow& row : made.run().about)
      if (row.kind != "headline") row.text = evil;
    for (store::ClaimRow& row : made.run().claims) row.says = evil;
    made.cell("smp8", "cma-churn mig_window_us=50", "drain-only", 0).cell.reason = evil;
    made.variant("drain-only").fault = evil;
    const Page page = this->page(made);
    std::istringstream lines(page.markdown.content);
    std::size_t columns = 0;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_EQ(line.find("<script"), line.npos);
      std::size_t bars = 0;
      for (std::size_t i = 0; i < line.size(); ++i)
        bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
      const bool in_table = line.starts_with('|');
      if (in_table && columns != 0) {
        EXPECT_EQ(bars, columns) << line;
      }
      columns = in_table ? bars : 0;
    }
    for (const PageFile& chart : page.charts) EXPECT_EQ(why_not_xml(chart.content), "");
    EXPECT_TRUE(nlohmann::json::accept(page.json.content));
    for (const PageFile& file : page.files()) EXPECT_EQ(file.name.find('/'), file.name.npos);
  }
}

TEST_F(PageOf, PathsOfTheMachineThatRanIt_AreNotShown) {
  EXPECT_THAT(text(told_run()), AllOf(Not(HasSubstr("/home/somebody")),
                                      HasSubstr("run configs/experiments/cma-batching.yaml "
                                                "--profile quick")));
  EXPECT_EQ(format::portable_path("/tmp/x/my.patch"), "my.patch");
  EXPECT_EQ(format::portable_path("https://lore.example/raw"), "https://lore.example/raw");
}

TEST_F(PageOf, WhatTheFileSaysNow_TakesThePlaceOfWhatTheRunHas) {
  told_run().write(dir_ / "run.db");
  query::AboutOverride about{"cma-batching",
                             "/home/somebody/configs/experiments/cma-batching.yaml",
                             {{"question", "Asked anew?"}, {"headline", "cma_latency_p50"}},
                             {}};
  const auto page = page_text(dir_ / "run.db", about);
  ASSERT_TRUE(page);
  EXPECT_THAT(page->text,
              AllOf(HasSubstr("**Question.** Asked anew?"), HasSubstr("`cma_latency_p50`"),
                    Not(HasSubstr("never_measured")), Not(HasSubstr("## Beside")),
                    HasSubstr("--about configs/experiments/cma-batching.yaml"),
                    HasSubstr("all that was measured is the run's")));
  about.experiment = "old-ptes";
  EXPECT_EQ(page_text(dir_ / "run.db", about).fault().domain, FaultDomain::User);
}

// Boots of the made run follow each other.
TEST_F(PageOf, GuestsThatShareTheHost_AreCounted) {
  query::MadeRun made({"stock", "patched"}, 2);
  EXPECT_THAT(text(made), AllOf(HasSubstr("one guest at a time"), Not(HasSubstr("each other:"))));
  made.cell("patched", 1).cell.started = made.cell("stock", 0).cell.started;
  EXPECT_THAT(text(made), AllOf(HasSubstr("up to 2 guests at the same time"),
                                HasSubstr("Up to 2 guests ran at the same time")));
}

TEST_F(PageOf, AndItsIndex_AreWrittenBesideOtherFiles) {
  told_run().write(dir_ / "run.db");
  const std::filesystem::path out = dir_ / "results";
  const auto page = write_page(dir_.path(), out);
  ASSERT_TRUE(page) << page.fault().what;
  query::MadeRun other = query::made_cma_batching();
  other.run().name = "something-else";
  std::filesystem::remove(dir_ / "run.db");
  other.write(dir_ / "run.db");
  ASSERT_TRUE(write_page(dir_.path(), out));
  std::ofstream(out / "levels.json") << R"({"format": 7})";

  const auto index = write_index(out);
  ASSERT_TRUE(index) << index.fault().what;
  EXPECT_THAT(*index, ElementsAre(out / "README.md", out / "lru-batches.md"));
  expect_golden("resultpage/testdata/index.md", slurp(out / "README.md"));
  expect_golden("resultpage/testdata/thread.md", slurp(out / "lru-batches.md"));
}

// A page of another run of the experiment remembers what it said; written again, it still does.
TEST_F(PageOf, AnotherRun_SaysInTheIndexWhatWasSaidBefore) {
  told_run().write(dir_ / "run.db");
  const std::filesystem::path out = dir_ / "results";
  ASSERT_TRUE(write_page(dir_.path(), out));
  const auto outcome = [&] { return read_summaries(out)->front().outcome; };
  const std::string first = outcome();
  ASSERT_TRUE(write_index(out));
  EXPECT_THAT(slurp(out / "README.md"), Not(HasSubstr("Said before")));

  query::MadeRun other = query::made_cma_batching();
  tell(other);
  other.run().name = told_run().run().name;
  other.run().started.ns = told_run().run().started.ns + 1;
  std::filesystem::remove(dir_ / "run.db");
  other.write(dir_ / "run.db");
  for (int time = 0; time < 2; ++time) {
    ASSERT_TRUE(write_page(dir_.path(), out));
    ASSERT_NE(outcome(), first);
    const auto before = read_summaries(out)->front().before;
    ASSERT_TRUE(before);
    EXPECT_EQ(before->outcome, first);
    ASSERT_TRUE(write_index(out));
    EXPECT_THAT(slurp(out / "README.md"),
                AllOf(HasSubstr("## Said before, says now"), HasSubstr(first)));
  }
}

TEST_F(PageOf, IndexOfNothing_IsTheUsersFault) {
  EXPECT_EQ(write_index(dir_.path()).fault().domain, FaultDomain::User);
  EXPECT_EQ(write_index(dir_ / "nowhere").fault().domain, FaultDomain::User);
  std::ofstream(dir_ / "cut.json") << R"({"format": 1, "kind": "folio)";
  EXPECT_THAT(write_index(dir_.path()).fault().what, HasSubstr("cut.json"));
  std::ofstream(dir_ / "cut.json") << R"({"format": 3, "kind": "folioscope-result"})";
  EXPECT_THAT(write_index(dir_.path()).fault().what, HasSubstr("a format that"));
}

TEST_F(PageOf, SummaryOfFormat1_IsReadWithItsOldNames) {
  std::filesystem::copy_file(
      std::filesystem::path(source_dir()) / "analyzer/resultpage/testdata/page-format-1.json",
      dir_ / "old.json");
  const auto pages = read_summaries(dir_.path());
  ASSERT_TRUE(pages) << pages.fault().what;
  ASSERT_EQ(pages->size(), 1u);
  const PageSummary& page = pages->front();
  EXPECT_THAT(page.outcome, StartsWith("**At smp8, cma-churn: drain-only takes"));
  EXPECT_THAT(page.outcome_table, HasSubstr("| drain-only |"));
  EXPECT_EQ(page.claims.front().found.front().condition, "smp8, cma-churn");
  EXPECT_EQ(page.steps.front().condition, "smp8, cma-churn");
}

TEST_F(PageOf, OtherProfileThanQuick_IsAPageOfItsOwn) {
  EXPECT_EQ(page_name("thp", ""), "thp");
  EXPECT_EQ(page_name("thp", "quick"), "thp");
  query::MadeRun made = query::made_cma_batching();
  made.run().profile = "growth";
  const Page page = this->page(made);
  EXPECT_EQ(page.markdown.name, "cma-batching-growth.md");
  EXPECT_EQ(page.json.name, "cma-batching-growth.json");
  EXPECT_EQ(page.charts.front().name, "cma-batching-growth-1.svg");
  EXPECT_THAT(page.markdown.content, StartsWith("# cma-batching-growth\n"));
  EXPECT_THAT(page.markdown.content,
              HasSubstr("--profile growth --out runs/cma-batching-growth\n"));
}

TEST_F(PageOf, ClaimsOfAnExperimentAreInTheIndexOnce) {
  PageSummary quick, growth;
  quick.experiment = growth.experiment = "thp";
  growth.profile = "growth";
  quick.claims = growth.claims = {{"they split", "", "", {}}};
  const auto rows = [](const std::vector<PageSummary>& pages) {
    const std::string text = make_index(pages).front().content;
    std::size_t count = 0;
    for (std::size_t at = text.find("they split"); at != text.npos;
         at = text.find("they split", at + 1))
      ++count;
    return count;
  };
  EXPECT_EQ(rows({quick, growth}), 1u);
  EXPECT_EQ(rows({growth}), 1u);
}

TEST_F(PageOf, ThreadNamedLikeAnExperiment_KeepsBothPages) {
  PageSummary page;
  page.experiment = page.thread = "thp";
  page.page = "thp.md";
  const std::vector<PageFile> files = make_index({page});
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[1].name, "thread-thp.md");
}

}  // namespace
}  // namespace folioscope::resultpage
