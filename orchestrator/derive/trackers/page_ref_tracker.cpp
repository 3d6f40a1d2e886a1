// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/page_ref_tracker.h"

#include <algorithm>

namespace folioscope::derive {

FreezeTracker::FreezeTracker(Subscriber& events) : inside_(events.boot.cma) {
  auto event = events.on<&FreezeTracker::freeze>("page_ref", "page_ref_freeze", this);
  traced_ = static_cast<bool>(event);
  common_pid_ = event("common_pid");
  count_ = event("count");
  val_ = event("val");
  ret_ = event("ret");
}

void FreezeTracker::Failures::add(std::int64_t extra_references) {
  ++count;
  if (extra_references <= 0) return;
  const auto value = static_cast<double>(extra_references);
  ++with_extra;
  sum += value;
  max = std::max(max, value);
  extra.add(value);
}

FreezeTracker::Failures& FreezeTracker::Failures::operator+=(const Failures& other) {
  count += other.count;
  with_extra += other.with_extra;
  sum += other.sum;
  max = std::max(max, other.max);
  extra += other.extra;
  return *this;
}

void FreezeTracker::freeze(const trace::Record& record) {
  if (ret_(record) != 0) return;
  // Both are ints in the kernel; cut to that, a hostile record cannot make the difference overflow.
  const auto count = static_cast<std::int32_t>(count_(record));
  const auto val = static_cast<std::int32_t>(val_(record));
  if (val == 1) {
    ++dead_checks_;
    return;
  }
  const std::int64_t extra = std::int64_t{count} - val;
  all_.add(extra);
  if (Failures* inside = inside_.of(common_pid_(record))) inside->add(extra);
}

void FreezeTracker::write(const Failures& failures, const Names& names, Output& out) {
  out.count(names.failures, failures.count);
  out.count(names.gone_when_read, failures.count - failures.with_extra);
  if (failures.with_extra == 0) return;
  out.metric(names.extra_mean, failures.sum / static_cast<double>(failures.with_extra));
  out.metric(names.extra_max, failures.max);
  out.distribution(names.extra, failures.extra);
}

void FreezeTracker::finish(Output& out) {
  if (!traced_) return;
  out.count("freeze_dead_checks", dead_checks_);
  write(all_,
        {"freeze_failures", "freeze_failures_gone_when_read", "freeze_extra_references_mean",
         "freeze_extra_references_max", "freeze_extra_references"},
        out);
  const auto calls = inside_.calls();
  if (!calls) return;
  write(inside_.total(),
        {"cma_freeze_failures", "cma_freeze_failures_gone_when_read",
         "cma_freeze_extra_references_mean", "cma_freeze_extra_references_max",
         "cma_freeze_extra_references"},
        out);
  out.quotient("freeze_failures_per_cma_call", inside_.total().count, *calls);
}

}  // namespace folioscope::derive
