// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/assemble.h"

#include <gtest/gtest.h>

#include <map>

#include "run/fakes.h"

namespace folioscope::run {
namespace {

TEST(Vmstat, PairsByNameAndCountsAMissingSideAsZero) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> rows;
  for (const auto& row : pair_vmstat("nr_free_pages 10\ngone 3\n", "nr_free_pages 7\nnew 5\n"))
    rows[row.name] = {row.before, row.after};
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows["nr_free_pages"], std::pair(std::int64_t{10}, std::int64_t{7}));
  EXPECT_EQ(rows["gone"], std::pair(std::int64_t{3}, std::int64_t{0}));
  EXPECT_EQ(rows["new"], std::pair(std::int64_t{0}, std::int64_t{5}));
}

TEST(Vmstat, LinesThatAreNoCountersAreLeftOut) {
  EXPECT_TRUE(pair_vmstat("nonsense\nname x\n", "").empty());
}

TEST(Assemble, SessionWithoutPages_StillGivesFormatsBooksAndMetrics) {
  Script script = good_boot();
  script.received.workload_lines = {R"({"metric":"ops","value":12.5,"unit":"count"})"};
  FakeSession session(script.received, {});
  const auto assembled = assemble({.id = CellId{4}}, session, {});
  ASSERT_TRUE(assembled.ok()) << assembled.fault().what;
  EXPECT_EQ(assembled->record.cell.cpus, 1);
  ASSERT_EQ(assembled->record.metrics.size(), 1u);
  EXPECT_EQ(assembled->record.metrics[0].name, "ops");
  EXPECT_EQ(assembled->record.metrics[0].value, 12.5);
}

TEST(Assemble, HeaderPageThatMakesNoSense_IsAFaultOfTheGuest) {
  Script script = good_boot();
  script.received.header_page = "field: nothing of use";
  FakeSession session(script.received, {});
  const auto assembled = assemble({.id = CellId{4}}, session, {});
  ASSERT_FALSE(assembled.ok());
  EXPECT_EQ(assembled.fault().blame, Blame::Guest);
}

}  // namespace
}  // namespace folioscope::run
