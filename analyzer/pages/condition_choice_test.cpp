// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/condition_choice.h"

#include <gtest/gtest.h>

#include <QCompleter>
#include <QLineEdit>
#include <QSignalSpy>

#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

models::RunData run_of(int conditions) {
  query::MadeRun made({"stock"}, 1);
  for (int i = 1; i < conditions; ++i) made.add_condition("smp8", "refault n=" + std::to_string(i));
  return loaded_run(made);
}

TEST(ConditionChoice, ListIsBounded) {
  ConditionChoice choice;
  choice.offer(run_of(60));
  EXPECT_EQ(choice.choice().count(), 60);
  EXPECT_LE(choice.choice().maxVisibleItems(), 12);
  EXPECT_LT(choice.choice().sizeHint().width(), 500);
}

TEST(ConditionChoice, LongListIsSearchedByTyping_AndTakesNonsenseBack) {
  ConditionChoice choice;
  choice.offer(run_of(60));
  ASSERT_TRUE(choice.choice().isEditable());
  choice.choice().completer()->setCompletionPrefix("n=42");
  EXPECT_EQ(choice.choice().completer()->completionCount(), 1);
  choice.choice().setCurrentIndex(7);
  choice.choice().setEditText("nonsense");
  Q_EMIT choice.choice().lineEdit()->editingFinished();
  EXPECT_EQ(choice.choice().currentText(), choice.choice().itemText(7));
  choice.offer(run_of(3));
  EXPECT_FALSE(choice.choice().isEditable());
}

TEST(ConditionChoice, NewsOfTheSameConditions_LeaveTheListAlone) {
  ConditionChoice choice;
  choice.offer(run_of(3));
  choice.choice().setCurrentIndex(2);
  QSignalSpy reset(choice.choice().model(), &QAbstractItemModel::rowsRemoved);
  QSignalSpy changed(&choice, &ConditionChoice::changed);
  choice.offer(run_of(3));
  EXPECT_EQ(reset.size(), 0);
  EXPECT_EQ(changed.size(), 1);
  EXPECT_EQ(choice.choice().currentIndex(), 2);
}

}  // namespace
}  // namespace folioscope::pages
