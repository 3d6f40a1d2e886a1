// SPDX-License-Identifier: GPL-3.0-or-later
// A test with the desktop's window on the display, active, and a run in it.
#pragma once

#include <gtest/gtest.h>

#include <QApplication>
#include <QTest>
#include <memory>

#include "app/main_window.h"
#include "base/temp_dir.h"
#include "testing/made_run.h"

namespace folioscope::desktop {

inline constexpr int kBecomesMs = 20'000;

template <class Condition>
bool becomes(Condition condition) {
  return QTest::qWaitFor(condition, kBecomesMs);
}

class Session : public ::testing::Test {
 protected:
  void TearDown() override;

  // The window with what is in the test's directory, as large as it is by default.
  void open();
  void open(const query::MadeRun& made);
  // By its key; true when it is shown and has all that it asked the store for.
  bool go_to_page(models::PageId page);
  app::MainWindow& window() { return *window_; }
  // What the display shows of the window.
  QImage on_screen() const;

  TempDir dir_ = *TempDir::create("desktop");

 private:
  std::unique_ptr<app::MainWindow> window_;
};

}  // namespace folioscope::desktop
