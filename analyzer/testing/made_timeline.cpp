// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_timeline.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "testing/made_rows.h"
#include "testing/page_builder.h"

namespace folioscope::query {
namespace {

constexpr std::uint16_t kAcquired = 401, kReleased = 402, kWaitBegin = 403, kWaitEnd = 404,
                        kAttempt = 405;

// Every event has a pfn and one number more.
store::EventFormatRow format_row(const std::string& system, const std::string& name, int id,
                                 const std::string& number) {
  const auto field = [](const char* declaration, int offset, int size) {
    return fmt::format("\tfield:{};\toffset:{};\tsize:{};\tsigned:1;\n", declaration, offset, size);
  };
  return {system, name,
          fmt::format("name: {}\nID: {}\nformat:\n", name, id) +
              field("unsigned short common_type", 0, 2) +
              field("unsigned char common_flags", 2, 1) +
              field("unsigned char common_preempt_count", 3, 1) + field("int common_pid", 4, 4) +
              "\n" + field("unsigned long pfn", 8, 8) + field(("int " + number).c_str(), 16, 4) +
              "\nprint fmt: \"\"\n"};
}

store::FormatSet lock_formats() {
  store::FormatSet set = store::made_formats();
  set.formats = {format_row("page_lock", "folio_lock_acquired", kAcquired, "stack"),
                 format_row("page_lock", "folio_lock_released", kReleased, "stack"),
                 format_row("page_lock", "folio_wait_begin", kWaitBegin, "bit"),
                 format_row("page_lock", "folio_wait_end", kWaitEnd, "bit"),
                 format_row("mmtrace", "migrate_attempt", kAttempt, "rc")};
  return set;
}

struct MadeEvent {
  std::int64_t ns = 0;
  std::uint16_t id = 0;
  std::int32_t pid = 0;
  std::uint64_t pfn = kHeldPfn;
  std::int32_t number = 0;
};

// As many pages as the events need; a CPU whose ring lost something says so before its last event.
store::PageChunk chunk_of(int cpu, std::int64_t seq, const std::vector<MadeEvent>& events,
                          bool loss_before_last = false) {
  store::PageChunk chunk{.cpu = cpu,
                         .seq = seq,
                         .events = static_cast<std::int64_t>(events.size()),
                         .first = {static_cast<std::uint64_t>(events.front().ns)},
                         .last = {static_cast<std::uint64_t>(events.back().ns)},
                         .pages = {}};
  trace::PageBuilder page(chunk.first.ns);
  const auto end_page = [&] {
    const std::vector<std::byte> bytes = page.finish();
    chunk.pages.insert(chunk.pages.end(), bytes.begin(), bytes.end());
  };
  for (const MadeEvent& event : events) {
    const auto ns = static_cast<std::uint64_t>(event.ns);
    const bool loss = loss_before_last && &event == &events.back();
    if (loss || page.room() < 64) {
      end_page();
      page = trace::PageBuilder(ns);
    }
    if (loss) page.lost(3);
    page.event(ns, trace::RecordBytes(event.id, event.pid).put(event.pfn).put(event.number));
  }
  end_page();
  return chunk;
}

std::vector<store::PageChunk> lock_chunks() {
  std::vector<MadeEvent> first = {{10 * kMs, kAcquired, 100, kHeldPfn, kLongStack},
                                  {14 * kMs, kReleased, 100}};
  std::vector<MadeEvent> second;
  for (int i = 0; i < kManyLocks; ++i) {
    std::vector<MadeEvent>& events = i < kManyLocks / 2 ? first : second;
    const std::int64_t ns = 20 * kMs + i * 20'000;
    const std::uint64_t pfn = 0x2000 + static_cast<std::uint64_t>(i);
    events.push_back({ns, kAcquired, 100, pfn});
    events.push_back({ns + 5'000, kReleased, 100, pfn});
  }
  return {chunk_of(0, 0, first), chunk_of(0, 1, second),
          chunk_of(1, 0,
                   {{11 * kMs, kWaitBegin, 200},
                    {12 * kMs, kAttempt, 300, kHeldPfn, -11},
                    {14 * kMs + 100'000, kWaitEnd, 200},
                    {30 * kMs, kAcquired, 200, 0x3000}},
                   true)};
}

}  // namespace

MadeRun made_timeline() {
  MadeRun made({"stock", "drain-only"}, 2);
  store::CellRecord& cell = made.cell("stock", 0);
  made.events(cell, lock_formats(), lock_chunks());
  cell.clock = {{"start", 0, 7'000'000'000, 2'000}, {"end", 90'000'000, 7'090'000'900, 40}};
  cell.cpu_accounting = {{.cpu = 0, .produced = 2'002, .stored = 2'002},
                         {.cpu = 1, .produced = 7, .stored = 4, .lost_overrun = 3}};
  cell.operations.operations = {{.id = 1,
                                 .kind = "cma_alloc",
                                 .reason = "",
                                 .pid = 300,
                                 .begin = {9 * kMs},
                                 .end = {15 * kMs},
                                 .first_pfn = kHeldPfn,
                                 .pages = 512,
                                 .failed = true,
                                 .error = -16,
                                 .attempts = 1,
                                 .failed_attempts = 1}};
  cell.references.failures = {{.id = 1,
                               .time = {12 * kMs},
                               .kind = "freeze",
                               .pfn = kHeldPfn,
                               .seen = 3,
                               .expected = 2,
                               .pid = 300,
                               .in_cma = true,
                               .attribution = "named",
                               .operation = 1}};
  cell.references.holders = {{.failure = 1,
                              .holder_class = "gup",
                              .pid = 77,
                              .comm = "pin<b>",
                              .cpu = {},
                              .age_ns = 5 * kMs,
                              .confidence = "high",
                              .evidence = "a get without a put"}};
  cell.stacks = {{.id = kLongStack, .frames = "folio_lock;do_fault;handle_mm_fault"}};
  return made;
}

}  // namespace folioscope::query
