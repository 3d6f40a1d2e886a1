// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_rows.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cassert>

#include "testing/page_builder.h"

namespace folioscope::store {
namespace {

constexpr std::size_t kPageSize = 4096;

trace::RecordBytes page_ref_record(std::uint64_t pfn, int first_pid, std::uint64_t random) {
  trace::RecordBytes record(kPageRefId, first_pid + static_cast<int>(random % 5));
  record.put(pfn)
      .put(std::uint64_t{0x000a0000} | random % 64)
      .put(static_cast<std::int32_t>(random % 4))
      .put(static_cast<std::int32_t>(random % 3) - 1)
      .put(std::uint64_t{0xffff888001000000} + random % 16 * 4096)
      .put(std::int32_t{1})
      .put(static_cast<std::int32_t>(random % 2 ? 1 : -1));
  return record;
}

trace::RecordBytes cma_start_record() {
  trace::RecordBytes record(kCmaStartId, 77);
  // __data_loc: 9 bytes of text behind the fixed part, which is 20 bytes long
  record.put(std::uint32_t{9 << 16 | 20}).put(std::uint32_t{8192}).put(std::uint32_t{0});
  record.put_text("reserved");
  return record;
}

}  // namespace

std::string format_text(const std::string& name, int id, const std::string& fields) {
  return fmt::format(
      "name: {}\nID: {}\nformat:\n"
      "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
      "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
      "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
      "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n{}\nprint fmt: \"\"\n",
      name, id, fields);
}

FormatSet made_formats() {
  FormatSet set;
  set.header_page =
      "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
      "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
      "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
      "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n";
  set.formats.push_back(
      {"page_ref", "page_ref_mod",
       format_text("page_ref_mod", kPageRefId,
                   "\tfield:unsigned long pfn;\toffset:8;\tsize:8;\tsigned:0;\n"
                   "\tfield:unsigned long flags;\toffset:16;\tsize:8;\tsigned:0;\n"
                   "\tfield:int count;\toffset:24;\tsize:4;\tsigned:1;\n"
                   "\tfield:int mapcount;\toffset:28;\tsize:4;\tsigned:1;\n"
                   "\tfield:void * mapping;\toffset:32;\tsize:8;\tsigned:0;\n"
                   "\tfield:int mt;\toffset:40;\tsize:4;\tsigned:1;\n"
                   "\tfield:int val;\toffset:44;\tsize:4;\tsigned:1;\n")});
  set.formats.push_back(
      {"cma", "cma_alloc_start",
       format_text("cma_alloc_start", kCmaStartId,
                   "\tfield:__data_loc char[] name;\toffset:8;\tsize:4;\tsigned:0;\n"
                   "\tfield:unsigned int count;\toffset:12;\tsize:4;\tsigned:0;\n"
                   "\tfield:unsigned int align;\toffset:16;\tsize:4;\tsigned:0;\n")});
  return set;
}

PageChunk made_chunk(const MadeChunk& what) {
  PageChunk chunk{.cpu = what.cpu, .seq = what.seq, .first = {what.start_ns}};
  std::uint64_t now = what.start_ns;
  std::uint64_t random = what.start_ns * 2654435761 + static_cast<std::uint64_t>(what.seq);
  std::uint64_t pfn = what.first_pfn;
  for (std::size_t i = 0; i < what.pages; ++i) {
    trace::PageBuilder page(now);
    if (what.cma_starts) {
      page.event(now, cma_start_record());
      ++chunk.events;
    }
    while (true) {
      random = random * 6364136223846793005 + 1442695040888963407;
      trace::RecordBytes record = page_ref_record(pfn, what.first_pid, random >> 33);
      if (page.room() < record.bytes().size() + 4) break;
      now += 40 + (random >> 50) % 960;
      page.event(now, record);
      ++pfn;
      ++chunk.events;
    }
    std::vector<std::byte> bytes = page.finish();
    chunk.pages.insert(chunk.pages.end(), bytes.begin(), bytes.end());
  }
  chunk.last = {now};
  return chunk;
}

RunRow made_run_row() {
  return {.name = "sample",
          .spec_file = "sample.yaml",
          .spec_text = "name: sample\n",
          .seed = 0xfedcba9876543210,
          .boots = 2,
          .tool_version = "0.1.0",
          .acceleration = "tcg",
          .image_hash = "00",
          .started = {1'700'000'000'000'000'000},
          .finished = {},
          .profile = "quick",
          .host = {{"cores", "2"}, {"cpu_model", "QEMU Virtual CPU"}},
          .about = {{"question", "Who holds the pages?"}, {"headline", "cma_failure_ratio"}},
          .decide_at = {{"park", "activate"}, {"filter", "a=b \"c\""}, {"mode", ""}},
          .claims = {{"30 retries", "cma_failure_ratio", "stock", {}},
                     {"0.8 s a walk", "walk", "stock", {"walk", {{"pages", "8"}}}, 0.8, "s"}},
          .fewest_boots = 1};
}

std::vector<MachineRow> made_machines() {
  return {{.name = "smp2",
           .vcpus = 2,
           .memory = mib(512),
           .numa_nodes = 1,
           .cmdline = "cma=32M",
           .detail = {.nodes = {{mib(512), {0, 1}}}, .disks = {{.size = mib(64), .iops = 200}}}}};
}

std::vector<WorkloadRow> made_workloads() {
  return {{.name = "cma-churn",
           .program = "cma-churn",
           .args = {{"allocations", "50"}},
           .settings = {{"/sys/kernel/mm/a", "1"}},
           .swept = {{"a", "1"}, {"observe", "all of it"}},
           .metrics = {{"ops", "ops: ([0-9]+)", "1/s", "higher"}}}};
}

std::vector<VariantRow> made_variants() {
  return {{.name = "stock",
           .position = 0,
           .patches = {{"instrumentation", "page_lock.patch", "ab"}},
           .kernel_hash = "aa",
           .kernel_release = "6.1.0"},
          {.name = "patched", .position = 1, .settings = {{"/sys/kernel/mm/b", "0"}}}};
}

std::vector<CellRow> made_cells(int count) {
  std::vector<CellRow> cells;
  cells.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    cells.push_back({.id = {i},
                     .variant = i % 2 ? "patched" : "stock",
                     .machine = "smp2",
                     .workload = "cma-churn",
                     .boot = i / 2,
                     .block = i / 4,
                     .position = i});
  return cells;
}

namespace {

// A migration, and the allocation in whose way the reference was.
OperationRows made_operation_rows() {
  OperationRows rows;
  rows.operations = {{.id = 1,
                      .kind = "migrate",
                      .reason = "syscall",
                      .pid = 60,
                      .begin = {1'000},
                      .end = {2'000},
                      .first_pfn = std::nullopt},
                     {.id = 2,
                      .kind = "cma_alloc",
                      .reason = "",
                      .pid = 61,
                      .begin = {3'000},
                      .end = {6'000},
                      .first_pfn = 1024,
                      .pages = 512,
                      .failed = true,
                      .error = -16,
                      .retries = 3,
                      .attempts = 10,
                      .failed_attempts = 9}};
  rows.locks = {{2, "fault", 4, 1, 700, 400}};
  rows.references = {{2, "lru_batch", 1, 2'000}};
  return rows;
}

// A failed migration, and who held the page.
ReferenceRows made_reference_rows() {
  ReferenceRows references;
  references.failures = {{.id = 1,
                          .time = {5'000},
                          .kind = "freeze",
                          .pfn = 1024,
                          .seen = 3,
                          .expected = 2,
                          .pid = 61,
                          .stack = 0,
                          .in_cma = true,
                          .attribution = "named",
                          .operation = 2}};
  references.holders = {{.failure = 1,
                         .ordinal = 0,
                         .holder_class = "lru_batch",
                         .pid = std::nullopt,
                         .comm = "",
                         .cpu = 1,
                         .age_ns = 4'000,
                         .confidence = "high",
                         .evidence = "found in the lru_add batch of CPU 1",
                         .stack = 3}};
  return references;
}

// Holds of two pages' locks, a reference to one of them, and where they are.
PageRows made_page_rows() {
  PageRows rows;
  rows.locks = {{.id = 1,
                 .pfn = 1024,
                 .begin = {3'100},
                 .end = {3'500},
                 .holder_class = "fault",
                 .pid = 60,
                 .comm = "reader",
                 .cpu = 0,
                 .stack = 3,
                 .waiters = 2,
                 .waited_ns = 600},
                {.id = 2, .pfn = 1025, .begin = {3'200}, .end = {3'300}, .holder_class = "other"},
                {.id = 3, .pfn = 1024, .begin = {5'100}, .end = {9'000}, .holder_class = "write"}};
  rows.references = {{.id = 1,
                      .pfn = 1024,
                      .begin = {1'000},
                      .end = {5'000},
                      .holder_class = "lru_batch",
                      .pid = 60,
                      .comm = "reader",
                      .cpu = 1,
                      .stack = 3}};
  rows.ranges = {{.kind = "cma", .name = "reserved", .first_pfn = 1024, .pages = 8192},
                 {.kind = "node", .name = "", .node = 0, .first_pfn = 1, .pages = 131'071},
                 {.kind = "zone", .name = "DMA32", .node = 0, .first_pfn = 4096, .pages = 126'976}};
  rows.holder_counts = {{"lru_batch", 3, 9}, {"unknown", 0, 1}};
  return rows;
}

std::vector<AttemptRow> made_attempts(const CellRow& cell) {
  return {{.attempt = 1,
           .status = CellStatus::HostError,
           .reason = "QEMU ended unexpectedly by signal 9 (Killed)",
           .console = "console/0.attempt1.log",
           .started = HostTime{1'600'000'000'000'000'000},
           .host = {.qemu_ran = 1500, .qemu_end = "signal 9 (Killed)"}},
          {.attempt = 2,
           .status = CellStatus::Done,
           .started = cell.started,
           .finished = cell.finished,
           .host = {3000, 20'000, 0, 0, 70, 900, 0, 1, ""},
           .on = HostRow{"qemu+ssh://one/system", 8, "EPYC", "7.2.17", "tcg"}}};
}

}  // namespace

CellRecord made_record(CellId cell, const std::vector<PageChunk>& chunks) {
  CellRecord record;
  record.cell.id = cell;
  record.cell.status = CellStatus::Done;
  record.cell.console = "cells/0/console.log";
  record.cell.started = HostTime{1'700'000'000'000'000'001};
  record.cell.finished = HostTime{1'700'000'009'000'000'000};
  record.cell.boot_ms = 2500;
  record.cell.cpus = 2;
  record.cell.page_size = kPageSize;
  record.cell.host_load = 1.5;
  record.cell.agent_rss_bytes = 9 << 20;
  record.attempts = made_attempts(record.cell);
  record.formats = made_formats();
  for (const PageChunk& chunk : chunks) {
    if (record.cpu_accounting.empty() || record.cpu_accounting.back().cpu != chunk.cpu)
      record.cpu_accounting.push_back({.cpu = chunk.cpu, .produced = 7, .lost_dropped = 7});
    record.cpu_accounting.back().produced += chunk.events;
    record.cpu_accounting.back().stored += chunk.events;
  }
  record.probe_accounting = {{.probe = "folio_migrate_mapping", .hits = 12, .misses = 0}};
  record.vmstat = {{.name = "pgmigrate_fail", .before = 3, .after = 45}};
  record.workload_results = {R"({"allocation":1,"ok":true})", "not JSON"};
  record.metrics = {{.name = "cma_failure_ratio",
                     .value = 0.25,
                     .unit = "ratio",
                     .source = "workload",
                     .touched_by_loss = true}};
  record.distributions = {{.name = "cma_alloc_ms", .low = 0, .high = 1, .count = 9, .unit = "ms"}};
  record.anomalies = {{.name = "unknown_event_id", .count = 2}};
  record.guest_files = {{.name = "stacks", .text = "3 1a2b 4c\n"}};
  record.clock = {{"start", 1'000'000, 7'001'000'000, 2'000},
                  {"end", 5'000'000, 7'005'000'900, 40}};
  record.stacks = {{.id = 3, .frames = "folio_add_lru;do_anonymous_page"}};
  record.references = made_reference_rows();
  record.operations = made_operation_rows();
  record.page_rows = made_page_rows();
  return record;
}

std::vector<PageChunk> made_chunks() {
  std::vector<PageChunk> chunks;
  for (int cpu = 0; cpu < 2; ++cpu)
    for (std::int64_t seq = 0; seq < 2; ++seq)
      chunks.push_back(made_chunk(
          {.cpu = cpu, .seq = seq, .start_ns = 1'000'000 * static_cast<std::uint64_t>(seq + 1)}));
  return chunks;
}

ChunkSource source_of(std::vector<PageChunk> chunks) {
  return [chunks = std::move(chunks),
          next = std::size_t{0}]() mutable -> Result<std::optional<PageChunk>> {
    if (next == chunks.size()) return std::optional<PageChunk>();
    return std::optional<PageChunk>(chunks[next++]);
  };
}

Result<std::unique_ptr<Writer>> create_made_file(const std::filesystem::path& file, int cells) {
  return Writer::create(file, made_run_row(), made_machines(), made_workloads(), made_variants(),
                        made_cells(cells));
}

}  // namespace folioscope::store
