// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/sample_shape.h"

#include <map>
#include <utility>

namespace folioscope::compare {

SampleShape shape_of(std::span<const query::Distribution> boots) {
  SampleShape shape;
  std::map<std::pair<double, double>, SampleShape::Bucket> buckets;
  for (const query::Distribution& boot : boots) {
    if (boot.count() <= 0) continue;
    ++shape.boots;
    shape.unit = boot.unit;
    const auto all = static_cast<double>(boot.count());
    for (const query::Bucket& bucket : boot.buckets) {
      SampleShape::Bucket& sum = buckets[{bucket.low, bucket.high}];
      sum.per_boot += static_cast<double>(bucket.count);
      sum.share += static_cast<double>(bucket.count) / all;
    }
  }
  for (const auto& [ends, sum] : buckets)
    if (sum.per_boot > 0)
      shape.buckets.push_back({ends.first, ends.second,
                               sum.per_boot / static_cast<double>(shape.boots),
                               sum.share / static_cast<double>(shape.boots)});
  return shape;
}

}  // namespace folioscope::compare
