// SPDX-License-Identifier: GPL-3.0-or-later
// The window: pages of one run beside a list of them. Loads in the background; follows a run that
// goes on until it is finished.
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QStackedWidget>
#include <filesystem>
#include <optional>

#include "app/arguments.h"
#include "app/change_watch.h"
#include "models/run_loader.h"
#include "pages/comparison_page.h"
#include "pages/holders_page.h"
#include "pages/locks_page.h"
#include "pages/message_page.h"
#include "pages/overview_page.h"

namespace folioscope::app {

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  MainWindow();

  void open(const QString& run);
  void reload();
  void show_page(Page page);
  // Chosen now, or as soon as the run is there.
  void choose_metric(const QString& metric);

  pages::OverviewPage& overview() { return *overview_; }
  pages::ComparisonPage& comparison() { return *comparison_; }
  pages::HoldersPage& holders() { return *holders_; }
  pages::LocksPage& locks() { return *locks_; }
  pages::MessagePage& message() { return *message_; }
  bool shows_run() const { return pages_->currentWidget() != message_; }
  QString status_text() const { return status_->text(); }

 Q_SIGNALS:
  // The run is on the pages; or it could not be loaded, or has no such metric.
  void ready();
  void failed(const folioscope::Fault& fault);

 private:
  void add_actions();
  void ask_for_run();
  void take(const models::RunData& run);
  void refuse(const Fault& fault);
  void follow(const query::Comparison& run);
  void show_status(const query::Comparison& run);
  std::optional<Fault> take_wanted_metric();

  QString run_;            // as it was named
  QString wanted_metric_;  // until the run is there
  bool has_run_ = false;
  bool stale_ = false;  // written to while it was being loaded
  models::RunLoader loader_;
  ChangeWatch watch_;
  QListWidget* list_;
  QStackedWidget* pages_;
  pages::OverviewPage* overview_;
  pages::ComparisonPage* comparison_;
  pages::HoldersPage* holders_;
  pages::LocksPage* locks_;
  pages::MessagePage* message_;
  QLabel* status_;
};

}  // namespace folioscope::app
