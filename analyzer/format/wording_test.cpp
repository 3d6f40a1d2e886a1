// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wording.h"

#include <gmock/gmock.h>

namespace folioscope::format {
namespace {

query::VariantBoots variant(const std::vector<double>& values) {
  query::VariantBoots made;
  for (std::size_t i = 0; i < values.size(); ++i)
    made.boots.push_back({{0}, static_cast<int>(i), values[i], false});
  return made;
}

// What is said about the second of two variants.
std::string explained(const std::string& unit, const std::vector<double>& stock,
                      const std::vector<double>& patched) {
  query::Comparison comparison;
  comparison.variants.resize(2);
  query::Condition condition;
  condition.variants.resize(2);
  const query::Series series{"metric", unit, "events", {variant(stock), variant(patched)}};
  const compare::MetricResult metric = compare::evaluate(comparison, condition, series);
  return explain(metric.variants[1], metric.scale);
}

TEST(Explain, SaysWhyForEveryOutcome) {
  EXPECT_EQ(
      explained("ratio", {0, 0, 0}, {0.1, 0.2, 0.1}),
      "Every block points the same way, but 3 are too few to tell. About 3 more boots of each "
      "variant would.");
  // Differences 8, 0, -2: three times (5 / 2) squared blocks bring the interval of +-5 to 2.
  EXPECT_EQ(
      explained("count", {1, 2, 3}, {9, 2, 1}),
      "3 blocks cannot distinguish this from chance. About 16 more boots of each variant would.");
  EXPECT_EQ(explained("count", {0, 0, 0}, {32, 32, 32}),
            "The same difference in every one of 3 blocks.");
  EXPECT_EQ(explained("count", {4, 4, 4}, {4, 4, 4}), "Equal in every one of 3 blocks.");
  EXPECT_EQ(explained("us", {100, 101, 99, 100, 102, 98}, {100, 100, 100, 101, 101, 99}),
            "The interval holds no difference larger than 5.0 us.");
  EXPECT_EQ(explained("ratio", {}, {0.5}), "No block has a boot of both variants.");
}

}  // namespace
}  // namespace folioscope::format
