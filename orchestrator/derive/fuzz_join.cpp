// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as the events of a hostile guest. Whatever they say, the walk must end in
// finite numbers, shares between 0 and 1, and no more references named than were extra.
//
// An event is a byte that says which, a byte for its CPU and the time since the one before, and a
// byte for each field: mostly its value, so that mutations meet each other's numbers.
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "testing/fuzz.h"
#include "testing/made_events.h"

using namespace folioscope;
using namespace folioscope::derive;
using fuzz::check;

namespace {

struct Shape {
  std::string_view name;
  std::size_t fields;
};
constexpr Shape kShapes[] = {{"folio_lock_acquired", 3},
                             {"folio_lock_released", 2},
                             {"folio_wait_begin", 3},
                             {"folio_wait_end", 3},
                             {"folio_wake", 6},
                             {"mm_page_free", 2},
                             {"unexpected_refcount", 13},
                             {"page_history", 12},
                             {"cma_alloc_start", 2},
                             {"cma_alloc_finish", 4},
                             {"cma_alloc_busy_retry", 4},
                             {"mm_migrate_pages_start", 2},
                             {"mm_migrate_pages", 3},
                             {"mm_compaction_begin", 1},
                             {"mm_compaction_end", 2},
                             {"page_ref_mod", 2},
                             {"page_ref_freeze", 4},
                             {"split_huge_page_to_list", 1},
                             {"io_schedule", 0},
                             {"own_probe", 2},
                             {"sched_switch", 1},
                             {"mmap_lock_start_locking", 2},
                             {"mmap_lock_acquire_returned", 3},
                             {"mmap_lock_released", 2},
                             {"mm_vmscan_lru_shrink_inactive", 5},
                             {"mm_vmscan_direct_reclaim_begin", 1},
                             {"mm_vmscan_direct_reclaim_end", 1},
                             {"migrate_attempt", 5},
                             {"contig_result", 3},
                             {"cma_result", 1},
                             {"offline_pages", 2},
                             {"offline_pages_return", 1}};

std::int64_t value_of_byte(std::uint8_t byte) {
  constexpr std::int64_t kEdges[] = {std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min(),
                                     std::numeric_limits<std::int32_t>::max(),
                                     std::numeric_limits<std::int32_t>::min(),
                                     std::int64_t{1} << 32,
                                     -(std::int64_t{1} << 40)};
  return byte < 250 ? std::int64_t{byte} - 2 : kEdges[byte - 250];
}

MadeEvents events_of(std::span<const std::uint8_t> bytes) {
  static const MadeEvents none;
  MadeEvents made = none;
  std::uint64_t now = 1'000;
  while (bytes.size() >= 2) {
    const Shape& shape = kShapes[bytes[0] % std::size(kShapes)];
    const int cpu = bytes[1] % 4;
    now += bytes[1] / 4;
    bytes = bytes.subspan(2);
    if (bytes.size() < shape.fields) return made;
    std::vector<std::int64_t> values;
    for (const std::uint8_t byte : bytes.first(shape.fields)) values.push_back(value_of_byte(byte));
    bytes = bytes.subspan(shape.fields);
    made.at(now, cpu, static_cast<int>(now % 8), shape.name, values);
  }
  return made;
}

void check_derived(const Derived& derived) {
  for (const store::MetricRow& metric : derived.metrics) {
    check(std::isfinite(metric.value));
    if (metric.unit == "ratio") check(metric.value >= 0 && metric.value <= 1);
  }
  for (const store::DistributionRow& row : derived.distributions)
    check(row.count > 0 && std::isfinite(row.low) && std::isfinite(row.high));
  std::map<std::int64_t, std::int64_t> extra;
  for (const store::FailureRow& failure : derived.references.failures)
    extra[failure.id] = failure.extra_references();
  for (const store::HolderRow& holder : derived.references.holders) {
    check(extra.contains(holder.failure) && --extra[holder.failure] >= 0);
    check(holder.age_ns.value_or(0) >= 0 && !holder.evidence.empty());
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  BootData rest;
  rest.named_stacks = {{1, "internal_get_user_pages_fast"},
                       {2, "folio_batch_move_lru"},
                       {3, "filemap_fault"},
                       {4, "isolate_migratepages_block"},
                       {5, "__filemap_add_folio"}};
  check_derived(events_of({data, size}).derive(rest));
  return 0;
}
