// SPDX-License-Identifier: GPL-3.0-or-later
// Events that are recorded in windows only, and histograms that the guest's kernel keeps of events.
#include <gtest/gtest.h>

#include <algorithm>

#include "e2e/one_run.h"

namespace folioscope::e2e {
namespace {

std::string window_experiment() {
  return preamble("windows") +
         "variants: [{name: stock}]\n"
         "machines:\n"
         "  - {name: smp2, vcpus: 2, memory: 512MiB, cmdline: \"cma=32M\"}\n"
         "workloads:\n"
         "  - {program: cma-churn, args: {allocations: 4, park: activate}}\n"
         "events: [cma, {page_ref: {where: \"mt>=4\", window: cma}}]\n"
         "histograms:\n"
         "  - {event: \"page_ref:page_ref_mod_unless\", keys: [stacktrace], values: [val], "
         "where: \"mt>=4\"}\n"
         "  - {event: \"page_ref:page_ref_mod_and_test\", keys: [stacktrace], values: [val], "
         "where: \"mt>=4\", size: 4096}\n"
         "seed: 7\n";
}

class Windows : public OneRun<Windows> {
 public:
  static std::string experiment() { return window_experiment(); }
  void SetUp() override { ASSERT_EQ(exit_->code, 0) << exit_->err; }

  static nlohmann::json histograms() {
    const sys::Exit shown =
        folioscope({"show", place_->run().string(), "--cell", "1", "--histograms", "--json"});
    EXPECT_EQ(shown.code, 0) << shown.err;
    return nlohmann::json::parse(shown.out);
  }
};

TEST_F(Windows, EveryEventLiesInsideAnAllocation) {
  struct Window {
    std::int64_t from = 0, to = 0;
  };
  std::vector<Window> windows;
  for (const auto& row : sql(place_->run(),
                             "select name, time_ns from event where name in "
                             "('cma_alloc_start', 'cma_alloc_finish') order by time_ns")) {
    if (row["name"] == "cma_alloc_start") windows.push_back({row["time_ns"], 0});
    ASSERT_FALSE(windows.empty());
    if (row["name"] == "cma_alloc_finish") windows.back().to = row["time_ns"];
  }
  ASSERT_EQ(windows.size(), 4u);
  const auto events = sql(place_->run(), "select time_ns from event where system='page_ref'");
  EXPECT_GT(events.size(), 1'000u);
  for (const auto& row : events) {
    const std::int64_t time = row["time_ns"];
    EXPECT_TRUE(std::ranges::any_of(windows, [&](const Window& window) {
      return window.from <= time && time <= window.to;
    })) << time;
  }
}

TEST_F(Windows, AreaIsAsLargeAsItWasAskedFor_WhateverOfItWasSeen) {
  const auto areas =
      sql(place_->run(), "select name, first_pfn, pages from page_range where kind='cma'");
  ASSERT_EQ(areas.size(), 1u);
  EXPECT_EQ(areas[0]["name"], "reserved");
  EXPECT_EQ(areas[0]["pages"], 8192);  // cma=32M
  EXPECT_EQ(areas[0]["first_pfn"].get<std::int64_t>() % 512, 0);
}

TEST_F(Windows, TheirFilterHolds) {
  const auto rows = sql(place_->run(), "select min(mt) low from event where system='page_ref'");
  EXPECT_GE(rows[0]["low"], 4);
}

TEST_F(Windows, EventsOutsideThemWereOnlySummedUp) {
  const auto recorded =
      sql(place_->run(), "select count(*) n from event where name='page_ref_mod_and_test'");
  const auto kept = histograms()["page_ref:page_ref_mod_and_test"];
  EXPECT_LT(recorded[0]["n"].get<std::int64_t>(), kept["hits"].get<std::int64_t>());
}

TEST_F(Windows, EventsAreAccountedFor) {
  const auto rows = sql(place_->run(), "select * from accounting");
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows)
    EXPECT_EQ(row["produced"].get<std::int64_t>(),
              row["stored"].get<std::int64_t>() + row["lost"].get<std::int64_t>())
        << row;
}

TEST_F(Windows, HistogramsNameTheStacksThatTouchedCmaPages) {
  const auto both = histograms();
  ASSERT_EQ(both.size(), 2u);
  for (const auto& [event, histogram] : both.items()) {
    EXPECT_TRUE(histogram["complete"]) << event;
    EXPECT_EQ(histogram["dropped"], 0) << event;
    std::int64_t hits = 0, with_folio = 0;
    for (const auto& entry : histogram["entries"]) {
      hits += entry["hits"].get<std::int64_t>();
      with_folio += entry["stack"].dump().find("folio") == std::string::npos ? 0 : 1;
    }
    EXPECT_EQ(hits, histogram["hits"]) << event;
    EXPECT_GT(with_folio, 0) << event;
  }
}

}  // namespace
}  // namespace folioscope::e2e
