// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of machine and workload at the top of a page.
#pragma once

#include <QComboBox>
#include <QWidget>

#include "models/run_loader.h"

namespace folioscope::pages {

class GroupChoice : public QWidget {
  Q_OBJECT
 public:
  explicit GroupChoice(QWidget* parent = nullptr);

  // Offers the groups of a run; the choice stays where the run still has it. At first it is where
  // the report gives its verdict. Emits changed() in any case.
  void offer(const models::RunData& run);
  // Null when the run has no group. Lives as long as the run.
  const query::Group* group() const;
  QComboBox& choice() { return *groups_; }
  // Adds a control before the choice, with its caption.
  void add_before(const QString& caption, QComboBox* control);

 Q_SIGNALS:
  void changed();

 private:
  models::RunData run_;
  QComboBox* groups_;
};

}  // namespace folioscope::pages
