// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of machine and workload at the top of a page.
#pragma once

#include <QComboBox>
#include <QWidget>

#include "models/run_data.h"

namespace folioscope::pages {

class ConditionChoice : public QWidget {
  Q_OBJECT
 public:
  explicit ConditionChoice(QWidget* parent = nullptr);

  // Offers the conditions of a run; the choice stays where the run still has it. At first it is
  // where the report gives its outcome. Emits changed() in any case.
  void offer(const models::RunData& run);
  // Null when the run has no condition. Lives as long as the run.
  const query::Condition* condition() const;
  QComboBox& choice() { return *conditions_; }
  // Adds a control before the choice, with its caption.
  void add_before(const QString& caption, QComboBox* control);

 Q_SIGNALS:
  void changed();

 private:
  void make_searchable(bool searchable);

  models::RunData run_;
  QComboBox* conditions_;
};

}  // namespace folioscope::pages
