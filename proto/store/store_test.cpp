// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/store_fixture.h"

#include "base/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace folioscope::store {
namespace {

TEST_F(StoreTest, WhatIsKnownBeforeTheFirstBootComesBack) {
  auto writer = create();
  auto reader = read();
  auto run = reader->run();
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->name, "sample");
  EXPECT_EQ(run->seed, 0xfedcba9876543210);
  EXPECT_EQ(run->started, made_run_row().started);
  EXPECT_FALSE(run->finished.has_value());
  EXPECT_EQ(run->profile, "quick");
  EXPECT_EQ(run->about, made_run_row().about);
  EXPECT_EQ(run->decide_at, made_run_row().decide_at);
  EXPECT_EQ(run->claims, made_run_row().claims);
  ASSERT_EQ(reader->variants()->size(), 2u);
  EXPECT_EQ(reader->variants()->at(0).kernel_hash, "aa");
  EXPECT_EQ(reader->variants()->at(1).kernel_hash, std::nullopt);
  EXPECT_EQ(reader->variants()->at(0).settings, NamedValues());
  EXPECT_EQ(reader->variants()->at(0).patches, made_variants()[0].patches);
  EXPECT_EQ(reader->variants()->at(1).settings, (NamedValues{{"/sys/kernel/mm/b", "0"}}));
  EXPECT_EQ(reader->workloads()->at(0).settings, (NamedValues{{"/sys/kernel/mm/a", "1"}}));
  EXPECT_EQ(reader->workloads()->at(0).swept, made_workloads()[0].swept);
  EXPECT_EQ(reader->workloads()->at(0).metrics, made_workloads()[0].metrics);
  EXPECT_EQ(reader->machines()->at(0).memory, mib(512));
  EXPECT_EQ(reader->workloads()->at(0).args, (NamedValues{{"allocations", "50"}}));
  EXPECT_EQ(reader->machines()->at(0).detail, made_machines()[0].detail);
  EXPECT_EQ(run->host, made_run_row().host);
  ASSERT_EQ(reader->cells()->size(), 4u);
  EXPECT_EQ(reader->run()->fewest_boots, made_run_row().fewest_boots);
  EXPECT_EQ(reader->cells()->at(3).variant, "patched");
  EXPECT_EQ(reader->cells()->at(3).status, CellStatus::Planned);
}

TEST_F(StoreTest, EveryCellKnowsItsBlock) {
  auto writer = Writer::create(file_, made_run_row(), made_machines(), made_workloads(),
                               made_variants(), made_cells(8));
  ASSERT_TRUE(writer.ok());
  EXPECT_EQ(ask(*read(), "select boot, block from cell order by id"),
            "0|0\n0|0\n1|0\n1|0\n2|1\n2|1\n3|1\n3|1\n");
  EXPECT_EQ(read()->cells()->at(7).block, 1);
}

TEST_F(StoreTest, ACommittedCellComesBackWhole) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 1).ok());
  auto reader = read();
  CellRow cell = reader->cells()->at(1);
  EXPECT_EQ(cell.status, CellStatus::Done);
  EXPECT_EQ(cell.boot_ms, 2500);
  EXPECT_EQ(cell.cpus, 2);
  EXPECT_EQ(cell.agent_rss_bytes, 9u << 20);
  EXPECT_EQ(reader->metrics(CellId{1})->at(0), made_record({1}, {}).metrics[0]);
  EXPECT_EQ(reader->metrics()->size(), 1u);
  EXPECT_EQ(reader->distributions(CellId{1})->at(0), made_record({1}, {}).distributions[0]);
  EXPECT_EQ(reader->workload_results(CellId{1})->at(1), "not JSON");
  EXPECT_EQ(reader->vmstat(CellId{1})->at(0).after, 45);
  EXPECT_EQ(reader->probe_accounting(CellId{1})->at(0).hits, 12);
  EXPECT_EQ(reader->anomalies(CellId{1})->at(0).name, "unknown_event_id");
  EXPECT_EQ(reader->cpu_accounting(CellId{1})->size(), 2u);
  auto decoding = reader->decoding(CellId{1});
  ASSERT_TRUE(decoding.ok());
  EXPECT_EQ(decoding->page_size, 4096u);
  ASSERT_NE(decoding->formats.by_id(kPageRefId), nullptr);
  EXPECT_EQ(decoding->formats.by_id(kPageRefId)->name, "page_ref_mod");
  EXPECT_TRUE(reader->metrics(CellId{0})->empty());
}

