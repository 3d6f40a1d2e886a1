// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop/session.h"

#include <QScreen>
#include <QSignalSpy>
#include <QStackedWidget>
#include <cstdio>

#include "app/page_table.h"
#include "desktop/hands.h"

namespace folioscope::desktop {

void Session::TearDown() {
  if (HasFailure() && window_) {
    const std::string picture = std::string(testing::TempDir()) + "folioscope-desktop.png";
    on_screen().save(QString::fromStdString(picture));
    std::fprintf(stderr, "the screen as it was: %s\n", picture.c_str());
  }
  window_.reset();
}

void Session::open(const query::MadeRun& made) {
  made.write(dir_ / "run.db");
  open();
}

void Session::open() {
  window_ = std::make_unique<app::MainWindow>();
  window_->resize(app::kDefaultSize);
  window_->show();
  ASSERT_TRUE(becomes([&] { return window_->isActiveWindow(); }));
  QSignalSpy ready(window_.get(), &app::MainWindow::ready);
  window_->open(QString::fromStdString(dir_.path().string()));
  ASSERT_TRUE(becomes([&] { return !ready.isEmpty() && !window_->busy(); }));
}

bool Session::go_to_page(models::PageId page) {
  const auto table = app::page_table();
  int at = 0;
  while (table.at(static_cast<std::size_t>(at)).id != page) ++at;
  press("ctrl+" + std::to_string(at + 1));
  const auto& stack = *window_->findChild<QStackedWidget*>();
  return becomes([&] { return stack.currentIndex() == at && !window_->busy(); });
}

QImage Session::on_screen() const {
  QCoreApplication::processEvents();
  return window_->screen()->grabWindow(window_->winId()).toImage();
}

}  // namespace folioscope::desktop
