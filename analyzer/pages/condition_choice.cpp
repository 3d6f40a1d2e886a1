// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/condition_choice.h"

#include <QHBoxLayout>

#include "compare/findings.h"
#include "models/shown_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// The index of the condition where the question is decided.
int deciding_condition(const compare::TestedRun& run) {
  const std::vector<std::size_t> told = compare::find(run).told();
  return told.empty() ? 0 : static_cast<int>(told.front());
}

}  // namespace

ConditionChoice::ConditionChoice(QWidget* parent)
    : QWidget(parent), conditions_(new QComboBox(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  conditions_->setAccessibleName(tr("Machine and workload"));
  conditions_->setMinimumHeight(kControlHeight);
  // A long name makes the list wide, not the page.
  conditions_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  conditions_->setMinimumContentsLength(20);
  QLabel* name = label("caption", this);
  name->setText(tr("on"));
  name->setBuddy(conditions_);
  layout->addWidget(name);
  layout->addWidget(conditions_, 1);
  connect(conditions_, &QComboBox::currentIndexChanged, this, &ConditionChoice::changed);
}

void ConditionChoice::add_before(const QString& caption, QComboBox* control) {
  auto* row = static_cast<QHBoxLayout*>(layout());
  control->setMinimumHeight(kControlHeight);
  QLabel* name = label("caption", this);
  name->setText(caption);
  name->setBuddy(control);
  row->insertWidget(0, name);
  row->insertWidget(1, control, 1);
}

void ConditionChoice::offer(const models::RunData& run) {
  const QVariant before = conditions_->currentData();
  {
    const QSignalBlocker quiet(conditions_);
    run_ = run;
    conditions_->clear();
    for (const query::Condition& condition : run_->conditions)
      conditions_->addItem(
          models::shown(condition.machine + ", " + condition.workload, models::kCellLength),
          QString::fromStdString(condition.machine + ", " + condition.workload));
    const int again = conditions_->findData(before);
    conditions_->setCurrentIndex(conditions_->count() == 0 ? -1
                                 : again >= 0              ? again
                                                           : deciding_condition(*run_));
  }
  Q_EMIT changed();
}

const query::Condition* ConditionChoice::condition() const {
  const int at = conditions_->currentIndex();
  return !run_ || at < 0 ? nullptr : &run_->conditions.at(static_cast<std::size_t>(at));
}

}  // namespace folioscope::pages