TEST_F(StoreTest, BootsOfACellComeBackWithWhatTheHostGaveThem) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 1).ok());
  const auto attempts = read()->attempts();
  ASSERT_TRUE(attempts.ok()) << attempts.fault().what;
  EXPECT_EQ(attempts->size(), 1u);
  EXPECT_EQ(attempts->at(CellId{1}), made_record({1}, {}).attempts);
}

TEST_F(StoreTest, FailuresHoldersAndStacksComeBack) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 1).ok());
  auto reader = read();
  const CellRecord record = made_record({1}, {});
  auto references = reader->references(CellId{1});
  ASSERT_TRUE(references.ok());
  EXPECT_EQ(references->failures, record.references.failures);
  EXPECT_EQ(references->holders, record.references.holders);
  EXPECT_EQ(*reader->operations(CellId{1}), record.operations);
  EXPECT_EQ(*reader->lock_intervals(CellId{1}), record.page_rows.locks);
  EXPECT_EQ(*reader->reference_intervals(CellId{1}), record.page_rows.references);
  EXPECT_EQ(*reader->page_ranges(CellId{1}), record.page_rows.ranges);
  EXPECT_EQ(*reader->holder_counts(CellId{1}), record.page_rows.holder_counts);
  EXPECT_EQ(*reader->stacks(CellId{1}), record.stacks);
  EXPECT_EQ(reader->guest_files(CellId{1})->at(0).text, "3 1a2b 4c\n");
  EXPECT_EQ(reader->clock(CellId{1})->at(1), (ClockRow{"end", 5'000'000, 7'005'000'900, 40}));
  EXPECT_EQ(
      ask(*reader,
          "select class, frames, extra_references from holder h join failure f on f.cell_id = "
          "h.cell_id and f.id = failure join stack s on s.cell_id = h.cell_id and "
          "s.id = h.stack"),
      "lru_batch|folio_add_lru;do_anonymous_page|1\n");
}

TEST_F(StoreTest, PagesComeBackBitForBitInOrder) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  const auto chunks = made_chunks();
  std::size_t next = 0;
  auto status = read()->pages({0}, [&](const PageChunk& chunk) -> Status {
    EXPECT_EQ(chunk.cpu, chunks[next].cpu);
    EXPECT_EQ(chunk.seq, chunks[next].seq);
    EXPECT_EQ(chunk.events, chunks[next].events);
    EXPECT_EQ(chunk.last, chunks[next].last);
    EXPECT_EQ(chunk.pages, chunks[next].pages);
    ++next;
    return {};
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(next, chunks.size());
}

TEST_F(StoreTest, PagesOfSeveralCpusAreWalkedSideBySide) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  auto reader = read();
  const auto pages = reader->pages(CellId{0});
  ASSERT_TRUE(pages.ok()) << pages.fault().what;
  std::vector<ChunkSource> walks;
  for (const int cpu : pages->cpus) walks.push_back(*pages->open(cpu));
  std::vector<PageChunk> got;
  for (std::size_t ended = 0; ended < walks.size();) {
    ended = 0;
    for (const ChunkSource& walk : walks) {
      auto chunk = walk();
      ASSERT_TRUE(chunk.ok()) << chunk.fault().what;
      if (*chunk)
        got.push_back(std::move(**chunk));
      else
        ++ended;
    }
  }
  const auto expected = made_chunks();
  ASSERT_EQ(got.size(), expected.size());
  for (const PageChunk& chunk : expected)
    EXPECT_TRUE(std::ranges::any_of(got, [&](const PageChunk& one) {
      return one.cpu == chunk.cpu && one.seq == chunk.seq && one.pages == chunk.pages;
    }));
}

TEST_F(StoreTest, ACellIsWrittenOnce) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  Status again = commit(*writer, 0);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.fault().domain, FaultDomain::Bug);
  EXPECT_EQ(ask(*read(), "select count(*) from metric"), "1\n");
}

TEST_F(StoreTest, ACellThatIsNotInThePlanIsRefused) {
  auto writer = create(2);
  Status status = commit(*writer, 2);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().domain, FaultDomain::Bug);
}

// What a plan may have, the store takes: ids are 1 to limits::kCells.
TEST_F(StoreTest, TheLastCellOfTheLargestPlanIsTaken_TheNextIsRefused) {
  const auto create_with = [&](std::int64_t id) {
    CellRow cell = made_cells(1)[0];
    cell.id = {id};
    return Writer::create(file_, made_run_row(), made_machines(), made_workloads(), made_variants(),
                          {cell});
  };
  EXPECT_FALSE(create_with(limits::kCells + 1).ok());
  auto writer = create_with(limits::kCells);
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  ASSERT_TRUE(commit(**writer, limits::kCells).ok());
  EXPECT_EQ(ask(*read(), "select min(rowid) > 0, count(distinct rowid) = count(*) from event"),
            "1|1\n");
}

