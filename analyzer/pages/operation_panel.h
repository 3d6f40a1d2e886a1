// SPDX-License-Identifier: GPL-3.0-or-later
// One operation: what became of it, its pages as lanes, and the way to the timeline. Asks the store
// for it.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>
#include <filesystem>
#include <optional>

#include "charts/operation_lanes.h"
#include "models/place.h"
#include "models/store_queries.h"

namespace folioscope::pages {

class OperationPanel : public QWidget {
  Q_OBJECT
 public:
  explicit OperationPanel(QWidget* parent = nullptr);

  struct Which {
    CellId cell;
    std::int64_t operation = 0;
    QString boot;  // "stock, boot 1"
  };
  // Shown when the store has answered.
  void show_operation(const std::filesystem::path& file, const Which& which);

  charts::OperationLanes& lanes() { return *lanes_; }
  QString title() const { return title_->text(); }
  QString note() const { return note_->text(); }
  QPushButton& timeline_button() { return *timeline_; }
  bool busy() const { return queries_.busy(); }

 Q_SIGNALS:
  void closed();
  void pointed_at(const folioscope::models::Place& place);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void take(const Result<std::optional<query::OperationPages>>& pages);
  void point_at_timeline();

  Which which_;
  QLabel* title_;
  QLabel* note_;
  charts::OperationLanes* lanes_;
  QPushButton* timeline_;
  models::StoreQueries queries_{this};
};

}  // namespace folioscope::pages
