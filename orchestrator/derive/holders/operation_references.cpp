// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/operation_references.h"

#include <algorithm>
#include <string>

namespace folioscope::derive {

void OperationReferences::add(std::int64_t operation, GuestTime began,
                              const MigrationFailure& failure, const Attribution& attribution) {
  const std::uint64_t until = failure.time.ns;
  for (const Holder& holder : attribution.holders) {
    Held& held = by_page_[{operation, holder.holder_class, failure.pfn}];
    const auto age =
        static_cast<std::uint64_t>(std::max(holder.age_ns.value_or(0), std::int64_t{0}));
    const std::uint64_t since = std::max({began.ns, until - std::min(age, until), held.until_ns});
    if (until > since) held.ns += until - since;
    held.until_ns = std::max(held.until_ns, until);
  }
}

std::vector<store::OperationReferenceRow> OperationReferences::rows() const {
  std::vector<store::OperationReferenceRow> rows;
  for (const auto& [key, held] : by_page_) {
    const auto& [operation, holder_class, pfn] = key;
    const std::string name(to_string(holder_class));
    if (rows.empty() || rows.back().operation != operation || rows.back().holder_class != name)
      rows.push_back({operation, name, 0, 0});
    ++rows.back().pages;
    rows.back().page_ns += static_cast<std::int64_t>(held.ns);
  }
  return rows;
}

}  // namespace folioscope::derive