TEST_F(StoreTest, EventsThatDoNotAddUpAreRefused) {
  auto writer = create();
  CellRecord record = made_record({0}, made_chunks());
  ++record.cpu_accounting[1].produced;
  Status status = writer->commit_cell(record, source_of(made_chunks()));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().domain, FaultDomain::Bug);
  EXPECT_NE(status.fault().what.find("CPU 1 do not add up"), std::string::npos);
  EXPECT_EQ(read()->cells()->at(0).status, CellStatus::Planned);
}

TEST_F(StoreTest, ASourceThatFailsHalfWay_LeavesNothingOfTheCell) {
  auto writer = create();
  int calls = 0;
  ChunkSource failing = [&]() -> Result<std::optional<PageChunk>> {
    if (++calls == 3) return guest_fault("the stream broke off");
    return std::optional(made_chunk({.seq = calls}));
  };
  Status status = writer->commit_cell(made_record({0}, {}), failing);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault(), guest_fault("the stream broke off"));
  EXPECT_EQ(ask(*read(), "select (select count(*) from page_chunk), status from cell limit 1"),
            "0|planned\n");
  EXPECT_TRUE(commit(*writer, 0).ok());
}

TEST_F(StoreTest, FormatsOfEqualKernelsAreStoredOnce) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  ASSERT_TRUE(commit(*writer, 1).ok());
  auto other = made_record({2}, {});
  other.formats->formats.pop_back();
  ASSERT_TRUE(writer->commit_cell(other, {}).ok());
  EXPECT_EQ(ask(*read(), "select id, format_set from cell order by id"), "0|1\n1|1\n2|2\n3|\n");
}

TEST_F(StoreTest, AFormatThatCannotBeRead_IsTheGuestsFault) {
  auto writer = create();
  auto record = made_record({0}, {});
  record.formats->formats[1].text = "ID: none";
  Status status = writer->commit_cell(record, {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().domain, FaultDomain::Guest);
}

TEST_F(StoreTest, EveryRowOfTheAccountingAddsUp) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  ASSERT_TRUE(commit(*writer, 1).ok());
  EXPECT_EQ(ask(*read(),
                "select count(*), sum(produced = stored + lost), sum(lost), sum(unaccounted) from "
                "accounting"),
            "4|4|28|0\n");
}

TEST_F(StoreTest, AVariantHasAKernelOnEveryBase) {
  std::vector<VariantRow> variants = made_variants();
  for (std::size_t i = 0; i < 2; ++i) {
    VariantRow other = variants[i];
    variants[i].base = "6.1";
    other.base = "7.3";
    other.base_position = 1;
    other.kernel_hash = "bb";
    other.hooks = "7.3";
    other.missing_hooks = {"fault-path", "migration"};
    if (i == 1) other.functions = ChangedFunctions{{"lru_add_drain"}, {}, {"lru_cache_disable"}};
    if (i == 1) other.notes = {"did not stick: CONFIG_X=m"};
    variants.push_back(other);
  }
  auto writer = Writer::create(file_, made_run_row(), made_machines(), made_workloads(), variants,
                               made_cells(2));
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  const auto stored = read()->variants();
  ASSERT_EQ(stored->size(), 4u);
  EXPECT_EQ(stored->at(1).name, "stock");
  EXPECT_EQ(stored->at(1).base, "7.3");
  EXPECT_EQ(stored->at(1).kernel_hash, "bb");
  EXPECT_EQ(stored->at(1).missing_hooks, variants[2].missing_hooks);
  EXPECT_EQ(stored->at(1).functions, std::nullopt);
  EXPECT_EQ(stored->at(3).functions, variants[3].functions);
  EXPECT_EQ(stored->at(3).notes, variants[3].notes);
  EXPECT_TRUE(stored->at(1).notes.empty());
  EXPECT_EQ(ask(*read(), "select count(*) from variant"), "2\n");
}

TEST_F(StoreTest, TheIntervalsOfOnePage_AreThoseAlone) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  const PageRows rows = made_record({0}, {}).page_rows;
  auto reader = read();
  EXPECT_EQ(*reader->lock_intervals(CellId{0}, 1024), (std::vector{rows.locks[0], rows.locks[2]}));
  EXPECT_EQ(*reader->reference_intervals(CellId{0}, 1024), rows.references);
  EXPECT_TRUE(reader->reference_intervals(CellId{0}, 1025)->empty());
}

