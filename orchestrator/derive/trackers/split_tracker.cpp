// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/split_tracker.h"

#include <algorithm>

namespace folioscope::derive {
namespace {

// x86-64: 2 MiB of 4 KiB pages, and the caller of the split.
constexpr std::int64_t kExpected = 512 + 1;

}  // namespace

SplitTracker::SplitTracker(const trace::FormatTable& formats) {
  const auto* format = formats.by_name("folioscope", "split_huge_page_to_list");
  refcount_ = {format, "refcount"};
  if (format != nullptr && refcount_) id_ = format->id;
}

void SplitTracker::add(const trace::Record& record) {
  const std::int64_t excess = refcount_(record) - kExpected;
  min_ = attempts_ == 0 ? excess : std::min(min_, excess);
  max_ = attempts_ == 0 ? excess : std::max(max_, excess);
  sum_ += static_cast<double>(excess);
  ++attempts_;
}

void SplitTracker::finish(Output& out) const {
  if (!id_) return;
  out.metric(Source::Events, "split_attempts", static_cast<double>(attempts_), "count");
  if (attempts_ == 0) return;
  out.metric(Source::Events, "leaked_refs_per_folio", sum_ / static_cast<double>(attempts_),
             "references");
  out.metric(Source::Events, "leaked_refs_min", static_cast<double>(min_), "references");
  out.metric(Source::Events, "leaked_refs_max", static_cast<double>(max_), "references");
}

}  // namespace folioscope::derive
