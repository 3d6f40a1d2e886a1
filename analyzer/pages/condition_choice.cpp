// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/condition_choice.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>

#include "models/shown_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr int kShownConditions = 12;  // rows of the list; it scrolls
constexpr int kNameLetters = 24;      // of the control; longer names are cut there, not in the list

// The index of the condition where the question is decided.
int deciding_condition(const models::LoadedRun& run) {
  const std::vector<std::size_t> told = run.findings.told();
  return told.empty() ? 0 : static_cast<int>(told.front());
}

QStringList names_of(const models::LoadedRun& run) {
  QStringList names;
  for (const query::Condition& condition : run.conditions)
    names << models::shown(condition.machine + ", " + condition.workload, models::kCellLength);
  return names;
}

QStringList entries_of(const QComboBox& choice) {
  QStringList entries;
  for (int i = 0; i < choice.count(); ++i) entries << choice.itemText(i);
  return entries;
}

}  // namespace

ConditionChoice::ConditionChoice(QWidget* parent)
    : QWidget(parent), conditions_(new QComboBox(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  conditions_->setAccessibleName(tr("Machine and workload"));
  conditions_->setMinimumHeight(kControlHeight);
  conditions_->setMaxVisibleItems(kShownConditions);
  conditions_->setStyleSheet(QStringLiteral("QComboBox { combobox-popup: 0; }"));  // keeps to them
  conditions_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  conditions_->setMinimumContentsLength(kNameLetters);
  conditions_->setInsertPolicy(QComboBox::NoInsert);
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
  const QStringList names = names_of(*run);
  run_ = run;
  // The same conditions: an open list stays open.
  if (names != entries_of(*conditions_)) {
    const QSignalBlocker quiet(conditions_);
    const QString before = conditions_->itemText(conditions_->currentIndex());
    conditions_->clear();
    conditions_->addItems(names);
    make_searchable(names.size() > kShownConditions);
    const int again = conditions_->findText(before, Qt::MatchExactly);
    conditions_->setCurrentIndex(names.isEmpty() ? -1
                                 : again >= 0    ? again
                                                 : deciding_condition(*run_));
  }
  Q_EMIT changed();
}

// Where a list is long, typing a part of a name finds it.
void ConditionChoice::make_searchable(bool searchable) {
  if (searchable == conditions_->isEditable()) return;
  conditions_->setEditable(searchable);
  if (!searchable) return;
  conditions_->lineEdit()->setAccessibleName(conditions_->accessibleName());
  conditions_->completer()->setCompletionMode(QCompleter::PopupCompletion);
  conditions_->completer()->setFilterMode(Qt::MatchContains);
  conditions_->completer()->setMaxVisibleItems(kShownConditions);
  // What names no condition is taken back.
  connect(conditions_->lineEdit(), &QLineEdit::editingFinished, this,
          [this] { conditions_->setEditText(conditions_->itemText(conditions_->currentIndex())); });
}

const query::Condition* ConditionChoice::condition() const {
  const int at = conditions_->currentIndex();
  return !run_ || at < 0 ? nullptr : &run_->conditions.at(static_cast<std::size_t>(at));
}

}  // namespace folioscope::pages