TEST_F(StoreTest, DerivedRowsAreReplaced_EverythingElseStays) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  ASSERT_TRUE(commit(*writer, 1).ok());
  const DerivedRows rows{
      .metrics = {{.name = "new", .value = 2, .unit = "count", .source = "events"}},
      .anomalies = {{"new_anomaly", 3}},
      .stacks = {{9, "folio_get"}},
      .page_rows = {
          .locks = {{.id = 4, .pfn = 5, .begin = {6}, .end = {7}, .holder_class = "read_io"}},
          .references = {},
          .ranges = {},
          .holder_counts = {}}};
  ASSERT_TRUE(writer->replace_derived({0}, rows).ok());
  auto reader = read();
  EXPECT_EQ(*reader->metrics(CellId{0}), rows.metrics);
  EXPECT_EQ(*reader->anomalies(CellId{0}), rows.anomalies);
  EXPECT_EQ(*reader->stacks(CellId{0}), rows.stacks);
  EXPECT_TRUE(reader->distributions(CellId{0})->empty());
  EXPECT_TRUE(reader->references(CellId{0})->holders.empty());
  EXPECT_EQ(*reader->operations(CellId{0}), OperationRows());
  EXPECT_EQ(*reader->lock_intervals(CellId{0}), rows.page_rows.locks);
  EXPECT_TRUE(reader->holder_counts(CellId{0})->empty());
  EXPECT_EQ(reader->holder_counts(CellId{1})->size(), 2u);
  EXPECT_EQ(*reader->operations(CellId{1}), made_record({1}, {}).operations);
  EXPECT_EQ(reader->references(CellId{1})->holders.size(), 1u);
  EXPECT_EQ(reader->anomalies(CellId{1})->at(0).name, "unknown_event_id");
  EXPECT_EQ(reader->stacks(CellId{1})->size(), 1u);
  EXPECT_EQ(reader->metrics(CellId{1})->size(), 1u);
  EXPECT_EQ(reader->vmstat(CellId{0})->size(), 1u);
}

TEST_F(StoreTest, CellsOfAStatusArePlannedAgain_TheirRowsGone) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  auto failed = made_record({1}, made_chunks());
  failed.cell.status = CellStatus::HostError;
  ASSERT_TRUE(writer->commit_cell(failed, source_of(made_chunks())).ok());
  ASSERT_TRUE(writer->reset_cells({CellStatus::HostError, CellStatus::Hang}).ok());

  auto reader = read();
  EXPECT_EQ(reader->cells()->at(0).status, CellStatus::Done);
  EXPECT_EQ(reader->cells()->at(1).status, CellStatus::Planned);
  EXPECT_FALSE(reader->cells()->at(1).boot_ms.has_value());
  for (const char* table :
       {"page_chunk", "cpu_accounting", "probe_accounting", "vmstat", "workload_result", "metric",
        "distribution", "anomaly", "guest_file", "stack", "failure", "holder", "attempt"})
    EXPECT_EQ(ask(*reader, std::string("select max(cell_id) from ") + table), "0\n") << table;
  EXPECT_TRUE(commit(*writer, 1).ok());
}

TEST_F(StoreTest, CellsThatAreNotNeededSayWhy_AllOfThemOrNone) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 1).ok());
  EXPECT_FALSE(writer->mark_not_needed({{2}, {1}}, "enough").ok());
  EXPECT_EQ(ask(*read(), "select status from cell where id = 2"), "planned\n");
  ASSERT_TRUE(writer->mark_not_needed({{2}, {3}}, "enough").ok());
  EXPECT_EQ(ask(*read(), "select id, status, reason from cell where id > 0 order by id"),
            "1|done|\n2|not-needed|enough\n3|not-needed|enough\n");
  EXPECT_EQ(read()->cells()->at(3).status, CellStatus::NotNeeded);
}

