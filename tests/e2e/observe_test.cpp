// SPDX-License-Identifier: GPL-3.0-or-later
// The levels of observation, and the names of holders against a record of who held what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "e2e/catalogue.h"
#include "e2e/product.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// Metrics and stored events by level.
struct Level {
  std::map<std::string, double> metrics;
  std::int64_t events = 0;
};

std::map<std::string, Level> by_level(const std::filesystem::path& run) {
  std::map<std::string, Level> levels;
  const auto level_of = [](const nlohmann::json& row) {
    const std::string workload = row["workload"];
    return workload.substr(workload.rfind('=') + 1);
  };
  for (const auto& row : sql(run,
                             "select workload, name, value from metric join cell on "
                             "cell.id=cell_id"))
    levels[level_of(row)].metrics[row["name"]] = row["value"];
  for (const auto& row : sql(run,
                             "select workload, sum(stored) n from accounting join cell on "
                             "cell.id=cell_id group by 1"))
    levels[level_of(row)].events = row["n"];
  return levels;
}

TEST(Levels, EachSeesWhatItPromisesAndNothingMore) {
  Workplace place(preamble("levels") +
                  "variants: [{name: stock}]\n"
                  "machines: [{name: small, vcpus: 2, memory: 512MiB}]\n"
                  "workloads: [{program: lock-herd, args: {rounds: 30, pages: 64}}]\n"
                  "observe: [none, counters, histograms, events]\n"
                  "events: [page_lock]\n");
  ASSERT_EQ(run_experiment(place).code, 0);
  EXPECT_EQ(not_in_the_catalogue(place.run()), "");
  auto levels = by_level(place.run());
  ASSERT_EQ(levels.size(), 4u);
  for (const auto& [name, level] : levels)
    EXPECT_THAT(level.metrics, Contains(testing::Key("ns_per_op"))) << name;

  EXPECT_THAT(levels["none"].metrics, Not(Contains(testing::Key("mmtrace_released"))));
  EXPECT_EQ(levels["none"].events, 0);

  EXPECT_GT(levels["counters"].metrics["mmtrace_acquired_try"], 100);
  EXPECT_THAT(levels["counters"].metrics, Not(Contains(testing::Key("lock_pairs"))));
  EXPECT_EQ(levels["counters"].events, 0);

  auto& histograms = levels["histograms"].metrics;
  EXPECT_GT(histograms["lock_pairs_fault"], 100);
  EXPECT_GT(histograms["lock_pairs_write"], 100);
  EXPECT_LE(histograms["lock_pairs"], histograms["mmtrace_released"]);
  EXPECT_GE(histograms["lock_pairs"], 0.95 * histograms["mmtrace_released"]);
  EXPECT_EQ(levels["histograms"].events, 0);

  auto& events = levels["events"].metrics;
  EXPECT_GT(events["lock_pairs_fault"], 100);
  EXPECT_GT(levels["events"].events, 2 * events["lock_pairs"] - 1);
  EXPECT_GE(events["lock_pairs"], 0.95 * events["mmtrace_released"]);
  // The same work, whoever counts it.
  EXPECT_NEAR(events["lock_pairs_write"] / histograms["lock_pairs_write"], 1, 0.05);
  EXPECT_THAT(folioscope({"report", place.run().string()}).out, HasSubstr("Page locks"));
}

TEST(Attribution, NamesWhoHeldThePage) {
  const std::string surely =
      "vmsplice,direct,fault,park,two,splice,sleeper,entry,writeback,buffers,swapcache,fork";
  const std::string kinds = surely + ",around";
  Workplace place(preamble("attribution") +
                  "variants:\n"
                  "  - {name: drain-only, patches: [" +
                  source_dir() +
                  "/configs/patches/6.1/lru-drain-only.patch]}\n"
                  "machines:\n"
                  "  - {name: numa2, vcpus: 4, memory: 512MiB, numa: 2, "
                  "disks: [{size: 64MiB, read_iops: 100}, {size: 16MiB, write_iops: 60}, "
                  "{size: 16MiB}]}\n"
                  "workloads: [{program: pin, args: {failures: 156, seconds: 60, pages: 2, "
                  "kinds: \"" +
                  kinds +
                  "\"}}]\n"
                  "watch: 0 131072\n"
                  "events: [failures, page_wait]\n");
  const sys::Exit made = folioscope({"calibrate", "--attribution", "--json", "--experiment",
                                     place.experiment().string(), "--out", place.run().string()});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(not_in_the_catalogue(place.run()), "");
  const auto figures = nlohmann::json::parse(made.out);
  EXPECT_GE(figures["failures"], 1000);
  EXPECT_LE(figures["wrong_share"], 0.02);
  std::istringstream names(surely);
  for (std::string kind; std::getline(names, kind, ',');)
    EXPECT_GE(figures["by_kind"][kind]["named_share"], 0.95) << kind;
  // Whoever held the page before hundreds of fault-arounds is forgotten, not mistaken.
  EXPECT_GT(figures["by_kind"]["around"]["failures"], 0);
  EXPECT_LE(figures["by_kind"]["around"]["wrong"], 2);
  // The same figures from the run that was left.
  EXPECT_EQ(folioscope({"calibrate", "--attribution", "--json", "--run", place.run().string()}).out,
            made.out);
}

TEST(Attribution, ARunWithoutPlantsMeasuresNothing) {
  Workplace place(preamble("nothing") +
                  "variants: [{name: stock}]\n"
                  "machines: [{name: small, vcpus: 2, memory: 256MiB}]\n"
                  "workloads: [{program: selftest, args: {mode: ok}}]\n"
                  "events: [failures]\n");
  const sys::Exit exit = folioscope({"calibrate", "--attribution", "--experiment",
                                     place.experiment().string(), "--out", place.run().string()});
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.err, HasSubstr("no migration of a planted page failed"));
}

}  // namespace
}  // namespace folioscope::e2e
