// SPDX-License-Identifier: GPL-3.0-or-later
// What the outcome of a page says, and at which point.
#include <gmock/gmock.h>

#include "testing/result_page_fixture.h"

namespace folioscope::resultpage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Outcomes : public PageOf {};

// So many boots that a mode in a tenth of them would have shown itself.
constexpr int kMany = 30;
std::vector<double> thousand(int shift) {
  std::vector<double> values;
  values.reserve(kMany);
  for (int boot = 0; boot < kMany; ++boot) values.push_back(999 + (boot + shift) % 3);
  return values;
}

TEST_F(Outcomes, ANullResult_IsSaidAsOne) {
  query::MadeRun made({"stock", "patched"}, kMany);
  made.run().about = {{"headline", "faults"}};
  made.metric("stock", "faults", "count", thousand(0));
  made.metric("patched", "faults", "count", thousand(1));
  EXPECT_THAT(
      text(made),
      AllOf(HasSubstr("**`faults` (page faults of all faulters): no difference with patched.**"),
            HasSubstr("| no difference larger than 50 |")));
}

TEST_F(Outcomes, ANullResultOfSixBoots_IsInconclusive) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.run().about = {{"headline", "faults"}, {"headline", "equal"}};
  made.metric("stock", "faults", "count", {1000, 1001, 999, 1000, 1002, 998});
  made.metric("patched", "faults", "count", {1001, 1000, 1000, 999, 1001, 1000});
  made.metric("stock", "equal", "count", {4, 4, 4, 4, 4, 4});
  made.metric("patched", "equal", "count", {4, 4, 4, 4, 4, 4});
  EXPECT_THAT(text(made),
              AllOf(HasSubstr("inconclusive for patched"), HasSubstr("| equal in all 6 boots |")));
  made.run().about = {{"headline", "equal"}};
  EXPECT_THAT(text(made), HasSubstr("**`equal`: equal in all 6 boots for patched.**"));
}

TEST_F(Outcomes, ANullResultAtEveryPoint_IsSaidOfAll) {
  query::MadeRun made({"stock", "patched"}, kMany);
  made.run().about = {{"headline", "faults"}};
  made.add_condition("smp8", "herd waiters=64");
  for (const char* workload : {"cma-churn", "herd waiters=64"}) {
    made.metric("smp8", workload, "stock", "faults", "count", thousand(0));
    made.metric("smp8", workload, "patched", "faults", "count", thousand(1));
  }
  EXPECT_THAT(text(made),
              HasSubstr("Under none of 2 conditions is there a difference larger than 5 % of the "
                        "baseline's mean (ratios: of the rarer outcome)."));
  // One block at one of them can tell nothing.
  for (int boot = 2; boot < kMany; ++boot) {
    store::CellRow& row = made.cell("smp8", "herd waiters=64", "patched", boot).cell;
    row.status = CellStatus::Planned;
  }
  EXPECT_THAT(text(made), HasSubstr("No change could be shown under any of 2 conditions"));
  // A variant that dies is no null result at all.
  for (int boot = 0; boot < kMany; ++boot) {
    store::CellRow& row = made.cell("smp8", "herd waiters=64", "patched", boot).cell;
    row.status = CellStatus::Hang;
    row.reason = "no end before the deadline";
  }
  EXPECT_THAT(text(made),
              AllOf(Not(HasSubstr("Under none of")), Not(HasSubstr("No change could"))));
}

TEST_F(Outcomes, TooFewBoots_AreInconclusive) {
  query::MadeRun made({"stock", "patched"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0.1});
  made.metric("patched", "cma_failure_rate", "ratio", {0.5, 0.9});
  EXPECT_THAT(text(made), AllOf(HasSubstr("inconclusive for patched"),
                                HasSubstr("| inconclusive (more than 1000 boots would show"),
                                Not(HasSubstr("takes `cma_failure_rate`"))));
}