TEST_F(StoreTest, ACellThatIsAddedToAFinishedRunBringsItsNames_OrNothing) {
  ASSERT_TRUE(create(2)->finish({1'000}).ok());
  const auto chunks = made_chunks();
  AddedCell added{.record = made_record({2}, chunks)};
  added.record.cell.variant = "third";
  added.record.cell.machine = "smp2";
  added.record.cell.workload = "cma-churn";
  added.record.cell.position = 2;
  added.variants = {{.name = "third", .position = 2}};
  const PackedSource failing = [] {
    return Result<std::optional<PackedChunk>>(host_fault("no more"));
  };
  const auto whole = [&] { return packing(added.record.cell, source_of(chunks)); };
  auto writer = *Writer::reopen_to_add(file_);
  EXPECT_EQ(writer->add_cell(added, failing).fault().what, "no more");
  EXPECT_EQ(read()->variants()->size(), 2u);
  EXPECT_EQ(read()->cells()->size(), 2u);
  ASSERT_TRUE(writer->add_cell(added, whole()).ok());
  EXPECT_FALSE(writer->add_cell(added, whole()).ok()) << "it is there";
  ASSERT_TRUE(writer->finish({2'000}).ok());
  writer.reset();
  EXPECT_EQ(read()->run()->finished->ns, 2'000);
  EXPECT_EQ(read()->variants()->back().name, "third");
  EXPECT_EQ(read()->cells()->back().status, CellStatus::Done);
  EXPECT_TRUE(read()->verify()->empty());
}

TEST_F(StoreTest, AnUnfinishedRunGoesOnWhereItStopped) {
  ASSERT_TRUE(commit(*create(), 0).ok());
  auto writer = Writer::reopen(file_);
  ASSERT_TRUE(writer.ok());
  EXPECT_FALSE(commit(**writer, 0).ok());
  EXPECT_TRUE(commit(**writer, 1).ok());
}

TEST_F(StoreTest, AFinishedRunIsOnlyDerivedAnew) {
  {
    auto writer = create();
    ASSERT_TRUE(commit(*writer, 0).ok());
    ASSERT_TRUE(writer->finish({42}).ok());
  }
  EXPECT_EQ(read()->run()->finished, HostTime{42});
  auto reopened = Writer::reopen(file_);
  ASSERT_FALSE(reopened.ok());
  EXPECT_NE(reopened.fault().what.find("is finished"), std::string::npos);
  auto derive = Writer::reopen_finished(file_);
  ASSERT_TRUE(derive.ok());
  EXPECT_TRUE((*derive)->replace_derived({0}, {}).ok());
}

TEST_F(StoreTest, AFinishedRunIsOneFile_AlsoWhileItIsRead) {
  ASSERT_TRUE(create()->finish({42}).ok());
  auto reader = read();
  EXPECT_EQ(ask(*reader, "select count(*) from cell"), "4\n");
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path()))
    EXPECT_EQ(entry.path(), file_);
}

TEST_F(StoreTest, ARunIsFinishedAlsoWhileSomebodyReads) {
  auto writer = create();
  auto reader = read();
  Status finished;
  ASSERT_TRUE(reader
                  ->sql(
                      "select id from cell limit 1", [](const auto&) {},
                      [&](const auto&) { finished = writer->finish({42}); })
                  .ok());
  EXPECT_TRUE(finished.ok());
  EXPECT_EQ(reader->run()->finished, HostTime{42});
}

TEST_F(StoreTest, AFileThatExistsIsNotOverwritten) {
  ASSERT_TRUE(commit(*create(), 0).ok());
  auto again = create_made_file(file_);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.fault().domain, FaultDomain::User);
  EXPECT_EQ(read()->cells()->at(0).status, CellStatus::Done);
}

TEST_F(StoreTest, EveryCommittedCellIsSeenAtOnceByAReaderThatWasOpenBefore) {
  auto writer = create();
  auto reader = read();
  const std::string done = "select count(*) from cell where status = 'done'";
  EXPECT_EQ(ask(*reader, done), "0\n");
  ASSERT_TRUE(commit(*writer, 0).ok());
  EXPECT_EQ(ask(*reader, done), "1\n");
  EXPECT_EQ(ask(*reader, "select count(distinct pfn) > 0 from event"), "1\n");
}

TEST_F(StoreTest, AReaderSeesNothingOfACellThatIsBeingWritten) {
  auto writer = create();
  int calls = 0;
  ChunkSource looking = [&]() -> Result<std::optional<PageChunk>> {
    EXPECT_EQ(ask(*read(), "select count(*) from page_chunk"), "0\n");
    EXPECT_EQ(ask(*read(), "select count(*) from cell where status = 'planned'"), "4\n");
    if (++calls == 3) return std::optional<PageChunk>();
    return std::optional(made_chunk({.seq = calls}));
  };
  ASSERT_TRUE(writer->commit_cell(made_record({0}, {}), looking).ok());
  EXPECT_EQ(ask(*read(), "select count(*) from page_chunk"), "2\n");
}

}  // namespace
}  // namespace folioscope::store
