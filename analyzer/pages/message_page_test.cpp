// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/message_page.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace folioscope::pages {
namespace {

QPushButton* button(MessagePage& page, const QString& text) {
  for (auto* one : page.findChildren<QPushButton*>())
    if (one->text() == text) return one;
  return nullptr;
}

TEST(MessagePage, Fault_IsShownWithCauseAndRemedy) {
  MessagePage page;
  page.show_fault("/runs/a", user_fault("its schema is newer (9) than this program (1)",
                                        "open it with the folioscope that wrote it"));
  EXPECT_EQ(page.title(), "This run cannot be shown");
  EXPECT_EQ(page.cause(), "/runs/a: its schema is newer (9) than this program (1)");
  EXPECT_EQ(page.remedy(), "What to do: open it with the folioscope that wrote it");
}

TEST(MessagePage, CauseThatNamesTheRun_DoesNotNameItTwice) {
  MessagePage page;
  page.show_fault("/runs/a", user_fault("/runs/a: there is no such run"));
  EXPECT_EQ(page.cause(), "/runs/a: there is no such run");
  EXPECT_EQ(page.remedy(), "");
}

TEST(MessagePage, ButtonsAskForAnotherTryOrAnotherRun) {
  MessagePage page;
  page.show_fault("/runs/a", user_fault("gone"));
  QSignalSpy open(&page, &MessagePage::open_requested), retry(&page, &MessagePage::retry_requested);
  QTest::mouseClick(button(page, "Open a run…"), Qt::LeftButton);
  QTest::mouseClick(button(page, "Try again"), Qt::LeftButton);
  EXPECT_EQ(open.count(), 1);
  EXPECT_EQ(retry.count(), 1);
}

TEST(MessagePage, WelcomeHasNothingToTryAgain) {
  MessagePage page;
  EXPECT_EQ(page.title(), "No run is open");
  EXPECT_TRUE(button(page, "Try again")->isHidden());
  EXPECT_FALSE(button(page, "Open a run…")->isHidden());
}

}  // namespace
}  // namespace folioscope::pages
