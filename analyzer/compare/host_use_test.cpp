// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/host_use.h"

#include <gmock/gmock.h>

namespace folioscope::compare {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kSecond = 1'000'000'000;

store::AttemptRow boot_of(int attempt, std::int64_t seconds, store::HostUseRow host) {
  store::AttemptRow row;
  row.attempt = attempt;
  row.started = HostTime{0};
  row.finished = HostTime{seconds * kSecond};
  row.host = std::move(host);
  return row;
}

query::Cell cell(std::int64_t id, const std::string& variant,
                 std::vector<store::AttemptRow> boots) {
  query::Cell made;
  made.row.id = {id};
  made.row.variant = variant;
  made.row.boot = static_cast<int>(id);
  made.attempts = std::move(boots);
  return made;
}

TEST(HostUse, SharesAreThoseOfTheBootsThatCount) {
  query::Comparison comparison;
  store::AttemptRow killed = boot_of(1, 5, {.qemu_ran = 100, .qemu_waited = 5000});
  killed.reason = "QEMU ended unexpectedly by signal 9 (Killed)";
  comparison.cells = {
      cell(1, "patched", {boot_of(1, 10, {.qemu_ran = 5000, .qemu_waited = 0})}),
      cell(0, "stock",
           {killed,
            boot_of(2, 10, {.qemu_ran = 5000, .qemu_waited = 15'000, .cpu_pressure = 2000})})};
  const auto use = host_use(comparison);
  ASSERT_THAT(use, SizeIs(2));
  EXPECT_EQ(use[0].variant, "stock");
  EXPECT_EQ(use[0].boots, 1);
  EXPECT_EQ(use[0].done_again, 1);
  EXPECT_DOUBLE_EQ(use[0].ran, 0.5);
  EXPECT_DOUBLE_EQ(use[0].waited, 0.75);
  EXPECT_DOUBLE_EQ(*use[0].cpu_pressure, 0.2);
  EXPECT_DOUBLE_EQ(use[1].waited, 0);
  EXPECT_FALSE(use[1].cpu_pressure.has_value());
  const auto again = boots_done_again(comparison);
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].variant, "stock");
  EXPECT_EQ(again[0].attempt, 1);
  EXPECT_EQ(again[0].reason, killed.reason);
}

TEST(HostUse, RunOfAnOlderVersion_HasNone) {
  query::Comparison comparison;
  comparison.cells = {cell(0, "stock", {})};
  EXPECT_THAT(host_use(comparison), IsEmpty());
  EXPECT_THAT(boots_done_again(comparison), IsEmpty());
}

}  // namespace
}  // namespace folioscope::compare
