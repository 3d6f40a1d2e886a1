// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <utility>

#include "derive/derive.h"
#include "derive/histogram_metrics.h"
#include "derive/hold_times.h"
#include "derive/named_stacks.h"
#include "derive/output.h"
#include "derive/ratios.h"
#include "derive/trackers/attempt_tracker.h"
#include "derive/trackers/cma_tracker.h"
#include "derive/trackers/failure_tracker.h"
#include "derive/trackers/lock_tracker.h"
#include "derive/trackers/migrate_tracker.h"
#include "derive/trackers/mmap_lock_tracker.h"
#include "derive/trackers/page_ref_tracker.h"
#include "derive/trackers/reclaim_tracker.h"
#include "derive/trackers/split_tracker.h"
#include "derive/vmstat_metrics.h"
#include "derive/workload_metrics.h"

namespace folioscope::derive {
namespace {

enum class Story : std::uint8_t {
  None,
  Cma,
  Migrate,
  PageRef,
  Freeze,
  Split,
  Lock,
  MmapLock,
  Failure,
  Attempt,
  Reclaim
};

// What to do with a record, by its type. Looked up once per event, so it is a flat table.
struct Route {
  std::uint32_t least_length =
      std::numeric_limits<std::uint32_t>::max();  // unknown: no record fits
  Story story = Story::None;
};

}  // namespace

struct Deriver::Impl {
  Impl(trace::PageLayout page_layout, const trace::FormatTable& formats, std::size_t size)
      : layout(page_layout),
        page_size(size),
        cma(formats),
        migrate(formats),
        page_ref(formats),
        split(formats),
        locks(formats),
        mmap_locks(formats),
        failures(formats),
        attempts(formats),
        reclaim(formats) {
    for (const trace::EventFormat& format : formats.all()) {
      if (routes.size() <= format.id) routes.resize(std::size_t{format.id} + 1);
      routes[format.id] = {std::max(format.fixed_size, 2u), story_of(format)};
    }
  }

  Story story_of(const trace::EventFormat& format) const {
    if (cma.handles(format)) return Story::Cma;
    if (migrate.handles(format)) return Story::Migrate;
    if (page_ref.is_freeze(format)) return Story::Freeze;
    if (page_ref.handles(format)) return Story::PageRef;
    if (split.handles(format)) return Story::Split;
    if (locks.handles(format)) return Story::Lock;
    if (mmap_locks.handles(format)) return Story::MmapLock;
    if (failures.handles(format)) return Story::Failure;
    if (attempts.handles(format)) return Story::Attempt;
    if (reclaim.handles(format)) return Story::Reclaim;
    return Story::None;
  }

  void add_page(int cpu, std::span<const std::byte> page, Counted& counted);
  bool tell(int cpu, const trace::Record& record);
  void note_page(int cpu, const trace::PageCursor& cursor, GuestTime last);

