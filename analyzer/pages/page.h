// SPDX-License-Identifier: GPL-3.0-or-later
// What the window knows of a page: it answers one question about the run that is open.
#pragma once

#include <QWidget>

#include "models/place.h"
#include "models/run_data.h"
#include "models/store_queries.h"

class QAbstractItemModel;

namespace folioscope::pages {

class Page : public QWidget {
  Q_OBJECT
 public:
  using QWidget::QWidget;

  // Called again when there is news of the run: what the reader chose, opened or scrolled to stays.
  virtual void show_run(const models::RunData& run) = 0;
  // Another page points here. What of it this page does not know is passed over.
  virtual void go_to(const models::Place& /*place*/) {}
  // What "copy table" and "export picture" take; null: there is none, or it is empty.
  virtual const QAbstractItemModel* shown_table() const { return nullptr; }
  virtual QWidget* shown_picture() { return nullptr; }
  // Something that was asked of the store is still to come: a picture of the page waits for it.
  virtual bool busy() const { return models::asks(*this); }

 Q_SIGNALS:
  // The window shows the page that the place names.
  void pointed_at(const folioscope::models::Place& place);
};

}  // namespace folioscope::pages
