// SPDX-License-Identifier: GPL-3.0-or-later
// The flame graph of the stacks that took the references, with its choices: of which variant, from
// which end, in which colours.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QWidget>

#include "charts/flame_graph.h"
#include "compare/holder_stacks.h"
#include "models/run_data.h"

namespace folioscope::pages {

class HolderFlames : public QWidget {
  Q_OBJECT
 public:
  explicit HolderFlames(QWidget* parent = nullptr);

  // The choices stay where they are still offered; at first the variant with the most failures.
  void show_stacks(const models::RunData& run, std::vector<compare::StackOfHolder> stacks);
  void clear();

  charts::FlameGraph& graph() { return *graph_; }
  QComboBox& variant_choice() { return *variants_; }
  QComboBox& order_choice() { return *order_; }
  QComboBox& color_choice() { return *colors_; }
  QString note() const { return note_->text(); }

 private:
  void draw();

  std::vector<compare::StackOfHolder> stacks_;
  QComboBox* variants_;
  QComboBox* order_;
  QComboBox* colors_;
  QLabel* note_;
  charts::FlameGraph* graph_;
};

}  // namespace folioscope::pages
