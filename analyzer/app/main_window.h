// SPDX-License-Identifier: GPL-3.0-or-later
// The window: pages of one run beside a list of them. Loads in the background; follows a run that
// goes on. What was loaded stays until another run is opened, also when its file is gone. A page is
// given news when it is looked at.
#pragma once

#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QStackedWidget>
#include <QTimer>
#include <filesystem>
#include <optional>
#include <vector>

#include "app/arguments.h"
#include "app/change_watch.h"
#include "app/notice_bar.h"
#include "app/table_text.h"
#include "models/live_follower.h"
#include "models/run_loader.h"
#include "pages/message_page.h"
#include "pages/page.h"

namespace folioscope::app {

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  MainWindow();

  // A run directory, or its run.db.
  void open(const QString& run);
  void reload();
  void show_page(models::PageId page);
  // Chosen now, or as soon as the run is there.
  void choose_metric(const QString& metric);
  // Takes size, page and splitters from what was remembered, and remembers them when it is closed;
  // and the runs that it opens. Until this is called nothing is read or written.
  void remember();
  // Another one of this process, with no run; deletes itself when it is closed.
  MainWindow* add_window();

  void ask_for_directory();
  void ask_for_file();
  void focus_list();  // and back to the page, from there
  // Of the page, or of its chart where it has one and `whole_page` is not asked for.
  enum class Picture { Chart, Page };
  void ask_for_picture(Picture what);
  Status export_picture(Picture what, const QString& file);
  void copy_picture();
  void copy_table(TableFormat format);

  // The page of this type, with what is known of the run; there is one of each in page_table().
  template <class P>
  P& page() {
    P* found = stack_->findChild<P*>();
    bring_up_to_date(static_cast<std::size_t>(stack_->indexOf(found)));
    return *found;
  }
  pages::MessagePage& message() { return *message_; }
  bool shows_run() const { return stack_->currentWidget() != message_; }
  QString status_text() const { return status_->text(); }
  QString notice() const { return notice_->text(); }
  QString run() const { return run_; }
  bool busy() const;  // the page that is shown waits for something

 Q_SIGNALS:
  // The run is on the pages; or it could not be loaded, or has no such metric.
  void ready();
  void failed(const folioscope::Fault& fault);

 protected:
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void add_pages();
  void build_layout();
  void connect_parts();
  void point_at(const models::Place& place);
  void take(const models::RunData& run);
  void show_taken();
  void refuse(const Fault& fault);
  void reload_soon();
  void bring_up_to_date(std::size_t page);
  void show_again();
  void follow();
  void show_status();
  std::optional<Fault> take_wanted_metric();
  pages::Page* current_page() const;
  void save_state() const;

  QString run_;            // as it was named
  QString wanted_metric_;  // until the run is there
  models::RunData data_;   // of run_; null: not loaded
  bool remembers_ = false;
  std::optional<query::DirectoryState> directory_;
  models::RunLoader loader_;
  models::LiveFollower follower_;
  ChangeWatch watch_;
  QElapsedTimer loading_;
  QTimer pause_;  // between loads, so that they take a small part of the time
  QTimer popup_;  // a list is open: news wait until it is closed
  QListWidget* list_;
  QStackedWidget* stack_;
  std::vector<pages::Page*> pages_;  // as in page_table()
  std::vector<bool> has_news_;       // of each
  pages::MessagePage* message_;
  NoticeBar* notice_;
  QLabel* status_;
};

}  // namespace folioscope::app
