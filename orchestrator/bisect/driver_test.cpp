// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/driver.h"

#include <gtest/gtest.h>

namespace folioscope::bisect {
namespace {

// A metric that is 1 from the fifth patch on.
class Table : public Prober {
 public:
  Result<Answer> probe(const Probe& probe, int number) override {
    numbers.push_back(number);
    if (number == fails_at) return host_fault("interrupted");
    const auto compare = [](int low, int high) {
      return Compared{(low >= 5) != (high >= 5), (high >= 5) - (low >= 5) + 0.0};
    };
    return Answer{.from_low = compare(probe.low, probe.middle),
                  .to_high = compare(probe.middle, probe.high)};
  }

  std::vector<int> numbers;
  int fails_at = 0;
};

TEST(Drive, GoesToTheFinding) {
  Table table;
  const auto trail = drive(Search(8, 0.05), table);
  ASSERT_TRUE(trail.ok());
  EXPECT_EQ(trail->finding.where, (Range{4, 5}));
  EXPECT_EQ(table.numbers, (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(trail->steps.size(), 4u);
  EXPECT_TRUE(trail->steps.front().probe.of_ends());
}

TEST(Drive, AFaultEndsIt) {
  Table table;
  table.fails_at = 3;
  const auto trail = drive(Search(8, 0.05), table);
  ASSERT_FALSE(trail.ok());
  EXPECT_EQ(trail.fault().what, "interrupted");
  EXPECT_EQ(table.numbers.size(), 3u);
}

}  // namespace
}  // namespace folioscope::bisect
