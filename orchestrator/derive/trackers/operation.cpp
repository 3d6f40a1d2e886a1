// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/operation.h"

#include <algorithm>
#include <iterator>

namespace folioscope::derive {

void PageSet::add(std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  auto next = ranges_.upper_bound(begin);
  if (next != ranges_.begin()) {
    const auto before = std::prev(next);
    if (before->second >= begin) {
      begin = before->first;
      end = std::max(end, before->second);
      next = ranges_.erase(before);
    }
  }
  while (next != ranges_.end() && next->first <= end) {
    end = std::max(end, next->second);
    next = ranges_.erase(next);
  }
  if (ranges_.size() < kMost) ranges_.emplace(begin, end);
}

bool PageSet::contains(std::uint64_t pfn) const {
  const auto next = ranges_.upper_bound(pfn);
  return next != ranges_.begin() && std::prev(next)->second > pfn;
}

std::optional<std::uint64_t> PageSet::first() const {
  return ranges_.empty() ? std::nullopt : std::optional(ranges_.begin()->first);
}

std::uint64_t PageSet::count() const {
  std::uint64_t count = 0;
  for (const auto& [begin, end] : ranges_) count += end - begin;
  return count;
}

}  // namespace folioscope::derive
