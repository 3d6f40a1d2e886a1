// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/not_run.h"

#include <gmock/gmock.h>

#include "compare/totals.h"

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

query::Cell cell(std::int64_t id, int boot, CellStatus status, const std::string& reason) {
  query::Cell made;
  made.row.id = {id};
  made.row.variant = "patched";
  made.row.boot = boot;
  made.row.status = status;
  made.row.reason = reason;
  made.row.console = "cells/" + std::to_string(id) + "/console.log";
  return made;
}

TEST(FailedBoots, ThatShareAReason_AreSaidOnce) {
  query::Comparison comparison;
  // In the order of execution, which is not that of the boots.
  comparison.cells = {cell(9, 3, CellStatus::Hang, "no end"),
                      cell(7, 1, CellStatus::Hang, "no end"),
                      cell(8, 2, CellStatus::GuestOops, "BUG"),
                      cell(6, 0, CellStatus::Done, ""),
                      cell(5, 4, CellStatus::Planned, ""),
                      cell(4, 5, CellStatus::NotNeeded, "settled after 4 boots")};
  const auto failed = failed_boots(comparison);
  ASSERT_THAT(failed, SizeIs(2));
  EXPECT_EQ(failed[0].status, CellStatus::Hang);
  EXPECT_THAT(failed[0].boots, ElementsAre(1, 3));
  EXPECT_EQ(failed[0].console, "cells/7/console.log");
  EXPECT_EQ(failed[1].reason, "BUG");
  EXPECT_EQ(planned_boots(comparison), 1u);
  EXPECT_EQ(done_boots(comparison), 1u);
  EXPECT_EQ(wanted_boots(comparison), 5u);
}

TEST(FailedBoots, OfARunWithoutFailure_AreNone) {
  query::Comparison comparison;
  comparison.cells = {cell(1, 0, CellStatus::Done, "")};
  EXPECT_THAT(failed_boots(comparison), IsEmpty());
}

}  // namespace
}  // namespace folioscope::compare
