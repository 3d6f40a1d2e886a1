// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/holder_counts.h"

#include <set>
#include <string>

namespace folioscope::derive {

void HolderCounts::add(const MigrationFailure& failure, const Attribution& attribution) {
  if (failure.extra_references() <= 0) return;  // gone when the guest read them
  std::set<std::pair<HolderClass, std::uint32_t>> holders;
  for (const Holder& holder : attribution.holders)
    holders.emplace(holder.holder_class, holder.stack);
  if (attribution.kind != Attribution::Kind::Named) holders.emplace(HolderClass::Unknown, 0);
  for (const auto& one : holders) ++failures_[one];
}

std::vector<store::HolderCountRow> HolderCounts::rows() const {
  std::vector<store::HolderCountRow> rows;
  for (const auto& [holder, failures] : failures_)
    rows.push_back({std::string(to_string(holder.first)), holder.second, failures});
  return rows;
}

}  // namespace folioscope::derive
