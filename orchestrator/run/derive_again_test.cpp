// SPDX-License-Identifier: GPL-3.0-or-later
// A boot that just ended and the same boot from the store have the same rows, whatever was wrong
// with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/temp_dir.h"
#include "derive/derive.h"
#include "derive/stored_boot.h"
#include "run/assemble.h"
#include "store/reader.h"
#include "store/writer.h"
#include "sys/files.h"
#include "testing/fake_world.h"
#include "testing/places.h"
#include "testing/recorded_trace.h"

namespace folioscope::run {
namespace {

using testing::IsSupersetOf;

std::string stats_text(std::int64_t dropped, std::int64_t read) {
  return "entries: 0\noverrun: 0\ncommit overrun: 0\nbytes: 0\ndropped events: " +
         std::to_string(dropped) + "\nread events: " + std::to_string(read) + "\n";
}

// A recorded boot in which everything went a little wrong.
wire::Received broken_boot(const trace::Recording& recording) {
  wire::Received received = good_boot().received;
  received.header_page = recording.header_page;
  for (const auto& [system, text] : recording.format_texts) {
    const auto format = trace::parse_event_format(system, text);
    if (format && format->name != "mm_migrate_pages")  // so its events are not understood
      received.formats.push_back({system, format->name, text});
  }
  received.formats.push_back({"made_up", "broken", "name: broken\nID: 60000\nformat:\n\t???\n"});
  for (const auto& cpu : recording.cpus)
    received.cpu_stats.push_back(
        {static_cast<std::uint32_t>(cpu.cpu), stats_text(0, 0), stats_text(3, 1'000'000)});
  received.hello.cpus = static_cast<std::uint32_t>(recording.cpus.size());
  received.vmstat_before = "pgmigrate_success 10\ncma_alloc_fail 7\n";
  received.vmstat_after = "cma_alloc_fail 5\npgmigrate_success 30\nnr_free_pages 3\n";
  received.workload_lines = {R"({"metric":"ops","value":12.5,"unit":"count"})",
                             R"({"metric":"ops","value":"many"})"};
  received.probes = {{"io_schedule", 10, 2}};
  received.batches_missing = 2;
  const std::string notes("\4\0\0\0\2\0\0\0\3\0\0\0GNU\0\x0a\x0b\0\0", 20);
  received.files = {{"/sys/kernel/debug/mmtrace/stacks", "1 15\n2 8 30\nnonsense\n"},
                    {"/sys/kernel/debug/mmtrace/holds", "nonsense\n"},
                    {"/sys/kernel/debug/mmtrace/counters", "released 5\nBAD 1\n"},
                    {"/sys/kernel/notes", notes}};
  received.histograms = {{{"page_ref", "page_ref_mod"}, "{ pfn: 1 } hitcount: 2\n"}};
  return received;
}

std::map<int, std::vector<std::byte>> pages_of(const trace::Recording& recording) {
  std::map<int, std::vector<std::byte>> pages;
  for (const auto& cpu : recording.cpus) pages[cpu.cpu] = cpu.pages;
  auto& damaged = pages.begin()->second;
  damaged[8] = std::byte{0xff};  // the first page says that it holds more than a page
  damaged[9] = std::byte{0xff};
  return pages;
}

store::DerivedRows sorted(store::DerivedRows rows) {
  std::ranges::sort(rows.metrics, {}, &store::MetricRow::name);
  std::ranges::stable_sort(rows.distributions, {}, &store::DistributionRow::name);
  return rows;
}

store::DerivedRows rows_of(const store::CellRecord& record) {
  return sorted({.metrics = record.metrics,
                 .distributions = record.distributions,
                 .anomalies = record.anomalies,
                 .stacks = record.stacks,
                 .references = record.references});
}

class DeriveAgain : public testing::Test {
 protected:
  void SetUp() override {
    kernel_.system_map = temp_.path() / "System.map";
    kernel_.build_id = "ffff";  // of another kernel than the one that booted
    ASSERT_TRUE(sys::write_file(kernel_.system_map, "ffffffff81000000 T _stext\n").ok());
    const store::CellRow cell{.id = CellId{0},
                              .variant = "stock",
                              .machine = "m",
                              .workload = "w",
                              .status = CellStatus::Planned};
    auto writer =
        store::Writer::create(file_, {.name = "run", .boots = 1}, {{.name = "m"}},
                              {{.name = "w", .program = "selftest"}}, {{.name = "stock"}}, {cell});
    ASSERT_TRUE(writer.ok()) << writer.fault().what;
    writer_ = *std::move(writer);
  }

