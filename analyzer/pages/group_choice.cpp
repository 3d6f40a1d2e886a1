// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/group_choice.h"

#include <QHBoxLayout>

#include "compare/findings.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// Points of the report are groups, in the same order.
int deciding_group(const query::Comparison& run) {
  const std::vector<std::size_t> told = report::find(run).told();
  return told.empty() ? 0 : static_cast<int>(told.front());
}

}  // namespace

GroupChoice::GroupChoice(QWidget* parent) : QWidget(parent), groups_(new QComboBox(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  groups_->setAccessibleName(tr("Machine and workload"));
  groups_->setMinimumHeight(kControlHeight);
  QLabel* name = label("caption", this);
  name->setText(tr("on"));
  name->setBuddy(groups_);
  layout->addWidget(name);
  layout->addWidget(groups_, 1);
  connect(groups_, &QComboBox::currentIndexChanged, this, &GroupChoice::changed);
}

void GroupChoice::add_before(const QString& caption, QComboBox* control) {
  auto* row = static_cast<QHBoxLayout*>(layout());
  control->setMinimumHeight(kControlHeight);
  QLabel* name = label("caption", this);
  name->setText(caption);
  name->setBuddy(control);
  row->insertWidget(0, name);
  row->insertWidget(1, control, 1);
}

void GroupChoice::offer(const models::RunData& run) {
  const QString before = groups_->currentText();
  {
    const QSignalBlocker quiet(groups_);
    run_ = run;
    groups_->clear();
    for (const query::Group& group : run_->groups)
      groups_->addItem(QString::fromStdString(group.machine + ", " + group.workload));
    const int again = groups_->findText(before, Qt::MatchExactly);
    groups_->setCurrentIndex(groups_->count() == 0 ? -1
                             : again >= 0          ? again
                                                   : deciding_group(*run_));
  }
  Q_EMIT changed();
}

const query::Group* GroupChoice::group() const {
  const int at = groups_->currentIndex();
  return !run_ || at < 0 ? nullptr : &run_->groups.at(static_cast<std::size_t>(at));
}

}  // namespace folioscope::pages
