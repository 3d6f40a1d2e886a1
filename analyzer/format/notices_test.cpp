// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/notices.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::format {
namespace {

using catalog::Severity;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

compare::TestedRun tested_run(const query::MadeRun& made) {
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  auto reader = store::Reader::open(dir / "run.db");
  return compare::tested(*query::load(**reader));
}

std::vector<Notice> notices_of(const compare::TestedRun& run) {
  return notices(run, compare::find(run));
}

auto says(Severity severity, const char* what) {
  return AllOf(Field(&Notice::severity, severity), Field(&Notice::what, HasSubstr(what)));
}

TEST(Notices, EmulationAndOvercommitAreNotes) {
  const auto all = notices_of(tested_run(query::made_cma_batching()));
  EXPECT_THAT(all, Contains(says(Severity::Note, "emulated (TCG)")));
  EXPECT_THAT(all, Contains(says(Severity::Note, "Overcommitted at 1 of 1 condition")));
  EXPECT_THAT(all, Not(Contains(says(Severity::Warning, "lost"))));
}

TEST(Notices, LostBootsNameTheirReasonAndConsole) {
  query::MadeRun made = query::made_cma_batching();
  for (const int boot : {4, 5}) {
    made.cell("drain-only", boot).cell.status = CellStatus::GuestOops;
    made.cell("drain-only", boot).cell.reason = "BUG: Bad page state\n" + std::string(9999, 'x');
  }
  const auto all = notices_of(tested_run(made));
  EXPECT_THAT(all, Contains(AllOf(
                       says(Severity::Warning,
                            "2 boots of drain-only on smp8, cma-churn: guest-oops (BUG: Bad page "
                            "state)"),
                       Field(&Notice::remedy, HasSubstr("console.log")))));
}

TEST(Notices, LostEventsSayHowMany) {
  query::MadeRun made = query::made_cma_batching();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 250;
  events.lost_dropped = 250;
  EXPECT_THAT(notices_of(tested_run(made)),
              Contains(AllOf(says(Severity::Warning, "250 of 984,336 trace events were lost"),
                             Field(&Notice::remedy, HasSubstr("buffer_kib")))));
}

TEST(Notices, InconclusiveMetricSaysHowManyBootsWouldShow) {
  query::MadeRun made = query::made_cma_batching();
  made.run().about = {{"headline", "cma_latency_p95"}};
  EXPECT_THAT(notices_of(tested_run(made)),
              Contains(AllOf(says(Severity::Warning, "drain-only is inconclusive on"),
                             Field(&Notice::remedy, HasSubstr("would show 10 %")))));
}

TEST(Notices, TooFewBoots_IsTheFirst) {
  query::MadeRun made({"stock", "patched"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0.1});
  made.metric("patched", "cma_failure_rate", "ratio", {0.5, 0.6});
  const auto all = notices_of(tested_run(made));
  ASSERT_FALSE(all.empty());
  EXPECT_THAT(all.front(), says(Severity::Error, "Too few boots"));
}

TEST(Notices, ValuesThatAreNoNumber_AreAnError) {
  compare::TestedRun run = tested_run(query::made_cma_batching());
  run.not_finite = 3;
  EXPECT_THAT(notices_of(run),
              Contains(says(Severity::Error, "values or buckets that are no numbers: 3")));
}

TEST(Notices, PlannedBoots_AreResumed) {
  query::MadeRun made = query::made_cma_batching();
  made.cell("stock", 5).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  EXPECT_THAT(notices_of(tested_run(made)),
              Contains(AllOf(says(Severity::Warning, "1 boot not run yet"),
                             Field(&Notice::remedy, HasSubstr("folioscope resume")))));
}

}  // namespace
}  // namespace folioscope::format
