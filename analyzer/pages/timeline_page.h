// SPDX-License-Identifier: GPL-3.0-or-later
// What happened in this boot, when: the timeline of one boot, and below it the table of the events
// that are shown.
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "charts/timeline_view.h"
#include "models/event_model.h"
#include "models/store_queries.h"
#include "models/timeline_data.h"
#include "pages/page.h"
#include "query/events.h"

class QLabel;

namespace folioscope::pages {

class TimelinePage : public Page {
  Q_OBJECT
 public:
  explicit TimelinePage(QWidget* parent = nullptr);

  // Boots that ran; the choice stays where the run still has it.
  void show_run(const models::RunData& run) override;
  // A boot, and in it pages, a stretch of time, an operation or a failure with its page.
  void go_to(const models::Place& place) override;
  const QAbstractItemModel* shown_table() const override;
  QWidget* shown_picture() override { return view_; }
  bool busy() const override;

  // For tests and tools that look at the page.
  charts::TimelineView& view() { return *view_; }
  const models::TimelineData& data() const { return *data_; }
  models::EventModel& events() { return *events_; }
  QTableView& table() { return *table_; }
  QComboBox& boots() { return *boots_; }
  QLineEdit& pages() { return *pages_; }
  QLineEdit& filter() { return *filter_; }
  QString caption() const;
  QString event_caption() const;

 private:
  struct Events {
    query::EventRows rows;
    QString refused;  // why the filter was not understood
  };
  void lay_out();
  void connect_parts();
  void open_boot();
  void take_boot();
  void take_place(const models::Place& place);
  void point_at_failure(const store::FailureRow& failure);
  void point_at_operation(const store::OperationRow& operation);
  void follow_failed(const store::OperationRow& operation);
  void follow_typed();
  void follow(const std::vector<std::uint64_t>& pfns);
  void ask_for_events();
  void take_events(Result<Events> events);
  void choose_row(std::int64_t ns);
  void say(const QString& what);
  QString boot_text() const;

  models::RunData run_;
  std::optional<models::Place> waiting_;  // for the outline
  std::optional<CellId> open_;
  std::filesystem::path open_file_;
  models::TimelineData* data_;
  models::StoreQueries* event_queries_;
  models::EventModel* events_;
  QTimer* quiet_;  // the table follows when the picture has come to rest
  bool choosing_ = false;

  QComboBox* boots_;
  QLineEdit* pages_;
  QLineEdit* filter_;
  QLabel* caption_;
  QLabel* markers_;
  QLabel* event_caption_;
  charts::TimelineView* view_;
  QTableView* table_;
};

}  // namespace folioscope::pages
