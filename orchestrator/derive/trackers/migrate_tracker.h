// SPDX-License-Identifier: GPL-3.0-or-later
// The story of page migration (kernel: mm/migrate.c, migrate_pages()), from its summary event: one
// per call, with the pages that moved and those that did not after all passes. A page that a caller
// tries again in a second call counts again.
#pragma once

#include <cstdint>
#include <optional>

#include "derive/kept.h"
#include "derive/output.h"
#include "derive/trackers/cma_tracker.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class MigrateTracker {
 public:
  explicit MigrateTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const { return id_ == format.id; }
  void add(const trace::Record& record);
  // Writes migrate_success_ratio, migrate_pages_succeeded and migrate_pages_failed, the same with
  // suffix _contig_range for the migrations of contiguous-range allocations, and with `calls`
  // cma_migrate_retries_per_call: migrate_pages() calls that left pages behind, so that the
  // allocation had to try again or give up.
  void finish(const std::optional<CmaCalls>& calls, Output& out);

 private:
  struct Pages {
    double succeeded = 0, failed = 0;
  };
  static void write(const Pages& pages, const char* suffix, Output& out);

  struct Incomplete {
    GuestTime time;
    std::int64_t pid;
  };

  std::optional<std::uint16_t> id_;
  NumberReader pid_, succeeded_, failed_, reason_;
  Pages all_, contig_;
  Kept<Incomplete> incomplete_;
};

}  // namespace folioscope::derive
