// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/reference_intervals.h"

#include <algorithm>
#include <optional>
#include <string>

#include "derive/holders/open_gets.h"

namespace folioscope::derive {
namespace {

bool is_expected(const OpenGets::Ended& one, const MigrationFailure& failure) {
  return one.holder_class == HolderClass::PageCache || one.holder_class == HolderClass::PageTable ||
         (one.holder_class == HolderClass::Migration && one.get.pid == failure.pid);
}

}  // namespace

void ReferenceIntervals::add(const Get& get, const Held& held) {
  const auto known = held_.find(get);
  if (known == held_.end()) {
    if (held_.size() < most_)
      held_.emplace(get, held);
    else
      ++over_;
    return;
  }
  Held& before = known->second;
  if (held.named && !before.named) before.holder_class = held.holder_class;
  before.named |= held.named;
  if (held.put && !before.put)
    before.end_ns = held.end_ns;
  else if (held.put == before.put)
    before.end_ns = std::max(before.end_ns, held.end_ns);
  before.put |= held.put;
}

void ReferenceIntervals::add(const MigrationFailure& failure, const Attribution& attribution,
                             const NamedStacks& stacks) {
  for (const Holder& holder : attribution.holders) {
    if (!holder.age_ns || !holder.pid) continue;
    const auto age = static_cast<std::uint64_t>(std::max(*holder.age_ns, std::int64_t{0}));
    add({failure.time.ns - std::min(age, failure.time.ns), failure.pfn, *holder.pid, holder.stack},
        {.end_ns = failure.time.ns,
         .named = true,
         .holder_class = holder.holder_class,
         .comm = holder.comm,
         .cpu = holder.cpu.value_or(-1)});
  }
  if (!failure.complete()) return;
  const OpenGets gets(failure, stacks);
  for (const OpenGets::Ended& one : gets.ended())
    if (!is_expected(one, failure))
      add({one.get.time.ns, failure.pfn, one.get.pid, one.get.stack},
          {.end_ns = std::max(one.time.ns, one.get.time.ns),
           .put = true,
           .holder_class = one.holder_class,
           .comm = one.get.comm,
           .cpu = one.get.cpu});
}

std::vector<store::IntervalRow> ReferenceIntervals::rows(const CommTable& comms) const {
  std::vector<store::IntervalRow> rows;
  rows.reserve(held_.size());
  for (const auto& [get, held] : held_)
    rows.push_back({.id = static_cast<std::int64_t>(rows.size()) + 1,
                    .pfn = get.pfn,
                    .begin = {get.begin_ns},
                    .end = {held.end_ns},
                    .holder_class = std::string(to_string(held.holder_class)),
                    .pid = get.pid,
                    .comm = comms.at(held.comm),
                    .cpu = held.cpu < 0 ? std::nullopt : std::optional<int>(held.cpu),
                    .stack = get.stack});
  return rows;
}

}  // namespace folioscope::derive
