// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/variant_answer.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::format {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string told(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.text;
  return text;
}

struct Answered {
  explicit Answered(const query::MadeRun& made) {
    const TempDir dir = *TempDir::create("store");
    made.write(dir / "run.db");
    auto reader = store::Reader::open(dir / "run.db");
    run = compare::tested(*query::load(**reader));
    findings = compare::find(run);
    answers = variant_answers(run, findings);
  }
  compare::TestedRun run;
  compare::Findings findings;
  std::vector<VariantAnswer> answers;
};

TEST(VariantAnswer, SaysNumberDirectionIntervalAndAgreeingBlocks) {
  const Answered answered(query::made_cma_batching());
  ASSERT_THAT(answered.answers, SizeIs(1));
  const VariantAnswer& answer = answered.answers[0];
  EXPECT_EQ(answer.variant, "drain-only");
  EXPECT_EQ(answer.outcome, compare::Outcome::Regressed);
  EXPECT_THAT(told(answer.text),
              AllOf(StartsWith("Takes cma_failure_rate from "), HasSubstr("[+7.91, +13.76]"),
                    HasSubstr("; 3 of 3 blocks agree; p = "), HasSubstr("; 6 boots of each.")));
  EXPECT_TRUE(answer.text.front().strong);
  EXPECT_THAT(answer.others,
              AllOf(HasSubstr("migrate_success_ratio ("), HasSubstr("Other metrics: ")));
}

TEST(VariantAnswer, BlocksThatPointTheOtherWay_DoNotAgree) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.1, 0.1, 0.1, 0.1, 0.1});
  made.metric("patched", "cma_failure_rate", "ratio", {0.3, 0.3, 0.05, 0.05, 0.3, 0.3});
  const Answered answered(made);
  EXPECT_THAT(told(answered.answers.at(0).text), HasSubstr("2 of 3 blocks agree"));
}

TEST(VariantAnswer, SummaryIsOneSentenceForManyVariants) {
  std::vector<std::string> names{"stock"};
  for (int i = 1; i < 30; ++i) names.push_back("patch" + std::to_string(i));
  query::MadeRun made(names, 2);
  for (const std::string& name : names) made.metric(name, "cma_failure_rate", "ratio", {0.1, 0.2});
  const Answered answered(made);
  EXPECT_THAT(answered.answers, SizeIs(29));
  EXPECT_THAT(told(summary(answered.run, answered.findings)),
              AllOf(StartsWith("cma_failure_rate ("), HasSubstr("lower is better"),
                    HasSubstr(", 29 variants against stock: 29 inconclusive.")));
}

TEST(VariantAnswer, VariantWhoseBootsDied_SaysSo) {
  query::MadeRun made({"stock", "patched"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.2});
  for (const int boot : {0, 1}) made.cell("patched", boot).cell.status = CellStatus::GuestOops;
  const Answered answered(made);
  EXPECT_THAT(told(answered.answers.at(0).text),
              HasSubstr("No number from patched for cma_failure_rate: 2 guest-oops"));
}

TEST(VariantAnswer, OneVariant_HasNoAnswerButASummary) {
  query::MadeRun made({"stock"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.2});
  const Answered answered(made);
  EXPECT_THAT(answered.answers, IsEmpty());
  EXPECT_THAT(told(summary(answered.run, answered.findings)),
              HasSubstr("no other variant to compare it with"));
}

}  // namespace
}  // namespace folioscope::format
