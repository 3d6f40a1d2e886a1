// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/room.h"

#include <algorithm>
#include <cerrno>
#include <string>

#include "workloads/kit/cma_area.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

Result<ZoneFree> free_of_area() {
  // Folds the per-CPU parts of the counters in, so that zoneinfo is exact.
  if (const int error = write_number("/proc/sys/vm/stat_refresh", 1); error != 0) {
    errno = error;
    return errno_fault("write", "/proc/sys/vm/stat_refresh");
  }
  TRY(const std::string text, read_text("/proc/zoneinfo"));
  return cma_zone_free(text);
}

Result<std::uint64_t> free_outside_cma() {
  TRY(const ZoneFree free, free_of_area());
  return free.all - free.cma;
}

}  // namespace

// 1/100000 of a zone is less than the shortest list that the kernel allows, which it then takes.
Status keep_free_lists_short() {
  TRY(const std::string release, read_text("/proc/sys/kernel/osrelease"));
  if (!lists_grow(release)) return {};
  constexpr const char* kFraction = "/proc/sys/vm/percpu_pagelist_high_fraction";
  if (const int error = write_number(kFraction, 100'000); error != 0) {
    errno = error;
    return errno_fault("write", kFraction);
  }
  return {};
}

Status stay_on_node_of_cma() {
  TRY(const ZoneFree zone, free_of_area());
  return allocate_from_node(zone.node);
}

// The kernel takes a movable page from CMA while more than half of the zone's free pages are CMA
// (__rmqueue(), mm/page_alloc.c). With an area of A pages, a working set of W and F free pages
// outside, all of W goes inside as long as A - W >= F at its end. So F = A - W, less a margin for
// pages on per-CPU lists; migration then has A - 2W to spare, a quarter of the area for the largest
// fill_percent, which covers the zone's watermarks. A set of less than a quarter of the area counts
// as a quarter: what CPUs keep on their lists does not shrink with it.
Result<Ballast> leave_room(std::uint64_t area_pages, std::uint64_t working_set) {
  const std::uint64_t margin = area_pages / 32;
  const std::uint64_t wanted = area_pages - std::max(working_set, area_pages / 4) - margin;
  Ballast ballast;
  TRY(std::uint64_t outside, free_outside_cma());
  if (outside > 2 * area_pages) {
    TRY_STATUS(ballast.add_huge_pages(outside - 2 * area_pages));
    TRY(outside, free_outside_cma());
  }
  // The second pass takes what the first had to estimate.
  for (int pass = 0; pass < 2 && outside > wanted; ++pass) {
    TRY_STATUS(ballast.add_pipes(outside - wanted));
    TRY(outside, free_outside_cma());
  }
  print_line(fact_line("free_pages_outside", static_cast<double>(outside)));
  return ballast;
}

}  // namespace folioscope::workloads