TEST_F(Outcomes, TheSentenceIsOfThePointThatChangedMost) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.run().about = {{"headline", "steps"}};
  made.metric("stock", "steps", "count", {10, 11, 10, 12, 10, 11});
  made.metric("patched", "steps", "count", {20, 21, 19, 22, 20, 21});
  made.add_condition("smp8", "herd waiters=4096");
  made.metric("smp8", "herd waiters=4096", "stock", "steps", "count", {10, 11, 10, 12, 10, 11});
  made.metric("smp8", "herd waiters=4096", "patched", "steps", "count",
              {5000, 5100, 5050, 4900, 5000, 5200});
  const std::string page = text(made);
  EXPECT_THAT(
      page,
      AllOf(HasSubstr("**At herd, waiters=4096: patched takes"),
            HasSubstr(
                "The experiment does not say under which condition it decides: of 2 "
                "conditions the one is named where `steps` changed most, shown changes first")));
}

// Four conditions: told once each, whatever the order of the variants.
TEST_F(Outcomes, ManyVariants_AreOneShortSentenceAndALineEach) {
  query::MadeRun made({"stock", "more", "same", "most", "noise", "dead"}, 6);
  made.run().about = {{"headline", "steps"}};
  made.metric("stock", "steps", "count", {100, 101, 99, 100, 102, 100});
  made.metric("more", "steps", "count", {200, 201, 199, 200, 202, 200});
  made.metric("same", "steps", "count", {100, 101, 99, 100, 102, 100});
  made.metric("most", "steps", "count", {900, 901, 899, 900, 902, 905});
  made.metric("noise", "steps", "count", {50, 151, 70, 120, 182, 10});
  for (int boot = 0; boot < 6; ++boot) {
    made.cell("dead", boot).cell.status = CellStatus::Hang;
    made.cell("dead", boot).cell.reason = "no end before the deadline";
  }
  EXPECT_THAT(
      text(made),
      AllOf(HasSubstr("**more takes `steps` from 100.3 to 200.3 (changed: +100.0 \\[+98.8, "
                      "+101.2\\], p = 0.009, 6 boots of each), most to 901.2 (changed: +800.8 "),
            HasSubstr(
                "; inconclusive for same (0.0 \\[-1.2, +1.2\\]); inconclusive for noise (-3.2 "),
            HasSubstr("; no number from dead (6 hang); boots that did not end well: dead 6 hang; "
                      "stock none (p = 0.009).**\n\n| variant | mean |"),
            HasSubstr(
                "\n| more | 200.3 | +100.0 | [+98.8, +101.2] | +100 % [+98, +102] | 0.009 | 6 | "
                "1.6 | **changed** |\n")));
}

// Rare events: the median boot has none with either kernel, the mean shows what changed.
TEST_F(Outcomes, AChangeThatTheMediansHide_IsInTheMeans) {
  query::MadeRun made({"stock", "patched"}, 8);
  made.run().about = {{"headline", "steps"}};
  made.metric("stock", "steps", "count", {100, 100, 100, 100, 100, 100, 100, 100});
  made.metric("patched", "steps", "count",
              {100.02, 100.03, 100.01, 100.02, 100.04, 100.03, 180, 190});
  EXPECT_THAT(text(made),
              HasSubstr("**patched takes `steps` from 100.0 to 121.3 (changed: +21.3 "));
}

TEST_F(Outcomes, TwoPeaks_AreSaidBelowTheTable) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.run().about = {{"headline", "steps"}};
  made.metric("stock", "steps", "us", {10, 50, 11, 51, 10, 49});
  made.metric("patched", "steps", "us", {10, 11, 10, 12, 10, 11});
  EXPECT_THAT(text(made), HasSubstr("|\n\n- `steps`, stock: two peaks: 3 boots around 10.33 us, 3 "
                                    "around 50.00 us\n\n!["));
}

struct DecideCase {
  const char* name;
  std::vector<store::AboutRow> metric;
  store::NamedValues at;
  const char* sentence;
  const char* note;
};
class DecidingPoint : public PageOf, public ::testing::WithParamInterface<DecideCase> {};