  // The record that was committed.
  store::CellRecord commit(ingest::Session& session) {
    store::CellRow cell{.id = CellId{0}, .status = CellStatus::Done};
    auto assembled = assemble(cell, session, kernel_);
    EXPECT_TRUE(assembled.ok()) << assembled.fault().what;
    const Status status = writer_->commit_cell(assembled->record, assembled->chunks);
    EXPECT_TRUE(status.ok()) << status.fault().what;
    return assembled->record;
  }

  derive::DerivedBoot derive_stored() {
    auto reader = store::Reader::open(file_);
    EXPECT_TRUE(reader.ok()) << reader.fault().what;
    const auto boot = derive::stored_boot(**reader, CellId{0});
    EXPECT_TRUE(boot.ok()) << boot.fault().what;
    auto derived = derive::derive_boot(*boot);
    EXPECT_TRUE(derived.ok()) << derived.fault().what;
    return *std::move(derived);
  }

  TempDir temp_ = *TempDir::create("derive-again");
  std::filesystem::path file_ = temp_.path() / "run.folioscope";
  kbuild::Kernel kernel_;
  std::unique_ptr<store::Writer> writer_;
};

TEST_F(DeriveAgain, GivesTheRowsOfTheBootThatJustEnded) {
  const trace::Recording recording =
      trace::load_recording(source_dir() + "/proto/trace/testdata", "busy");
  FakeSession session(broken_boot(recording), {}, pages_of(recording));
  const store::CellRecord live = commit(session);

  std::vector<std::string> anomalies;
  for (const store::AnomalyRow& row : live.anomalies) anomalies.push_back(row.name);
  EXPECT_THAT(
      anomalies,
      IsSupersetOf({"batch_missing", "events_not_understood", "format_not_understood",
                    "guest_counters_not_understood", "guest_holds_not_understood", "histogram_cut",
                    "pages_damaged", "stack_frames_without_name", "stack_lines_not_understood",
                    "symbols_refused", "vmstat_counter_ran_backwards", "workload_line_malformed"}));
  for (const store::MetricRow& row : live.metrics)
    EXPECT_EQ(row.touched_by_loss, row.source == "events") << row.name;

  for (int round = 0; round < 2; ++round) {
    const derive::DerivedBoot again = derive_stored();
    EXPECT_EQ(sorted(again.rows).metrics, rows_of(live).metrics);
    EXPECT_EQ(sorted(again.rows).distributions, rows_of(live).distributions);
    EXPECT_EQ(again.rows.anomalies, live.anomalies);
    EXPECT_EQ(again.rows.stacks, live.stacks);
    EXPECT_EQ(again.rows.references, live.references);
    ASSERT_EQ(again.accounting.size(), live.cpu_accounting.size());
    for (std::size_t i = 0; i < again.accounting.size(); ++i) {
      EXPECT_EQ(again.accounting[i].stored, live.cpu_accounting[i].stored);
      EXPECT_EQ(again.accounting[i].lost(), live.cpu_accounting[i].lost());
    }
    ASSERT_TRUE(writer_->replace_derived(CellId{0}, again.rows).ok());
  }
}

// Events that no format describes touch metrics, whatever else was in order.
TEST_F(DeriveAgain, UnknownEventsAloneAreLoss) {
  const trace::Recording recording =
      trace::load_recording(source_dir() + "/proto/trace/testdata", "busy");
  wire::Received received = broken_boot(recording);
  received.cpu_stats.clear();
  received.probes.clear();
  FakeSession session(received, {}, {{0, recording.cpus[0].pages}});
  commit(session);
  const store::DerivedRows rows = derive_stored().rows;
  EXPECT_FALSE(rows.metrics.empty());
  for (const store::MetricRow& row : rows.metrics)
    EXPECT_EQ(row.touched_by_loss, row.source == "events") << row.name;
}

}  // namespace
}  // namespace folioscope::run
