// SPDX-License-Identifier: GPL-3.0-or-later
// A bar above the pages that says what has happened to the run that is shown; hidden while there is
// nothing to say.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>

namespace folioscope::app {

class NoticeBar : public QFrame {
  Q_OBJECT
 public:
  explicit NoticeBar(QWidget* parent = nullptr);

  void show_notice(const QString& text);
  QString text() const { return isHidden() ? QString() : text_->text(); }

 Q_SIGNALS:
  void retry_requested();

 private:
  QLabel* text_;
  QPushButton* retry_;
};

}  // namespace folioscope::app
