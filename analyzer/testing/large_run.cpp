// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/large_run.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "stats/random.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"
#include "testing/page_builder.h"

namespace folioscope::query {
namespace {

constexpr std::uint16_t kLockTaken = 283, kLockDropped = 282, kWaitStart = 281, kWaitOver = 280,
                        kReference = 262, kAttempted = 278;
constexpr std::size_t kChunkPages = 256, kPageBytes = 4096;
constexpr std::uint64_t kStartNs = 4'000'000'000;
// Of 512 MiB, and of what a burst works on.
constexpr std::uint64_t kAllPages = 131'072, kWorkingSet = 64;
constexpr int kBurst = 2'000;
constexpr std::size_t kLongestRecord = 80;  // with its header

store::FormatSet large_formats() {
  const auto number = [](const char* type, const char* name, int offset, int size, int is_signed) {
    return fmt::format("\tfield:{} {};\toffset:{};\tsize:{};\tsigned:{};\n", type, name, offset,
                       size, is_signed);
  };
  const std::string pfn = number("unsigned long", "pfn", 8, 8, 0);
  const std::string flags = number("unsigned long", "flags", 16, 8, 0);
  const std::string lock = pfn + flags + number("u64", "ino", 24, 8, 0) +
                           number("unsigned long", "index", 32, 8, 0) +
                           number("u32", "dev", 40, 4, 0) + number("int", "count", 44, 4, 1) +
                           number("int", "mapcount", 48, 4, 1) + number("int", "owner", 52, 4, 1) +
                           number("u32", "stack", 56, 4, 0) + number("u8", "order", 60, 1, 0) +
                           number("u8", "how", 61, 1, 0);
  const std::string wait = pfn + number("int", "count", 16, 4, 1) +
                           number("u32", "stack", 20, 4, 0) + number("u8", "bit", 24, 1, 0) +
                           number("u8", "behaviour", 25, 1, 0);
  const std::string ref = pfn + flags + number("int", "count", 24, 4, 1) +
                          number("int", "mapcount", 28, 4, 1) +
                          number("void *", "mapping", 32, 8, 0) + number("int", "mt", 40, 4, 1) +
                          number("int", "val", 44, 4, 1);
  const std::string attempt = pfn + flags + number("int", "pass", 24, 4, 1) +
                              number("int", "rc", 28, 4, 1) + number("int", "count", 32, 4, 1) +
                              number("int", "expected", 36, 4, 1);
  store::FormatSet set{.header_page = store::made_formats().header_page, .formats = {}};
  const auto add = [&](const char* system, const char* name, int id, const std::string& fields) {
    set.formats.push_back({system, name, store::format_text(name, id, fields)});
  };
  add("page_lock", "folio_lock_acquired", kLockTaken, lock);
  add("page_lock", "folio_lock_released", kLockDropped, lock);
  add("page_lock", "folio_wait_begin", kWaitStart, wait);
  add("page_lock", "folio_wait_end", kWaitOver, wait);
  add("page_ref", "page_ref_mod", kReference, ref);
  add("mmtrace", "migrate_attempt", kAttempted, attempt);
  return set;
}

// The events of one CPU of one boot, chunk by chunk.
class CpuEvents {
 public:
  CpuEvents(CellId cell, int cpu, std::int64_t events)
      : random_(static_cast<std::uint64_t>(cell.value * 1024 + cpu)), cpu_(cpu), left_(events) {}

  bool at_end() const { return left_ == 0; }
  store::PageChunk next() {
    store::PageChunk chunk{.cpu = cpu_, .seq = seq_++, .first = {now_}};
    while (left_ > 0 && chunk.pages.size() < kChunkPages * kPageBytes) {
      trace::PageBuilder page(now_);
      while (left_ > 0 && page.room() >= kLongestRecord) {
        page.event(now_, record());
        chunk.last = {now_};
        ++chunk.events;
        --left_;
        step();
      }
      const std::vector<std::byte> bytes = page.finish();
      chunk.pages.insert(chunk.pages.end(), bytes.begin(), bytes.end());
    }
    return chunk;
  }

 private:
  void step() {
    now_ += 60 + random_.below(900);
    if (--burst_ > 0) return;
    burst_ = kBurst;
    now_ += random_.below(40'000'000);
    base_ = random_.below(kAllPages - kWorkingSet);
    task_ = random_.below(200) == 0 ? kRareTask : 100 + static_cast<int>(random_.below(40));
  }

