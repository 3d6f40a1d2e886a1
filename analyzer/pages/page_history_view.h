// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to one page around a moment, as a table, with the way to the timeline: below a list
// of failures or of holds. Loaded in the background.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "models/failure_model.h"
#include "models/place.h"
#include "models/run_data.h"
#include "models/store_queries.h"

namespace folioscope::pages {

class PageHistoryView : public QWidget {
  Q_OBJECT
 public:
  explicit PageHistoryView(QWidget* parent = nullptr);

  // `place` names the cell and the page, and is what the timeline is shown.
  void show_page(const models::RunData& run, const models::Place& place, GuestTime around);
  void clear();
  // As the button does it; nothing without a page.
  void point();

  // For tests and tools that look at the page.
  const QTableView& moments() const { return *moments_; }
  QString caption() const { return caption_->text(); }
  QPushButton& timeline_button() { return *timeline_; }

 Q_SIGNALS:
  void pointed_at(const folioscope::models::Place& place);

 private:
  void take(const Result<query::PageMoments>& history);

  models::StoreQueries queries_{this};
  models::Place place_;
  GuestTime around_;
  QLabel* caption_;
  QPushButton* timeline_;
  models::MomentModel* rows_;
  QTableView* moments_;
};

}  // namespace folioscope::pages
