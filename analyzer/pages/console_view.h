// SPDX-License-Identifier: GPL-3.0-or-later
// The console of one boot, from its file: the end of it, following while it grows for as long as
// the reader stands at its end.
#pragma once

#include <QLabel>
#include <QWidget>
#include <filesystem>
#include <string>

#include "models/live_follower.h"
#include "pages/code_view.h"

namespace folioscope::pages {

class ConsoleView : public QWidget {
  Q_OBJECT
 public:
  explicit ConsoleView(QWidget* parent = nullptr);

  // Empty: of no boot. What is shown already stays as it is.
  void follow(const std::filesystem::path& store, const std::string& console);

  bool waiting() const { return waiting_; }  // for the first text
  const CodeView& text() const { return *text_; }
  QString note() const { return note_->text(); }

 private:
  void show_console(const models::ConsoleText& console);

  std::filesystem::path store_;
  std::string console_;
  bool waiting_ = false;
  QLabel* note_;
  CodeView* text_;
  models::LiveFollower follower_;
};

}  // namespace folioscope::pages
