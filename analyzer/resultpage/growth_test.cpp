// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps over a number: which ones are found, and how they are drawn. Goldens are in testdata/.
#include "compare/growth.h"

#include <gmock/gmock.h>

#include "resultpage/growth_chart.h"
#include "testing/golden_file.h"
#include "testing/result_page_fixture.h"
#include "testing/xml_check.h"

namespace folioscope::resultpage {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWaits = "page_waits_per_move";
constexpr int kBoots = 8;  // of six nothing is shown under a dozen conditions

class Growth : public PageOf {
 protected:
  // The made run's own condition, cma-churn on smp8, is no part of any sweep.
  Growth() : made_({"stock", "share"}, kBoots) { made_.run().about = {{"headline", kWaits}}; }

  void condition(const std::string& machine, int vcpus, const std::string& waiters,
                 const std::string& as, double size) {
    const std::string name = "lock-herd as=" + as + " waiters=" + waiters;
    made_.add_condition(machine, name);
    made_.machine(machine).vcpus = vcpus;
    made_.workload(name).program = "lock-herd";
    made_.workload(name).args = {{"waiters", waiters}, {"as", as}};
    made_.metric(machine, name, "stock", kWaits, "count",
                 {size, size * 1.02, size * 0.98, size, size, size, size, size});
    made_.metric(
        machine, name, "share", kWaits, "count",
        {size * 8, size * 9, size * 8.5, size * 7.8, size * 8, size * 8, size * 8, size * 8});
  }

  std::vector<std::string> axes() {
    const compare::TestedRun comparison = load(made_);
    const compare::Findings findings = compare::find(comparison);
    std::vector<std::string> texts;
    for (const compare::GrowthAxis& axis : compare::growth_of(comparison, findings))
      for (const compare::GrowthPanel& panel : axis.panels) {
        texts.push_back(axis.name + " [" + panel.title + "]:");
        for (const compare::GrowthStep& step : panel.steps) texts.back() += " " + step.label;
      }
    return texts;
  }

  query::MadeRun made_;
};

TEST_F(Growth, OfAnArgument_IsInTheOrderOfItsNumbers) {
  for (const char* waiters : {"256", "64", "1024"}) condition("numa2", 4, waiters, "threads", 100);
  EXPECT_THAT(axes(), ElementsAre("waiters []: 64 256 1024"));
}

TEST_F(Growth, OfTwoValues_IsNone) {
  for (const char* waiters : {"64", "1024"}) condition("numa2", 4, waiters, "threads", 100);
  EXPECT_THAT(axes(), ElementsAre());
}

TEST_F(Growth, OfBases_IsNone_AVersionIsNoNumber) {
  for (const char* base : {"6.1", "6.12", "7.3"}) {
    const std::string name = std::string("lock-herd base=") + base;
    made_.add_condition("numa2", name);
    made_.workload(name).program = "lock-herd";
    made_.workload(name).base = base;
    for (const char* variant : {"stock", "share"})
      made_.metric("numa2", name, variant, kWaits, "count", {1, 2, 3, 1, 2, 3, 1, 2});
  }
  EXPECT_THAT(axes(), ElementsAre());
}

TEST_F(Growth, WhatElseDiffers_MakesAPanelOfItsOwn) {
  for (const char* as : {"threads", "processes"})
    for (const char* waiters : {"64", "256", "1024"}) condition("numa2", 4, waiters, as, 100);
  EXPECT_THAT(axes(), ElementsAre("waiters [numa2, lock-herd, as=threads]: 64 256 1024",
                                  "waiters [numa2, lock-herd, as=processes]: 64 256 1024"));
}

TEST_F(Growth, OfMachines_IsOverTheirSize) {
  for (const int vcpus : {1, 2, 4, 16})
    condition("smp" + std::to_string(vcpus), vcpus, "64", "threads", 100);
  condition("smp8-numa4", 8, "64", "threads", 100);
  made_.machine("smp8-numa4").numa_nodes = 4;
  EXPECT_THAT(axes(), ElementsAre("vCPUs []: 1 2 4 16"));
}

TEST_F(Growth, OfWords_IsNone) {
  for (const char* as : {"threads", "processes", "both"}) condition("numa2", 4, "64", as, 100);
  EXPECT_THAT(axes(), ElementsAre());
}

// A variant that dies at the largest condition, machines from one vCPU to more than the host's
// cores.
TEST_F(Growth, IsDrawnAndTabled) {
  double size = 64;
  for (const char* waiters : {"64", "256", "1024", "4096"}) {
    condition("numa2", 4, waiters, "threads", size);
    size *= 4;
  }
  for (int boot = 0; boot < kBoots; ++boot) {
    store::CellRow& row =
        made_.cell("numa2", "lock-herd as=threads waiters=4096", "share", boot).cell;
    row.status = CellStatus::Hang;
    row.reason = "no end before the deadline";
  }
  for (const char* waiters : {"64", "256", "1024"}) condition("numa2", 4, waiters, "processes", 40);
  for (const int vcpus : {1, 2, 8, 16})
    condition("smp" + std::to_string(vcpus), vcpus, "64", "threads", 60 + 4.0 * vcpus);
  const Page drawn = page(made_);
  expect_golden("resultpage/testdata/growth.md",
                drawn.markdown.content.substr(0, drawn.markdown.content.find("## Numbers")));
  ASSERT_EQ(drawn.charts.size(), 3u);
  EXPECT_EQ(drawn.charts[1].name, "cma-batching-over-waiters-1.svg");
  expect_golden("resultpage/testdata/growth-1.svg", drawn.charts[1].content);
  expect_golden("resultpage/testdata/growth-2.svg", drawn.charts[2].content);
  for (const PageFile& chart : drawn.charts) EXPECT_EQ(why_not_xml(chart.content), "");
  EXPECT_THAT(drawn.charts[1].content, AllOf(HasSubstr(">8 hang<"), HasSubstr("log2 scale")));
  EXPECT_THAT(drawn.charts[2].content, HasSubstr(">overcommitted<"));
}

TEST(GrowthChart, OfNothingIsStillADrawing) { EXPECT_EQ(why_not_xml(draw(GrowthChart{})), ""); }

}  // namespace
}  // namespace folioscope::resultpage
