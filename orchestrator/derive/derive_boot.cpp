// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

#include "derive/cpu_lane.h"
#include "derive/derive.h"
#include "derive/histogram_metrics.h"
#include "derive/hold_times.h"
#include "derive/named_stacks.h"
#include "derive/output.h"
#include "derive/page_ranges.h"
#include "derive/ratios.h"
#include "derive/trackers/trackers.h"
#include "derive/vmstat_metrics.h"
#include "derive/workload_metrics.h"
#include "trace/merge.h"

namespace folioscope::derive {
namespace {

// What naming the stacks ran into.
struct Naming {
  NamedStacks stacks;
  std::int64_t refused_lines = 0, symbols_refused = 0, frames_without_name = 0;
};

NamedStacks with_symbols(const StackTable& table, const BootData& boot, Naming& naming) {
  if (boot.system_map.empty()) return NamedStacks(table, nullptr);
  const auto symbols = Symbols::parse({boot.system_map, boot.symbols_of}, boot.kernel);
  naming.symbols_refused = symbols.ok() ? 0 : 1;
  return NamedStacks(table, symbols.ok() ? &*symbols : nullptr);
}

Naming name_stacks(const BootData& boot) {
  Naming naming{.stacks = {}, .symbols_refused = boot.symbols_refused};
  const StackTable table = StackTable::parse(boot.guest.stacks);
  naming.refused_lines = table.refused_lines();
  naming.stacks = boot.named_stacks.empty() ? with_symbols(table, boot, naming)
                                            : NamedStacks(boot.named_stacks);
  naming.frames_without_name = naming.stacks.frames_without_name();
  return naming;
}

Result<std::vector<CpuLane>> lanes_of(const BootData& boot, const Dispatch& dispatch) {
  std::vector<CpuLane> lanes;
  for (const int cpu : boot.pages.cpus) {
    TRY(store::ChunkSource chunks, boot.pages.open(cpu));
    lanes.emplace_back(boot, dispatch, cpu, std::move(chunks));
  }
  return lanes;
}

// The accounting with what the pages say, and what every chunk held.
DerivedBoot account(const BootData& boot, const std::vector<CpuLane>& lanes) {
  DerivedBoot derived{.rows = {}, .accounting = boot.accounting, .chunks = {}};
  std::map<int, std::int64_t> stored;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const int cpu = boot.pages.cpus[i];
    stored[cpu] = lanes[i].events();
    derived.chunks[cpu] = lanes[i].chunks();
  }
  for (store::CpuAccounting& cpu : derived.accounting) {
    cpu.stored = stored[cpu.cpu];
    cpu.lost_transport = 0;
    cpu.lost_transport = cpu.produced - cpu.stored - cpu.lost();
  }
  return derived;
}

bool has_loss(const DerivedBoot& derived, const BootData& boot, const PageCounts& counts) {
  bool lossy = counts.unknown != 0 || counts.damaged_pages != 0;
  for (const store::CpuAccounting& cpu : derived.accounting) lossy |= cpu.lost() != 0;
  for (const store::ProbeAccounting& probe : boot.probes) lossy |= probe.misses != 0;
  return lossy;
}

// Page lock events tell the holds one by one; where they do, the guest's sums have nothing to add.
bool holds_traced(const trace::FormatTable& formats) {
  return formats.by_name(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_ACQUIRED) != nullptr &&
         formats.by_name(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_RELEASED) != nullptr;
}

// From the first event of any CPU to the last.
void note_time(const std::vector<CpuLane>& lanes, BootState& state) {
  std::optional<std::uint64_t> first, last;
  for (const CpuLane& lane : lanes)
    for (const ChunkFacts& chunk : lane.chunks()) {
      if (chunk.last.ns == 0) continue;  // no event with a format
      first = std::min(first.value_or(chunk.first.ns), chunk.first.ns);
      last = std::max(last.value_or(chunk.last.ns), chunk.last.ns);
    }
  state.last = {last.value_or(0)};
  state.seconds = first && *last > *first ? static_cast<double>(*last - *first) / 1e9 : 0;
}

void write_lock_intervals(BootState& state, Output& out) {
  state.page_locks.held().for_each([&](const HeldLock& lock) {
    if (lock.since_ns <= state.last.ns)
      state.lock_intervals.add_unreleased({.begin_ns = lock.since_ns,
                                           .end_ns = state.last.ns,
                                           .pfn = lock.pfn,
                                           .stack = lock.stack,
                                           .pid = lock.pid,
                                           .cpu = lock.cpu});
  });
  LockIntervals::Rows made =
      state.lock_intervals.rows(std::move(state.failed_pages), state.stacks, state.task_names);
  out.lock_intervals(std::move(made.rows));
  out.anomaly("lock_intervals_over_bound", made.over);
}

void write_zones(std::string_view zoneinfo, Output& out) {
  Zones zones = zones_of(zoneinfo);
  out.page_ranges(std::move(zones.rows));
  out.anomaly("zoneinfo_not_understood", zones.refused);
}

void write_anomalies(const BootData& boot, const Naming& naming, const PageCounts& counts,
                     Output& out) {
  out.anomaly("stack_lines_not_understood", naming.refused_lines);
  out.anomaly("symbols_refused", naming.symbols_refused);
  out.anomaly("stack_frames_without_name", naming.frames_without_name);
  out.anomaly("format_not_understood", boot.formats_not_understood);
  out.anomaly("batch_missing", boot.batches_missing);
  out.anomaly("events_not_understood", counts.unknown);
  out.anomaly("pages_damaged", counts.damaged_pages);
  out.anomaly("page_bytes_damaged", counts.damaged_bytes);
  out.anomaly("pages_out_of_order", counts.pages_out_of_order);
  out.anomaly("events_out_of_order", counts.events_out_of_order);
  out.anomaly("events_lost_before_a_page", counts.lost);
}

}  // namespace

