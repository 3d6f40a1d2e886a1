// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown instead of a run: nothing open yet, being loaded, or why it cannot be shown and
// what to do about it.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "base/result.h"

namespace folioscope::pages {

class MessagePage : public QWidget {
  Q_OBJECT
 public:
  explicit MessagePage(QWidget* parent = nullptr);

  void show_welcome();
  void show_loading(const QString& run);
  void show_fault(const QString& run, const Fault& fault);

  QString title() const { return title_->text(); }
  QString cause() const { return cause_->text(); }
  QString remedy() const { return remedy_->text(); }

 Q_SIGNALS:
  void open_requested();
  void retry_requested();

 private:
  void show_texts(const QString& title, const QString& cause, const QString& remedy);

  QLabel* title_;
  QLabel* cause_;
  QLabel* remedy_;
  QPushButton* open_;
  QPushButton* retry_;
};

}  // namespace folioscope::pages
