// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/message_page.h"

#include <QHBoxLayout>

#include "pages/parts.h"

namespace folioscope::pages {

MessagePage::MessagePage(QWidget* parent)
    : QWidget(parent),
      title_(label("title", this)),
      cause_(label("fact", this)),
      remedy_(label("fact", this)),
      open_(new QPushButton(tr("Open a run…"), this)),
      retry_(new QPushButton(tr("Try again"), this)) {
  open_->setAccessibleName(tr("Open a run directory"));
  cause_->setWordWrap(true);
  remedy_->setWordWrap(true);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(retry_);
  buttons->addWidget(open_);
  buttons->addStretch();

  QVBoxLayout* layout = page_layout(this);
  layout->addStretch(1);
  layout->addWidget(title_);
  layout->addWidget(cause_);
  layout->addWidget(remedy_);
  layout->addSpacing(kGap);
  layout->addLayout(buttons);
  layout->addStretch(2);

  connect(open_, &QPushButton::clicked, this, &MessagePage::open_requested);
  connect(retry_, &QPushButton::clicked, this, &MessagePage::retry_requested);
  show_welcome();
}

void MessagePage::show_texts(const QString& title, const QString& cause, const QString& remedy) {
  title_->setText(title);
  cause_->setText(cause);
  remedy_->setText(remedy);
  remedy_->setVisible(!remedy.isEmpty());
}

void MessagePage::show_welcome() {
  show_texts(tr("No run is open"), tr("A run is the directory that `folioscope run` wrote."), {});
  open_->show();
  retry_->hide();
}

void MessagePage::show_loading(const QString& run) {
  show_texts(tr("Loading…"), run, {});
  open_->hide();
  retry_->hide();
}

void MessagePage::show_fault(const QString& run, const Fault& fault) {
  const QString cause = QString::fromStdString(fault.what);
  const QString remedy = QString::fromStdString(fault.remedy);
  show_texts(tr("This run cannot be shown"), cause.contains(run) ? cause : run + ": " + cause,
             remedy.isEmpty() ? remedy : tr("What to do: %1").arg(remedy));
  open_->show();
  retry_->show();
}

}  // namespace folioscope::pages