Result<DerivedBoot> derive_boot(const BootData& boot) {
  assert(boot.page_size > 0);
  TRY(const KernelAbi abi, read_kernel_abi(boot.guest.abi));
  Naming naming = name_stacks(boot);
  SaidAreas cma = said_cma_areas(boot.guest.cma_areas);
  BootState state{.abi = abi,
                  .stacks = std::move(naming.stacks),
                  .cma_areas = std::move(cma.rows),
                  .cma = {},
                  .sleepers = {},
                  .page_locks = {},
                  .lock_intervals = {},
                  .failed_pages = {},
                  .task_names = {},
                  .operations = {},
                  .followed_probes = {}};
  Dispatch dispatch(boot.formats);
  Trackers trackers(boot.formats, state, dispatch);
  TRY(std::vector<CpuLane> lanes, lanes_of(boot, dispatch));
  TRY_STATUS(trace::merge_by_time(lanes, [&state](const RoutedEvent& event) {
    state.cpu = event.cpu;
    for (const Dispatch::Handler& handler : event.route->handlers)
      handler.call(handler.tracker, event);
  }));

  PageCounts counts;
  for (const CpuLane& lane : lanes) counts += lane.counts();
  DerivedBoot derived = account(boot, lanes);
  state.lossy = has_loss(derived, boot, counts);
  note_time(lanes, state);
  Output out(state.lossy);
  trackers.finish(out);
  write_lock_intervals(state, out);
  out.page_ranges(std::move(state.cma_areas));
  out.anomaly("cma_areas_not_understood", cma.refused);
  write_zones(boot.guest.zoneinfo, out);
  if (!holds_traced(boot.formats)) write_guest_holds(boot.guest.holds, state.stacks, out);
  write_guest_counters(boot.guest.counters, out);
  write_histogram_metrics(boot.guest.histograms, out);
  write_vmstat_metrics(boot.vmstat, boot.patterns, out);
  write_workload_metrics(boot.workload_lines, boot.patterns, out);
  write_ratios(out);
  write_anomalies(boot, naming, counts, out);
  derived.rows = std::move(out).take();
  derived.rows.stacks = state.stacks.rows();
  return derived;
}

}  // namespace folioscope::derive