  trace::RecordBytes record() {
    const std::uint64_t pfn = base_ + random_.below(kWorkingSet);
    const std::uint64_t kind = random_.below(1000);
    if (kind < 550) return reference(pfn);
    if (kind < 700) return lock(kLockTaken, pfn);
    if (kind < 850) return lock(kLockDropped, pfn);
    if (kind < 924) return wait(kWaitStart, pfn);
    if (kind < 998) return wait(kWaitOver, pfn);
    return attempt(pfn);
  }
  static constexpr std::uint64_t kFlags = 0xa0000;
  int small() { return static_cast<int>(random_.below(4)); }

  trace::RecordBytes reference(std::uint64_t pfn) {
    trace::RecordBytes record(kReference, task_);
    record.put(pfn).put(kFlags).put(small()).put(small() - 1);
    record.put(std::uint64_t{0xffff888001000000} + base_ % 16 * kPageBytes);
    record.put(std::int32_t{1}).put(small() < 2 ? -1 : 1);
    return record;
  }
  trace::RecordBytes lock(std::uint16_t id, std::uint64_t pfn) {
    trace::RecordBytes record(id, task_);
    record.put(pfn).put(kFlags).put(std::uint64_t{77}).put(pfn - base_).put(std::uint32_t{254});
    record.put(small()).put(small() - 1).put(task_);
    record.put(static_cast<std::uint32_t>(base_ % 32));
    record.put(std::uint8_t{0}).put(static_cast<std::uint8_t>(small()));
    return record;
  }
  trace::RecordBytes wait(std::uint16_t id, std::uint64_t pfn) {
    trace::RecordBytes record(id, task_);
    record.put(pfn).put(small()).put(static_cast<std::uint32_t>(base_ % 32));
    record.put(std::uint8_t{0}).put(static_cast<std::uint8_t>(small()));
    return record;
  }
  trace::RecordBytes attempt(std::uint64_t pfn) {
    trace::RecordBytes record(kAttempted, task_);
    record.put(pfn).put(kFlags).put(small()).put(std::int32_t{-11}).put(small() + 2);
    record.put(std::int32_t{1});
    return record;
  }

  stats::Random random_;
  int cpu_;
  std::int64_t left_, seq_ = 0;
  std::uint64_t now_ = kStartNs, base_ = 4096;
  int burst_ = kBurst, task_ = 100;
};

store::ChunkSource events_of(const store::CellRecord& record) {
  std::vector<CpuEvents> cpus;
  for (const store::CpuAccounting& row : record.cpu_accounting)
    cpus.emplace_back(record.cell.id, row.cpu, row.stored);
  return [cpus = std::move(cpus),
          at = std::size_t{0}]() mutable -> Result<std::optional<store::PageChunk>> {
    while (at < cpus.size() && cpus[at].at_end()) ++at;
    if (at == cpus.size()) return std::optional<store::PageChunk>();
    return std::optional(cpus[at].next());
  };
}

}  // namespace

void write_large_events(const std::filesystem::path& file, const LargeEvents& size) {
  MadeRun made({"stock", "drain-only"}, size.boots / 2);
  const std::int64_t of_cpu = size.events / size.boots / size.cpus;
  for (store::CellRecord& record : made.cells()) {
    record.formats = large_formats();
    record.cell.cpus = size.cpus;
    for (int cpu = 0; cpu < size.cpus; ++cpu)
      record.cpu_accounting.push_back({.cpu = cpu, .produced = of_cpu, .stored = of_cpu});
    record.metrics.push_back({"page_ref_events",
                              static_cast<double>(of_cpu * size.cpus) + record.cell.boot, "count",
                              "events", false});
  }
  made.pages(events_of);
  made.write(file);
}

void write_many_boots(const std::filesystem::path& file) {
  constexpr int kVariants = 30, kBoots = 166, kMetrics = 200, kLeading = 8;
  std::vector<std::string> variants = {"stock"};
  for (int i = 1; i < kVariants; ++i) variants.push_back(fmt::format("patch-{:02}", i));
  MadeRun made(variants, kBoots);
  stats::Random random(1);
  for (store::CellRecord& record : made.cells())
    for (int metric = 0; metric < kMetrics; ++metric)
      record.metrics.push_back({fmt::format("metric_{:03}", metric),
                                static_cast<double>(random.below(1'000'000)) / 1e3, "count",
                                "workload", false});
  for (int metric = 0; metric < kLeading; ++metric)
    made.run().about.push_back({"headline", fmt::format("metric_{:03}", metric)});
  made.write(file);
}

}  // namespace folioscope::query
