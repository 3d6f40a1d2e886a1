// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "base/cell_status.h"

namespace folioscope {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return user_fault("odd", "pass an even number");
  return n / 2;
}

Result<int> quarter(int n) {
  TRY(int h, half(n));
  TRY(int q, half(h));
  return q;
}

Status check(int n) {
  TRY_STATUS(quarter(n));
  return {};
}

TEST(Result, Try_PassesTheValueOn) { EXPECT_EQ(*quarter(12), 3); }

TEST(Result, Try_ReturnsTheFirstFaultWhole) {
  auto result = quarter(6);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.fault(), user_fault("odd", "pass an even number"));
  EXPECT_FALSE(check(6).ok());
  EXPECT_TRUE(check(8).ok());
}

TEST(Result, MoveOnlyValuesCanBeTakenOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(CellStatus, EveryNameReadsBackAsItsValue) {
  for (auto [value, name] : kCellStatusNames) EXPECT_EQ(parse_cell_status(name), value);
  EXPECT_EQ(parse_cell_status("dome"), std::nullopt);
  std::set<CellStatus> no_failures;
  for (auto [value, name] : kCellStatusNames)
    if (!is_failure(value)) no_failures.insert(value);
  EXPECT_EQ(no_failures, (std::set{CellStatus::Planned, CellStatus::Done, CellStatus::NotNeeded}));
}

}  // namespace
}  // namespace folioscope
