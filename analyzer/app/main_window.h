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
#include <vector>

#include "app/arguments.h"
#include "app/change_watch.h"
#include "models/run_loader.h"
#include "pages/message_page.h"
#include "pages/page.h"

namespace folioscope::app {

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  MainWindow();

  void open(const QString& run);
  void reload();
  void show_page(models::PageId page);
  // Chosen now, or as soon as the run is there.
  void choose_metric(const QString& metric);

  // The page of this type; there is one of each in page_table().
  template <class P>
  P& page() {
    return *stack_->findChild<P*>();
  }
  pages::MessagePage& message() { return *message_; }
  bool shows_run() const { return stack_->currentWidget() != message_; }
  QString status_text() const { return status_->text(); }

 Q_SIGNALS:
  // The run is on the pages; or it could not be loaded, or has no such metric.
  void ready();
  void failed(const folioscope::Fault& fault);

 private:
  void add_pages();
  void add_actions();
  void point_at(const models::Place& place);
  void ask_for_run();
  void take(const models::RunData& run);
  void refuse(const Fault& fault);
  void follow(const query::Comparison& run);
  void show_status(const query::Comparison& run);
  std::optional<Fault> take_wanted_metric();

  QString run_;            // as it was named
  QString wanted_metric_;  // until the run is there
  bool has_run_ = false;
  models::RunLoader loader_;
  ChangeWatch watch_;
  QListWidget* list_;
  QStackedWidget* stack_;
  std::vector<pages::Page*> pages_;  // as in page_table()
  pages::MessagePage* message_;
  QLabel* status_;
};

}  // namespace folioscope::app
