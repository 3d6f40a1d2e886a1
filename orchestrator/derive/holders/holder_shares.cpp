// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/holder_shares.h"

#include <bitset>
#include <string>

namespace folioscope::derive {

constinit const HolderShares::Names HolderShares::kAll{
    .failures = "failures",
    .failures_of_kind = MetricFamily("failures_*"),
    .gone_when_read = "failures_gone_when_read",
    .unreliable = "failures_unreliable",
    .extra_references = "failure_extra_references",
    .named_share = "failures_named_share",
    .holder_share = MetricFamily("holder_share_*")};

constinit const HolderShares::Names HolderShares::kInCma{
    .failures = "failures_in_cma",
    .failures_of_kind = MetricFamily("failures_*_in_cma"),
    .gone_when_read = "failures_gone_when_read_in_cma",
    .unreliable = "failures_unreliable_in_cma",
    .extra_references = "failure_extra_references_in_cma",
    .named_share = "failures_named_share_in_cma",
    .holder_share = MetricFamily("holder_share_*_in_cma")};

void HolderShares::add(const MigrationFailure& failure, const Attribution& attribution) {
  ++failures_;
  ++by_kind_[static_cast<std::size_t>(failure.kind)];
  if (attribution.kind == Attribution::Kind::Unreliable) ++unreliable_;
  if (failure.extra_references() <= 0) {
    ++gone_;
    return;
  }
  ++judged_;
  extra_references_.add(static_cast<double>(failure.extra_references()));
  std::bitset<kHolderClasses> classes;
  for (const Holder& holder : attribution.holders)
    classes.set(static_cast<std::size_t>(holder.holder_class));
  if (attribution.kind == Attribution::Kind::Named)
    ++named_;
  else
    classes.set(static_cast<std::size_t>(HolderClass::Unknown));
  for (std::size_t i = 0; i < kHolderClasses; ++i) by_class_[i] += classes[i] ? 1 : 0;
}

void HolderShares::write(const Names& names, std::int64_t not_kept, Output& out) const {
  out.count(names.failures, failures_ + not_kept);
  for (std::size_t i = 0; i < by_kind_.size(); ++i)
    out.count(names.failures_of_kind.of(i), by_kind_[i]);
  out.count(names.gone_when_read, gone_);
  out.count(names.unreliable, unreliable_);
  out.distribution(names.extra_references, extra_references_);
  out.quotient(names.named_share, named_, judged_);
  for (std::size_t i = 0; i < kHolderClasses; ++i) {
    const auto holder_class = static_cast<HolderClass>(i);
    if (holder_class == HolderClass::PageCache) continue;  // expected, never a holder
    out.quotient(names.holder_share.of(holder_class), by_class_[i], judged_);
  }
}

void append_rows(const MigrationFailure& failure, const Attribution& attribution, bool in_cma,
                 const CommTable& comms, store::ReferenceRows& rows) {
  rows.failures.push_back({.id = failure.id,
                           .time = failure.time,
                           .kind = std::string(to_string(failure.kind)),
                           .pfn = static_cast<std::int64_t>(failure.pfn),
                           .seen = failure.seen,
                           .expected = failure.expected,
                           .pid = failure.pid,
                           .stack = failure.stack,
                           .in_cma = in_cma,
                           .attribution = to_string(attribution.kind)});
  int ordinal = 0;
  for (const Holder& holder : attribution.holders)
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
