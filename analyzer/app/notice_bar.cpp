// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notice_bar.h"

#include <QHBoxLayout>

#include "pages/parts.h"

namespace folioscope::app {

NoticeBar::NoticeBar(QWidget* parent)
    : QFrame(parent),
      text_(pages::label("fact", this)),
      retry_(new QPushButton(tr("Try again"), this)) {
  setObjectName(QStringLiteral("notice"));
  text_->setWordWrap(true);
  auto* hide = new QPushButton(tr("Hide"), this);
  hide->setAccessibleName(tr("Hide the notice"));
  retry_->setAccessibleName(tr("Read the run again"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(pages::kMargin, 6, pages::kMargin, 6);
  layout->addWidget(text_, 1);
  layout->addWidget(retry_);
  layout->addWidget(hide);
  connect(retry_, &QPushButton::clicked, this, &NoticeBar::retry_requested);
  connect(hide, &QPushButton::clicked, this, &QWidget::hide);
  QWidget::hide();
}

void NoticeBar::show_notice(const QString& text) {
  text_->setText(text);
  setVisible(!text.isEmpty());
}

}  // namespace folioscope::app
