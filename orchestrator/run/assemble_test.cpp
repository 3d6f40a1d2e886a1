// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/assemble.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "base/temp_dir.h"
#include "instrumentation/abi.h"
#include "sys/files.h"
#include "testing/fake_world.h"

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

TEST(Assemble, SessionWithoutPages_StillGivesFormatsAccountingAndMetrics) {
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

// A guest whose kernel says the build id 0a0b, with one stack of one frame.
wire::Received observed_boot() {
  wire::Received received = good_boot().received;
  const std::string notes("\4\0\0\0\2\0\0\0\3\0\0\0GNU\0\x0a\x0b\0\0", 20);
  received.files = {{"/sys/kernel/debug/mmtrace/stacks", "1 15\n"},
                    {"/sys/kernel/debug/mmtrace/holds", ""},
                    {"/sys/kernel/notes", notes}};
  return received;
}

class Symbols : public testing::Test {
 protected:
  kbuild::Kernel kernel(const std::string& build_id) {
    kbuild::Kernel kernel;
    kernel.system_map = temp_.path() / "System.map";
    kernel.build_id = build_id;
    EXPECT_TRUE(sys::write_file(kernel.system_map,
                                "ffffffff81000000 T _stext\nffffffff81000010 T folio_get\n"
                                "ffffffff81000100 T _etext\n")
                    .ok());
    return kernel;
  }
  TempDir temp_ = *TempDir::create("assemble");
};

TEST_F(Symbols, OfTheKernelThatBooted_NameTheStacks) {
  FakeSession session(observed_boot(), {});
  const auto assembled = assemble({.id = CellId{4}}, session, kernel("0a0b"));
  ASSERT_TRUE(assembled.ok()) << assembled.fault().what;
  ASSERT_EQ(assembled->record.stacks.size(), 1u);
  EXPECT_EQ(assembled->record.stacks[0].frames, "folio_get");
  ASSERT_EQ(assembled->record.guest_files.size(), 1u);
  EXPECT_EQ(assembled->record.guest_files[0].name, "stacks");
}

TEST_F(Symbols, OfAnotherKernel_AreRefusedAndSaidSo) {
  FakeSession session(observed_boot(), {});
  const auto assembled = assemble({.id = CellId{4}}, session, kernel("ffff"));
  ASSERT_TRUE(assembled.ok()) << assembled.fault().what;
  ASSERT_EQ(assembled->record.stacks.size(), 1u);
  EXPECT_EQ(assembled->record.stacks[0].frames, "0x15");
  bool told = false;
  for (const auto& anomaly : assembled->record.anomalies) told |= anomaly.name == "symbols_refused";
  EXPECT_TRUE(told);
}

TEST(Assemble, HistogramsAreKeptByTheirEventAndTellWhatTheyMissed) {
  Script script = good_boot();
  script.received.histograms = {
      {{"page_ref", "page_ref_mod"}, "{ pfn: 1 } hitcount: 2\nTotals:\nHits: 2\nDropped: 7\n"},
      {{"kmem", "stacks"}, "{ pfn: 1 } hitcount: 2\n"}};
  FakeSession session(script.received, {});
  const auto assembled = assemble({.id = CellId{4}}, session, {});
  ASSERT_TRUE(assembled.ok()) << assembled.fault().what;
  const store::CellRecord& record = assembled->record;
  ASSERT_EQ(record.guest_files.size(), 2u);
  EXPECT_EQ(record.guest_files[0].name, "hist:page_ref:page_ref_mod");
  EXPECT_EQ(record.guest_files[1].name, "hist:kmem:stacks");
  std::map<std::string, std::int64_t> anomalies;
  for (const auto& anomaly : record.anomalies) anomalies[anomaly.name] = anomaly.count;
  EXPECT_EQ(anomalies, (std::map<std::string, std::int64_t>{{"histogram_cut", 1},
                                                            {"histogram_hits_dropped", 7}}));
}

TEST(Assemble, WhatTheKernelSaysOfItselfIsKept_AndAnotherAbiIsAFault) {
  const auto assembled = [](int number) {
    Script script = good_boot();
    script.received.files = {{"/sys/kernel/debug/mmtrace/abi", fmt::format("abi {}\n", number)}};
    FakeSession session(script.received, {});
    return assemble({.id = CellId{4}}, session, {});
  };
  const auto ours = assembled(MMTRACE_ABI);
  ASSERT_TRUE(ours.ok()) << ours.fault().what;
  ASSERT_EQ(ours->record.guest_files.size(), 1u);
  EXPECT_EQ(ours->record.guest_files[0].name, "abi");
  EXPECT_EQ(ours->record.guest_files[0].text, fmt::format("abi {}\n", MMTRACE_ABI));
  const auto newer = assembled(MMTRACE_ABI + 1);
  ASSERT_FALSE(newer.ok());
  EXPECT_EQ(newer.fault().domain, FaultDomain::User);
  EXPECT_NE(newer.fault().what.find(fmt::format("ABI {}", MMTRACE_ABI + 1)), std::string::npos);
}

TEST(Assemble, HeaderPageThatMakesNoSense_IsAFaultOfTheGuest) {
  Script script = good_boot();
  script.received.header_page = "field: nothing of use";
  FakeSession session(script.received, {});
  const auto assembled = assemble({.id = CellId{4}}, session, {});
  ASSERT_FALSE(assembled.ok());
  EXPECT_EQ(assembled.fault().domain, FaultDomain::Guest);
}

}  // namespace
}  // namespace folioscope::run
