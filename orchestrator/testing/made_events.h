// SPDX-License-Identifier: GPL-3.0-or-later
// Events made up for tests: the tracepoints that derive knows, each field eight bytes wide, laid
// out in real ring-buffer pages by CPU.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "derive/derive.h"
#include "derive/holders/migration_failure.h"
#include "testing/page_builder.h"

namespace folioscope::derive {

using Derived = store::DerivedRows;

// Chunks of `chunk_bytes`, a whole number of pages.
inline store::PagesByCpu made_pages(std::map<int, std::vector<std::byte>> pages,
                                    std::size_t chunk_bytes = std::size_t{1} << 20) {
  store::PagesByCpu source;
  for (const auto& [cpu, bytes] : pages) source.cpus.push_back(cpu);
  source.open = [pages = std::move(pages), chunk_bytes](int cpu) {
    const auto walk = [bytes = std::span(pages.at(cpu)), chunk_bytes, cpu,
                       seq = std::int64_t{0}]() mutable -> Result<std::optional<store::PageChunk>> {
      if (bytes.empty()) return std::optional<store::PageChunk>();
      const auto part = bytes.first(std::min(bytes.size(), chunk_bytes));
      bytes = bytes.subspan(part.size());
      return std::optional(
          store::PageChunk{.cpu = cpu, .seq = seq++, .pages = {part.begin(), part.end()}});
    };
    return Result<store::ChunkSource>(store::ChunkSource(walk));
  };
  return source;
}

inline DerivedBoot derived(const BootData& boot) {
  auto result = derive_boot(boot);
  if (!result.ok()) throw std::runtime_error(result.fault().what);
  return *std::move(result);
}
inline Derived rows_of(const BootData& boot) { return derived(boot).rows; }

// Some CPU has lost an event.
inline BootData lossy_boot() {
  BootData boot;
  boot.accounting = {{.cpu = 1'000, .produced = 1, .lost_dropped = 1}};
  return boot;
}

class MadeEvents {
 public:
  // `newer`: cma_alloc_finish has errorno, as after 6.1. `abi1`: names of the instrumentation's
  // events and fields are those of ABI 1.
  explicit MadeEvents(bool newer = false, bool abi1 = false)
      : unexpected_(abi1 ? kUnexpectedInAbi1 : MMTRACE_EVENT_UNEXPECTED) {
    define(11, "cma", "cma_alloc_start", {"count", "align"});
    std::vector<std::string> finish = {"pfn", "page", "count", "align"};
    if (newer) finish.push_back("errorno");
    define(12, "cma", "cma_alloc_finish", finish);
    define(13, "cma", "cma_alloc_busy_retry", {"pfn", "page", "count", "align"});
    define(21, "migrate", "mm_migrate_pages", {"succeeded", "failed", "reason"});
    define(31, "page_ref", "page_ref_mod", {"pfn", "val"});
    define(32, "page_ref", "page_ref_freeze", {"pfn", "count", "val", "ret"});
    define(35, "folioscope", "split_huge_page_to_list", {"refcount"});
    define(36, "folioscope", "io_schedule", {});
    define(41, "sched", "sched_switch", {"prev_pid"});
    define(43, "mmap_lock", "mmap_lock_start_locking", {"mm", "write"});
    define(44, "mmap_lock", "mmap_lock_acquire_returned", {"mm", "write", "success"});
    define(45, "mmap_lock", "mmap_lock_released", {"mm", "write"});
    define(51, "page_lock", "folio_lock_acquired", {"pfn", "how", "stack"});
    define(52, "page_lock", "folio_lock_released", {"pfn", "flags"});
    define(53, "page_lock", "folio_wait_begin", {"pfn", "bit", "behaviour"});
    define(54, "page_lock", "folio_wait_end", {"pfn", "bit", "behaviour"});
    define(55, "page_lock", "folio_wake",
           {"bit", "entries", "woken", "chunks", "locked_ns", "total_ns"});
    define(56, "kmem", "mm_page_free", {"pfn", "order"});
    define(57, "vmscan", "mm_vmscan_lru_shrink_inactive",
           {"nr_scanned", "nr_reclaimed", "nr_ref_keep", "nr_activate0", "nr_activate1"});
    define(58, "vmscan", "mm_vmscan_direct_reclaim_begin", {"order"});
    define(59, "vmscan", "mm_vmscan_direct_reclaim_end", {"nr_reclaimed"});
    define(61, MMTRACE_SYSTEM, abi1 ? kUnexpectedInAbi1 : MMTRACE_EVENT_UNEXPECTED,
           {"failure", "kind", "pfn", "seen", "expected", "mapcount", "flags", "pinned", "lru_cpu",
            "lru_batch", "records", "whole", "stack"});
    define(62, "mmtrace", "page_history",
           {"failure", "pfn", "slot", "time", "pid", "cpu", "kind", "delta", "count", "mapcount",
            "stack", abi1 ? kInBatchInAbi1 : "in_batch"});
    define(63, "mmtrace", "migrate_attempt", {"pass", "reason", "rc", "stage"});
    define(64, "mmtrace", "contig_result", {"ret"});
    define(65, "mmtrace", "cma_result", {"errno"});
  }

  // One event; times of one CPU must not fall.
  MadeEvents& at(std::uint64_t time_ns, int cpu, int pid, std::string_view name,
                 const std::vector<std::int64_t>& values) {
    trace::RecordBytes record(ids_.at(std::string(name)), pid);
    for (const std::int64_t value : values) record.put(value);
    auto& pages = pages_[cpu];
    if (pages.empty() || pages.back().room() < record.bytes().size() + 24)
      pages.emplace_back(time_ns);
    pages.back().event(time_ns, record);
    return *this;
  }
  MadeEvents& cma_start(std::uint64_t time_ns, int cpu, int pid) {
    return at(time_ns, cpu, pid, "cma_alloc_start", {8192, 0});
  }
  MadeEvents& cma_success(std::uint64_t time_ns, int cpu, int pid) {
    return at(time_ns, cpu, pid, "cma_alloc_finish", {1024, -4096, 8192, 0});
  }
  MadeEvents& cma_failure(std::uint64_t time_ns, int cpu, int pid) {
    return at(time_ns, cpu, pid, "cma_alloc_finish", {1024, 0, 8192, 0});
  }
  MadeEvents& failed_freeze(std::uint64_t time_ns, int cpu, int pid, int seen, int expected) {
    return at(time_ns, cpu, pid, "page_ref_freeze", {77, seen, expected, 0});
  }

  MadeEvents& acquired(std::uint64_t time_ns, int cpu, int pfn, int how = 0, int stack = 0) {
    return at(time_ns, cpu, 7, "folio_lock_acquired", {pfn, how, stack});
  }
  MadeEvents& released(std::uint64_t time_ns, int cpu, int pfn, bool had_waiters = false) {
    return at(time_ns, cpu, 7, "folio_lock_released", {pfn, had_waiters ? 0x81 : 0x1});
  }
  // The failure and, on the same CPU right behind it, its page's history.
  MadeEvents& failure(const MigrationFailure& made, int cpu = 0) {
    const auto pfn = static_cast<std::int64_t>(made.pfn);
    at(made.time.ns, cpu, made.pid, unexpected_,
       {made.id, static_cast<int>(made.kind), pfn, made.seen, made.expected, made.mapcount,
        made.has_waiters ? 0x80 : 0, made.pinned, made.lru_cpu, made.lru_batch, made.records,
        made.whole, made.stack});
    int slot = 0;
    for (const HistoryRecord& one : made.history)
      at(made.time.ns, cpu, made.pid, "page_history",
         {made.id, pfn, slot++, static_cast<std::int64_t>(one.time.ns), one.pid, one.cpu,
          static_cast<int>(one.kind), one.delta, one.count, one.mapcount, one.stack, one.in_batch});
    return *this;
  }

  const trace::FormatTable& formats() const { return formats_; }
  std::vector<std::byte> pages(int cpu) const {
    std::vector<std::byte> bytes;
    for (const trace::PageBuilder& page : pages_.at(cpu)) {
      const auto one = page.finish();
      bytes.insert(bytes.end(), one.begin(), one.end());
    }
    return bytes;
  }

  // `rest` with these events.
  BootData boot(BootData rest = {}) const {
    rest.formats = formats_;
    std::map<int, std::vector<std::byte>> pages_by_cpu;
    for (const auto& [cpu, made] : pages_) pages_by_cpu[cpu] = pages(cpu);
    rest.pages = made_pages(std::move(pages_by_cpu));
    return rest;
  }
  Derived derive(const BootData& rest = {}) const { return rows_of(boot(rest)); }

 private:
  void define(std::uint16_t id, std::string system, std::string name,
              const std::vector<std::string>& numbers) {
    trace::EventFormat format;
    format.system = std::move(system);
    format.name = name;
    format.id = id;
    format.fields = {
        {.name = "common_type", .type = "unsigned short", .size = 2},
        {.name = "common_pid", .type = "int", .offset = 4, .size = 4, .is_signed = true}};
    std::uint16_t offset = 8;
    for (const std::string& number : numbers) {
      format.fields.push_back(
          {.name = number, .type = "s64", .offset = offset, .size = 8, .is_signed = true});
      offset = static_cast<std::uint16_t>(offset + 8);
    }
    format.fixed_size = offset;
    ids_[std::move(name)] = id;
    formats_.add(std::move(format));
  }

  const char* unexpected_;
  trace::FormatTable formats_;
  std::map<std::string, std::uint16_t> ids_;
  std::map<int, std::vector<trace::PageBuilder>> pages_;
};

inline std::optional<double> value_of(const Derived& derived, std::string_view name) {
  for (const store::MetricRow& row : derived.metrics)
    if (row.name == name) return row.value;
  return std::nullopt;
}

// 0 when there is none.
inline std::int64_t anomaly_of(const Derived& derived, std::string_view name) {
  for (const store::AnomalyRow& row : derived.anomalies)
    if (row.name == name) return row.count;
  return 0;
}

}  // namespace folioscope::derive