  const trace::PageLayout layout;
  const std::size_t page_size;
  std::vector<Route> routes;
  CmaTracker cma;
  MigrateTracker migrate;
  PageRefTracker page_ref;
  SplitTracker split;
  LockTracker locks;
  MmapLockTracker mmap_locks;
  FailureTracker failures;
  AttemptTracker attempts;
  ReclaimTracker reclaim;
  std::map<int, GuestTime> newest;  // by CPU: a page may not begin before the last one ended
  std::int64_t unknown = 0, damaged_pages = 0, damaged_bytes = 0, backwards = 0, lost = 0;
};

// False: no format knows this record, or it is shorter than its format.
bool Deriver::Impl::tell(int cpu, const trace::Record& record) {
  const std::size_t type = record.type();
  if (type >= routes.size() || record.data.size() < routes[type].least_length) return false;
  switch (routes[type].story) {
    case Story::None:
      break;
    case Story::PageRef:
      page_ref.count();
      break;
    case Story::Freeze:
      page_ref.count();
      page_ref.add_freeze(record);
      break;
    case Story::Migrate:
      migrate.add(record);
      break;
    case Story::Split:
      split.add(record);
      break;
    case Story::Lock:
      locks.add(cpu, record);
      break;
    case Story::MmapLock:
      mmap_locks.add(cpu, record);
      break;
    case Story::Failure:
      failures.add(record);
      break;
    case Story::Attempt:
      attempts.add(record);
      break;
    case Story::Reclaim:
      reclaim.add(cpu, record);
      break;
    case Story::Cma:
      cma.add(cpu, record);
      break;
  }
  return true;
}

void Deriver::Impl::add_page(int cpu, std::span<const std::byte> page, Counted& counted) {
  trace::PageCursor cursor(layout, page);
  trace::Record record;
  GuestTime first{std::numeric_limits<std::uint64_t>::max()}, last;
  std::int64_t events = 0;
  while (cursor.next(record)) {
    if (!tell(cpu, record)) {
      ++counted.unknown;
      continue;
    }
    ++events;
    first = std::min(first, record.time);
    last = std::max(last, record.time);
  }
  if (events > 0) {
    counted.first = counted.events == 0 ? first : std::min(counted.first, first);
    counted.last = std::max(counted.last, last);
    counted.events += events;
  }
  if (cursor.error() != trace::PageError::None) ++counted.damaged_pages;
  note_page(cpu, cursor, last);
}

void Deriver::Impl::note_page(int cpu, const trace::PageCursor& cursor, GuestTime last) {
  damaged_bytes += static_cast<std::int64_t>(cursor.damaged_bytes());
  // The guest's number, cut to one that sums of it cannot overflow.
  constexpr std::uint64_t kMostLost = std::uint64_t{1} << 32;
  if (cursor.loss().lost)
    lost += static_cast<std::int64_t>(std::min(cursor.loss().count.value_or(1), kMostLost));
  GuestTime& before = newest[cpu];
  if (cursor.error() == trace::PageError::None && cursor.start() < before) ++backwards;
  before = std::max(before, last);
}

Deriver::Deriver(trace::PageLayout layout, const trace::FormatTable& formats, std::size_t page_size)
    : impl_(std::make_unique<Impl>(layout, formats, page_size)) {
  assert(page_size > 0);
}

Deriver::~Deriver() = default;

Deriver::Counted Deriver::add_pages(int cpu, std::span<const std::byte> pages) {
  Counted counted;
  while (!pages.empty()) {
    const std::size_t size = std::min(impl_->page_size, pages.size());
    impl_->add_page(cpu, pages.first(size), counted);
    pages = pages.subspan(size);
  }
  impl_->unknown += counted.unknown;
  impl_->damaged_pages += counted.damaged_pages;
  return counted;
}

namespace {

NamedStacks name_stacks(const Finish& rest, Output& out) {
  if (!rest.named_stacks.empty()) return NamedStacks(rest.named_stacks);
  const StackTable table = StackTable::parse(rest.guest.stacks);
  out.anomaly("stack_lines_not_understood", table.refused_lines());
  std::optional<Symbols> symbols;
  if (!rest.system_map.empty()) {
    auto parsed = Symbols::parse({rest.system_map, rest.symbols_of}, rest.kernel);
    out.anomaly("symbols_refused", parsed.ok() ? 0 : 1);
    if (parsed.ok()) symbols = *std::move(parsed);
  }
  NamedStacks stacks(table, symbols ? &*symbols : nullptr);
  out.anomaly("stack_frames_without_name", stacks.frames_without_name());
  return stacks;
}

}  // namespace

Derived Deriver::finish(const Finish& rest) {
  Output out(rest.lossy);
  const std::optional<CmaCalls> calls = impl_->cma.finish(out);
  impl_->migrate.finish(calls, out);
  impl_->attempts.finish(calls, out);
  impl_->page_ref.finish(calls, out);
  impl_->split.finish(out);
  impl_->reclaim.finish(out);
  impl_->mmap_locks.finish(out);
  const NamedStacks stacks = name_stacks(rest, out);
  Sleepers sleepers;
  for (const MigrationFailure& failure : impl_->failures.failures()) sleepers.watch(failure.pfn);
  impl_->locks.finish(stacks, sleepers, out);
  store::ReferenceRows references = impl_->failures.finish(
      {.stacks = stacks, .sleepers = sleepers, .cma = calls, .lossy = rest.lossy}, out);
  // Where the events tell the holds one by one, the guest's sums have nothing to add.
  if (!impl_->locks.traced()) write_guest_holds(rest.guest.holds, stacks, out);
  write_guest_counters(rest.guest.counters, out);
  write_histogram_metrics(rest.histograms, out);
  write_vmstat_metrics(rest.vmstat, out);
  write_workload_metrics(rest.workload_lines, out);
  write_ratios(out);
  out.anomaly("events_not_understood", impl_->unknown);
  out.anomaly("pages_damaged", impl_->damaged_pages);
  out.anomaly("page_bytes_damaged", impl_->damaged_bytes);
  out.anomaly("pages_out_of_order", impl_->backwards);
  out.anomaly("events_lost_before_a_page", impl_->lost);
  Derived derived = std::move(out).take();
  derived.stacks = stacks.rows();
  derived.references = std::move(references);
  return derived;
}

}  // namespace folioscope::derive
