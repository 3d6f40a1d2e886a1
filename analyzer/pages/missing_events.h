// SPDX-License-Identifier: GPL-3.0-or-later
// What a page shows in place of an answer that the run's events do not give: which groups of events
// would give it, and an experiment with them on request.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/run_data.h"

namespace folioscope::pages {

class MissingEvents : public QWidget {
  Q_OBJECT
 public:
  explicit MissingEvents(QWidget* parent = nullptr);

  // `what` says what was not seen. Offers a copy of the experiment where it lacks one of `groups`
  // (configs/events); else says that it had them all.
  void show_missing(const models::RunData& run, const QString& what,
                    std::vector<std::string> groups);

  // The experiment with the groups into a file of the user's. Faults (User): it cannot be written,
  // or its events are no list.
  Status write_copy(const QString& file) const;

  QString message() const { return message_->text(); }
  QPushButton& write_button() { return *write_; }

 private:
  void ask_and_write();

  models::RunData run_;
  std::vector<std::string> groups_;
  QLabel* message_;
  QPushButton* write_;
  QLabel* written_;
};

}  // namespace folioscope::pages
