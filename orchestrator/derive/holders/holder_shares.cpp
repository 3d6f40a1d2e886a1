// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/holder_shares.h"

#include <bitset>

namespace folioscope::derive {

void Culprits::add(const MigrationFailure& failure, const Verdict& verdict) {
  ++failures_;
  ++by_kind_[static_cast<std::size_t>(failure.kind)];
  if (verdict.kind == Verdict::Kind::Unreliable) ++unreliable_;
  if (failure.extra_references() <= 0) {
    ++gone_;
    return;
  }
  excess_.push_back(static_cast<double>(failure.extra_references()));
  std::bitset<kHolderClasses> classes;
  for (const Holder& holder : verdict.holders)
    classes.set(static_cast<std::size_t>(holder.holder_class));
  if (verdict.kind == Verdict::Kind::Named)
    ++named_;
  else
    classes.set(static_cast<std::size_t>(HolderClass::Unknown));
  for (std::size_t i = 0; i < kHolderClasses; ++i) by_class_[i] += classes[i] ? 1 : 0;
}

void Culprits::write(const std::string& suffix, std::int64_t not_kept, Output& out) const {
  const auto metric = [&](const std::string& name, double value, const char* unit) {
    out.metric(Source::Events, name + suffix, value, unit);
  };
  metric("failures", static_cast<double>(failures_ + not_kept), "count");
  for (std::size_t i = 0; i < by_kind_.size(); ++i)
    metric(std::string("failures_") + to_string(static_cast<MigrationFailure::Kind>(i)),
           static_cast<double>(by_kind_[i]), "count");
  metric("failures_gone_when_read", static_cast<double>(gone_), "count");
  metric("failures_unreliable", static_cast<double>(unreliable_), "count");
  out.distribution("failure_excess" + suffix, excess_, "references");
  const auto judged = static_cast<double>(excess_.size());
  if (judged == 0) return;
  metric("failures_named_share", static_cast<double>(named_) / judged, "ratio");
  for (std::size_t i = 0; i < kHolderClasses; ++i) {
    const auto holder_class = static_cast<HolderClass>(i);
    if (holder_class == HolderClass::PageCache) continue;  // expected, never a holder
    metric("culprit_share_" + std::string(to_string(holder_class)),
           static_cast<double>(by_class_[i]) / judged, "ratio");
  }
}

void append_rows(const MigrationFailure& failure, const Verdict& verdict, bool in_cma,
                 const CommTable& comms, store::ReferenceRows& rows) {
  rows.failures.push_back({.id = failure.id,
                           .time = failure.time,
                           .kind = to_string(failure.kind),
                           .pfn = static_cast<std::int64_t>(failure.pfn),
                           .seen = failure.seen,
                           .expected = failure.expected,
                           .pid = failure.pid,
                           .stack = failure.stack,
                           .in_cma = in_cma,
                           .attribution = to_string(verdict.kind)});
  int ordinal = 0;
  for (const Holder& holder : verdict.holders)
    rows.holders.push_back({.failure = failure.id,
                            .ordinal = ordinal++,
                            .holder_class = std::string(to_string(holder.holder_class)),
                            .pid = holder.pid,
                            .comm = comms.at(holder.comm),
                            .cpu = holder.cpu,
                            .age_ns = holder.age_ns,
                            .confidence = holder.high_confidence ? "high" : "medium",
                            .evidence = holder.evidence,
                            .stack = holder.stack});
}

}  // namespace folioscope::derive
