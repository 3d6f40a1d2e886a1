// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/split_tracker.h"

#include <algorithm>

namespace folioscope::derive {
namespace {

// x86-64: 2 MiB of 4 KiB pages, and the caller of the split.
constexpr std::int64_t kExpected = 512 + 1;

}  // namespace

SplitTracker::SplitTracker(Subscriber& events) {
  const auto event = events.on<&SplitTracker::split>("folioscope", "split_huge_page_to_list", this);
  // A probe of this name that fetches something else is the experiment's own business.
  refcount_ = event.optional("refcount");
  traced_ = static_cast<bool>(refcount_);
}

void SplitTracker::split(const trace::Record& record) {
  const std::int64_t extra = refcount_(record) - kExpected;
  min_ = attempts_ == 0 ? extra : std::min(min_, extra);
  max_ = attempts_ == 0 ? extra : std::max(max_, extra);
  sum_ += static_cast<double>(extra);
  ++attempts_;
}

void SplitTracker::finish(Output& out) {
  if (!traced_) return;
  out.count("split_attempts", attempts_);
  if (attempts_ == 0) return;
  out.metric("leaked_refs_per_folio", sum_ / static_cast<double>(attempts_));
  out.count("leaked_refs_min", min_);
  out.count("leaked_refs_max", max_);
}

}  // namespace folioscope::derive
