// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_events.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

namespace folioscope::derive {

store::PagesByCpu made_pages(std::map<int, std::vector<std::byte>> pages, std::size_t chunk_bytes) {
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

DerivedBoot derived(const BootData& boot) {
  auto result = derive_boot(boot);
  if (!result.ok()) throw std::runtime_error(result.fault().what);
  return *std::move(result);
}

Derived rows_of(const BootData& boot) { return derived(boot).rows; }

BootData lossy_boot() {
  BootData boot;
  boot.accounting = {{.cpu = 1'000, .produced = 1, .lost_dropped = 1}};
  return boot;
}

MadeEvents::MadeEvents(bool newer, bool abi1)
    : unexpected_(abi1 ? kUnexpectedInAbi1 : MMTRACE_EVENT_UNEXPECTED) {
  define(11, "cma", "cma_alloc_start", {"count", "align"});
  std::vector<std::string> finish = {"pfn", "page", "count", "align"};
  if (newer) finish.push_back("errorno");
  define(12, "cma", "cma_alloc_finish", finish);
  define(13, "cma", "cma_alloc_busy_retry", {"pfn", "page", "count", "align"});
  define(20, "migrate", "mm_migrate_pages_start", {"mode", "reason"});
  define(21, "migrate", "mm_migrate_pages", {"succeeded", "failed", "reason"});
  define(22, "compaction", "mm_compaction_begin", {"sync"});
  define(23, "compaction", "mm_compaction_end", {"sync", "status"});
  define(31, "page_ref", "page_ref_mod", {"pfn", "val"});
  define(32, "page_ref", "page_ref_freeze", {"pfn", "count", "val", "ret"});
  define(35, "folioscope", "split_huge_page_to_list", {"refcount"});
  define(36, "folioscope", "io_schedule", {});
  define(38, "folioscope", "offline_pages", {"start_pfn", "nr_pages"});
  define(39, "folioscope", "offline_pages_return", {"ret"});
  define(37, "folioscope", "own_probe", {"rc", "folio:u64"});
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
  define(63, "mmtrace", "migrate_attempt", {"pass", "reason", "rc", "stage", "pfn"});
  define(64, "mmtrace", "contig_result", {"ret", "start", "end"});
  define(65, "mmtrace", "cma_result", {"errno"});
}

MadeEvents::~MadeEvents() = default;

MadeEvents& MadeEvents::at(std::uint64_t time_ns, int cpu, int pid, std::string_view name,
                           const std::vector<std::int64_t>& values) {
  trace::RecordBytes record(ids_.at(std::string(name)), pid);
  for (const std::int64_t value : values) record.put(value);
  for (std::size_t i = values.size(); i < numbers_.at(std::string(name)); ++i)
    record.put(std::int64_t{0});
  auto& pages = pages_[cpu];
  if (pages.empty() || pages.back().room() < record.bytes().size() + 24)
    pages.emplace_back(time_ns);
  pages.back().event(time_ns, record);
  return *this;
}

MadeEvents& MadeEvents::failure(const MigrationFailure& made, int cpu) {
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

std::vector<std::byte> MadeEvents::pages(int cpu) const {
  std::vector<std::byte> bytes;
  for (const trace::PageBuilder& page : pages_.at(cpu)) {
    const auto one = page.finish();
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  return bytes;
}

BootData MadeEvents::boot(BootData rest) const {
  rest.formats = formats_;
  std::map<int, std::vector<std::byte>> pages_by_cpu;
  for (const auto& [cpu, made] : pages_) pages_by_cpu[cpu] = pages(cpu);
  rest.pages = made_pages(std::move(pages_by_cpu));
  return rest;
}

BootData MadeEvents::boot() const { return boot(BootData()); }

Derived MadeEvents::derive() const { return rows_of(boot()); }

Derived MadeEvents::derive(const BootData& rest) const { return rows_of(boot(rest)); }

void MadeEvents::define(std::uint16_t id, std::string system, std::string name,
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
    const std::size_t colon = number.find(':');  // "folio:u64"; without a type s64
    const std::string type = colon == number.npos ? "s64" : number.substr(colon + 1);
    format.fields.push_back({.name = number.substr(0, colon),
                             .type = type,
                             .offset = offset,
                             .size = 8,
                             .is_signed = type.starts_with('s')});
    offset = static_cast<std::uint16_t>(offset + 8);
  }
  format.fixed_size = offset;
  numbers_[name] = numbers.size();
  ids_[std::move(name)] = id;
  formats_.add(std::move(format));
}

std::optional<double> value_of(const Derived& derived, std::string_view name) {
  for (const store::MetricRow& row : derived.metrics)
    if (row.name == name) return row.value;
  return std::nullopt;
}

std::int64_t anomaly_of(const Derived& derived, std::string_view name) {
  for (const store::AnomalyRow& row : derived.anomalies)
    if (row.name == name) return row.count;
  return 0;
}

}  // namespace folioscope::derive
