// SPDX-License-Identifier: GPL-3.0-or-later
// A run of imports in the reports: compared without pairs, and said so.
#include <gmock/gmock.h>

#include <fstream>
#include <string>

#include "base/temp_dir.h"
#include "compare/family.h"
#include "imports/csv.h"
#include "imports/imported_run.h"
#include "query/comparison.h"
#include "resultpage/page.h"
#include "run/run.h"
#include "store/reader.h"
#include "text/report.h"

namespace folioscope::imports {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Unpaired : public ::testing::Test {
 protected:
  // `stock` and `patched` boots, of which those with the patch take `more` longer.
  void import(int stock, int patched, double more) {
    std::ofstream table(dir_ / "a.csv");
    table << "variant,boot,metric,value,unit,better\n";
    for (int boot = 0; boot < stock; ++boot)
      table << "stock," << boot << ",latency," << 100 + boot % 3 << ",us,lower\n";
    for (int boot = 0; boot < patched; ++boot)
      table << "patched," << boot << ",latency," << 100 + boot % 3 + more << ",us,lower\n";
    table.close();
    auto run = *ImportedRun::open(dir_ / "run");
    auto boots = read_csv(*InputFile::open(dir_ / "a.csv"), {"box", "fio"});
    for (ImportedBoot& boot : *boots) ASSERT_TRUE(run.add(std::move(boot)).ok());
    ASSERT_TRUE(run.finish().ok());
  }
  compare::TestedRun tested() {
    const auto reader = *store::Reader::open(dir_ / "run" / "run.db");
    return compare::tested(*query::load(*reader));
  }

  TempDir dir_ = *TempDir::create("unpaired");
};

TEST_F(Unpaired, TestIsThatOfAllRelabelings) {
  import(5, 3, 50);
  const compare::TestedRun run = tested();
  const auto result =
      compare::evaluate(run, run.conditions.at(0), run.conditions.at(0).series.at(0))
          .variants.at(1);
  EXPECT_EQ(result.difference.blocks, 1u);
  EXPECT_NEAR(result.difference.mean, 50.2, 1e-9);
  // One of choose(8, 3) = 56 ways is as far out; the other end is not as far.
  EXPECT_NEAR(result.difference.p, 1.0 / 56, 1e-9);
}

TEST_F(Unpaired, ReportSaysThatBootsWereImported) {
  import(6, 6, 50);
  const auto report = text::report(dir_ / "run", {.format = text::Format::Text, .all = false});
  ASSERT_TRUE(report.ok()) << report.fault().what;
  EXPECT_THAT(report->text,
              AllOf(HasSubstr("imported"), HasSubstr("regressed"), HasSubstr("unpaired"),
                    HasSubstr("box, fio"), Not(HasSubstr("block")), Not(HasSubstr("TCG")),
                    Not(HasSubstr("interleaved, in")), Not(HasSubstr("0 NUMA"))));
  const resultpage::Page page = resultpage::make_page(tested());
  EXPECT_THAT(page.files().at(0).content,
              AllOf(HasSubstr("imported"), Not(HasSubstr("seeded random blocks")),
                    Not(HasSubstr("folioscope run")), Not(HasSubstr("TCG"))));
}

TEST_F(Unpaired, ThereIsNothingToResume) {
  import(1, 1, 1);
  const auto resumed = run::resume({.directory = dir_ / "run"});
  ASSERT_FALSE(resumed.ok());
  EXPECT_EQ(resumed.fault().domain, FaultDomain::User);
  EXPECT_THAT(resumed.fault().what, HasSubstr("were imported"));
}

TEST_F(Unpaired, OneBlockAgreesWithItself_WhichIsNotSaid) {
  import(3, 3, 1);
  const auto report = text::report(dir_ / "run", {.format = text::Format::Text, .all = false});
  EXPECT_THAT(report->text,
              AllOf(HasSubstr("inconclusive"), Not(HasSubstr("points the same way"))));
}

}  // namespace
}  // namespace folioscope::imports
