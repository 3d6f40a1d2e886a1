// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store_queries.h"

#include <gmock/gmock.h>

#include <QTest>
#include <atomic>

#include "base/temp_dir.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::models {
namespace {

constexpr int kAnswerMs = 20'000;

class Queries : public ::testing::Test {
 protected:
  Queries() { query::made_cma_batching().write(file()); }
  std::filesystem::path file() const { return dir_ / "run.db"; }
  bool answered() {
    return QTest::qWaitFor([this] { return !queries_.busy(); }, kAnswerMs);
  }

  TempDir dir_ = *TempDir::create("store");
  StoreQueries queries_;
};

Result<std::size_t> cells_of(store::Reader& reader, const std::stop_token&) {
  TRY(const auto cells, reader.cells());
  return cells.size();
}

TEST_F(Queries, AnswerOnTheAskersThread) {
  std::size_t cells = 0;
  std::thread::id where;
  queries_.ask(file(), cells_of, [&](Result<std::size_t> answer) {
    cells = *answer;
    where = std::this_thread::get_id();
  });
  EXPECT_TRUE(queries_.busy());
  ASSERT_TRUE(answered());
  EXPECT_EQ(cells, 12u);
  EXPECT_EQ(where, std::this_thread::get_id());
}

TEST_F(Queries, NewestWins_AndWhatGoesOnIsToldToStop) {
  std::atomic<bool> begun = false, stopped = false;
  std::vector<int> answers;
  queries_.ask(
      file(),
      [&](store::Reader&, const std::stop_token& stop) -> Result<int> {
        begun = true;
        while (!stop.stop_requested()) std::this_thread::yield();
        stopped = true;
        return 1;
      },
      [&](Result<int> answer) { answers.push_back(*answer); });
  ASSERT_TRUE(QTest::qWaitFor([&] { return begun.load(); }, kAnswerMs));
  for (int number : {2, 3})
    queries_.ask(
        file(), [number](store::Reader&, const std::stop_token&) -> Result<int> { return number; },
        [&](Result<int> answer) { answers.push_back(*answer); });
  ASSERT_TRUE(answered());
  EXPECT_TRUE(stopped);
  EXPECT_THAT(answers, ::testing::ElementsAre(3));
}

TEST_F(Queries, WhatIsCancelledIsNotAnswered) {
  bool answer = false;
  queries_.ask(file(), cells_of, [&](const Result<std::size_t>&) { answer = true; });
  queries_.cancel();
  EXPECT_FALSE(queries_.busy());
  QTest::qWait(50);
  EXPECT_FALSE(answer);
}

TEST_F(Queries, FileThatIsNot_IsAFault_AndTheNextOneIsTriedAnew) {
  std::string what;
  const auto ask = [&] {
    queries_.ask(dir_ / "other.db", cells_of, [&](const Result<std::size_t>& answer) {
      what = answer.ok() ? "" : answer.fault().what;
    });
    return answered();
  };
  ASSERT_TRUE(ask());
  EXPECT_FALSE(what.empty());
  query::made_cma_batching().write(dir_ / "other.db");
  ASSERT_TRUE(ask());
  EXPECT_EQ(what, "");
}

TEST_F(Queries, MayGoAwayWhileOneGoesOn) {
  auto queries = std::make_unique<StoreQueries>();
  queries->ask(
      file(),
      [](store::Reader&, const std::stop_token& stop) -> Result<int> {
        while (!stop.stop_requested()) std::this_thread::yield();
        return 1;
      },
      [](const Result<int>&) { FAIL(); });
  queries.reset();
  QCoreApplication::processEvents();
}

TEST_F(Queries, APageAsksUntilNothingIsToCome_AlsoOfWhatAnAnswerAskedFor) {
  QObject page;
  auto* asked = new StoreQueries(&page);
  std::vector<std::size_t> answers;
  asked->ask(file(), cells_of, [&](Result<std::size_t> first) {
    answers.push_back(*first);
    asked->ask(file(), cells_of, [&](Result<std::size_t> second) { answers.push_back(*second); });
  });
  EXPECT_TRUE(QTest::qWaitFor([&] { return !asks(page); }, kAnswerMs));
  EXPECT_THAT(answers, ::testing::ElementsAre(12, 12));
}

}  // namespace
}  // namespace folioscope::models
