// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/console_view.h"

#include <QScrollBar>
#include <QVBoxLayout>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {

ConsoleView::ConsoleView(QWidget* parent)
    : QWidget(parent),
      note_(label("caption", this)),
      text_(new CodeView(Language::Plain, tr("Console of the boot"), this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(note_);
  layout->addWidget(text_, 1);
  note_->hide();
  connect(&follower_, &models::LiveFollower::console_changed, this, &ConsoleView::show_console);
}

void ConsoleView::follow(const std::filesystem::path& store, const std::string& console) {
  if (store == store_ && console == console_) return;
  store_ = store;
  console_ = console;
  text_->clear();
  note_->setText(console.empty() ? tr("This boot has no console.") : QString());
  note_->setVisible(console.empty());
  waiting_ = !console.empty();
  follower_.follow_console(store, console);
}

void ConsoleView::show_console(const models::ConsoleText& console) {
  waiting_ = false;
  QScrollBar* bar = text_->verticalScrollBar();
  const int before = bar->value();
  const bool at_end = before >= bar->maximum() || text_->document()->isEmpty();
  text_->show_text(console.text);
  bar->setValue(at_end ? bar->maximum() : before);
  QString note = console.fault;
  if (console.left_out > 0)
    note = tr("The end of %1; %2 before it are left out.")
               .arg(models::text(console_), models::text(format::bytes({console.left_out})));
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

}  // namespace folioscope::pages