TEST_P(DecidingPoint, IsWhereTheExperimentSays) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.run().about = {{"headline", "steps"}, {"headline", "other"}};
  for (const store::AboutRow& row : GetParam().metric) made.run().about.push_back(row);
  made.run().decide_at = GetParam().at;
  double largest = 100;
  for (const char* condition :
       {"herd waiters=8", "herd waiters=64", "herd waiters=8 mig_window_us=50",
        "herd waiters=64 mig_window_us=50"}) {
    made.add_condition("smp8", condition);
    const std::string name = condition;
    made.workload(name).args = {{"waiters", name.find("=8") != name.npos ? "8" : "64"}};
    if (name.ends_with("us=50"))
      made.workload(name).settings = {{"/sys/kernel/debug/mmtrace/mig_window_us", "50"}};
    for (const char* metric : {"steps", "other"}) {
      made.metric("smp8", name, "stock", metric, "count", {10, 11, 10, 12, 10, 11});
      made.metric("smp8", name, "patched", metric, "count",
                  {largest, largest + 1, largest, largest, largest, largest + 2});
    }
    largest *= 10;
  }
  EXPECT_THAT(text(made), AllOf(HasSubstr(GetParam().sentence), HasSubstr(GetParam().note)));
}

INSTANTIATE_TEST_SUITE_P(
    Outcomes, DecidingPoint,
    ::testing::Values(
        DecideCase{"APlainPoint_WithItsAmplifiedOne",
                   {},
                   {{"waiters", "8"}},
                   "**At herd, waiters=8: patched takes `steps` from 10.7 to 100.5 (changed: +89.8 "
                   "\\[+88.6, +91.0\\], p = 0.009, 6 boots of each).** At herd, waiters=8, "
                   "mig_window_us=50, amplified: patched takes `steps` from",
                   "The experiment decides at waiters=8; all 5 conditions are below."},
        DecideCase{"AnAmplifiedPoint_ComesFirst",
                   {},
                   {{"mig_window_us", "50"}, {"waiters", "8"}},
                   "## Outcome\n\n**At herd, waiters=8, mig_window_us=50, amplified: patched",
                   "The experiment decides at mig_window_us=50, waiters=8; all"},
        DecideCase{"AMetricThatIsNotTheFirst",
                   {{"decide_metric", "other"}},
                   {},
                   "patched takes `other` from",
                   "does not say under which condition"},
        DecideCase{"SeveralPoints_TheLargestOfThem",
                   {},
                   {{"machine", "smp8"}},
                   "**At herd, waiters=64: patched takes",
                   "The experiment decides at machine=smp8, which 3 of 5 conditions are; of these"},
        DecideCase{"APointThatIsNotInThisRun",
                   {},
                   {{"waiters", "7"}},
                   "**At herd, waiters=64: patched takes",
                   "decides at waiters=7, which this run does not have: of 5 conditions"},
        DecideCase{"NoneOfAnArgument",
                   {},
                   {{"waiters", ""}},
                   "No boot under the deciding condition has given `steps`",
                   "## Outcome"}),
    [](const auto& test) { return test.param.name; });

TEST_F(Outcomes, AVariantWithoutAnyBoot_IsAResult) {
  query::MadeRun made({"stock", "patched"}, 3);
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0, 0});
  for (int boot = 0; boot < 3; ++boot) {
    made.cell("patched", boot).cell.status = CellStatus::Hang;
    made.cell("patched", boot).cell.reason = "no end before the deadline";
  }
  EXPECT_THAT(text(made), AllOf(HasSubstr("no number from patched (3 hang)"),
                                HasSubstr("| no data: 3 hang |"), HasSubstr("| 0 of 3: 3 hang |"),
                                HasSubstr("| 0-2 | hang | no end before the deadline |")));
}

}  // namespace
}  // namespace folioscope::resultpage
