// SPDX-License-Identifier: GPL-3.0-or-later
// At which condition a number of the discussion stands.
#include "resultpage/claims.h"

#include <gmock/gmock.h>

#include "testing/result_page_fixture.h"

namespace folioscope::resultpage {
namespace {

class ClaimsOf : public PageOf {
 protected:
  // Names of the conditions that were found for a claim at `workload`; "" for none.
  std::string found_at(const WorkloadName& workload) {
    query::MadeRun made({"stock", "patched"}, 3);
    for (const char* name : {"herd waiters=64 as=file", "herd waiters=6 as=file",
                             "herd waiters=6 as=two words", "herding waiters=6 as=file"}) {
      made.add_condition("smp8", name);
      made.metric("smp8", name, "stock", "steps", "count", {10, 11, 10});
    }
    made.workload("herding waiters=6 as=file").args = {{"rounds", "9"}};
    made.workload("herding waiters=6 as=file").settings = {{"/sys/kernel/mm/batch", "31"}};
    made.run().claims = {{"few steps", "steps", "stock", workload, 10, "count"}};
    const compare::TestedRun comparison = load(made);
    const compare::Findings findings = compare::find(comparison);
    const std::vector<ClaimResult> claims = claims_of(comparison, findings);
    EXPECT_EQ(claims.size(), 1u);
    return claims.at(0).places.empty() ? ""
                                       : claims.at(0).places.front().condition->where->workload;
  }
};

TEST_F(ClaimsOf, AProgramIsMeantWhole) {
  EXPECT_EQ(found_at({"herd"}), "herd waiters=64 as=file");
  EXPECT_EQ(found_at({"herding"}), "herding waiters=6 as=file");
  EXPECT_EQ(found_at({"her"}), "");
}

TEST_F(ClaimsOf, AValueIsMeantWhole) {
  EXPECT_EQ(found_at({"herd", {{"waiters", "6"}}}), "herd waiters=6 as=file");
  EXPECT_EQ(found_at({"herd", {{"as", "two words"}}}), "herd waiters=6 as=two words");
  EXPECT_EQ(found_at({"herd", {{"as", "two"}}}), "");
}

TEST_F(ClaimsOf, ArgumentsAreMeantByName_NotByTheirOrder) {
  EXPECT_EQ(found_at({"herd", {{"as", "file"}, {"waiters", "6"}}}), "herd waiters=6 as=file");
  EXPECT_EQ(found_at({"herd", {{"waiters", "6"}, {"as", "anon"}}}), "");
  EXPECT_EQ(found_at({"herd", {{"pages", "6"}}}), "");
}

TEST_F(ClaimsOf, ArgumentsAndSettingsThatAreNotSwept_CanBeSaidToo) {
  EXPECT_EQ(found_at({"herding", {{"rounds", "9"}, {"batch", "31"}}}), "herding waiters=6 as=file");
  EXPECT_EQ(found_at({"herding", {{"rounds", "8"}}}), "");
}

TEST_F(ClaimsOf, WithoutAWorkloadAnyConditionIsMeant) {
  EXPECT_EQ(found_at({}), "herd waiters=64 as=file");
}

}  // namespace
}  // namespace folioscope::resultpage
