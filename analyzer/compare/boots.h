// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of one condition, by variant, in the order of their blocks.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "query/comparison.h"
#include "stats/observations.h"

namespace folioscope::compare {

// How a boot ended is the guest's own doing, well or not: a kernel that was not built has no boots,
// and what the host did is no property of a variant.
bool ended_by_guest(CellStatus status);

class ConditionBoots {
 public:
  // Points into `comparison`.
  ConditionBoots(const query::Comparison& comparison, const query::Condition& condition);

  // Of the baseline and this variant, in the order of block and boot. Of adaptive boots only blocks
  // that have ended count: what a boot still to come says must not depend on when one looks.
  std::vector<const query::Cell*> done(std::size_t variant) const;
  // Those and the ones that did not end well by the guest's own doing.
  std::vector<const query::Cell*> ended(std::size_t variant) const;
  std::optional<int> open_from() const { return open_from_; }
  std::vector<stats::Boot> labels(const std::vector<const query::Cell*>& cells,
                                  std::size_t variant) const;

 private:
  const query::Comparison& comparison_;
  std::optional<int> open_from_;  // see Family
  std::vector<std::vector<const query::Cell*>> variants_;
};

}  // namespace folioscope::compare
