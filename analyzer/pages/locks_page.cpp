// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/locks_page.h"

#include <QItemSelectionModel>
#include <algorithm>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

QString not_paired_text(const compare::LockTable& locks) {
  QString all;
  for (const compare::NotPaired& one : locks.not_paired) {
    QStringList numbers;
    for (const double number : one.per_boot)
      numbers << models::text(format::number({1, "", 1}, number));
    all += (all.isEmpty() ? QString() : QStringLiteral("; ")) + models::text(one.meaning) + ' ' +
           numbers.join(" / ");
  }
  return all;
}

}  // namespace

LocksPage::LocksPage(QWidget* parent)
    : Page(parent),
      blocks_(new QComboBox(this)),
      conditions_(new ConditionChoice(this)),
      shown_(label("subtitle", this)),
      stack_(new QStackedWidget(this)),
      message_(label("message", this)),
      chart_(new charts::HoldChart(this)),
      rows_(new models::LockModel(models::lock_columns(), this)),
      numbers_(table(tr("Numbers of page locks by variant"), this)),
      note_(label("caption", this)) {
  blocks_->setAccessibleName(tr("What about page locks"));
  conditions_->add_before(tr("Page locks"), blocks_);
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  note_->setWordWrap(true);
  numbers_->setModel(rows_);
  numbers_->setSortingEnabled(false);  // the variants of a distribution stay together
  numbers_->setSelectionMode(QAbstractItemView::SingleSelection);

  auto* content = new QWidget(this);
  auto* parts = new QVBoxLayout(content);
  parts->setContentsMargins(0, 0, 0, 0);
  parts->setSpacing(kGap);
  parts->addWidget(shown_);
  parts->addWidget(chart_, 1);
  parts->addWidget(numbers_, 1);
  parts->addWidget(note_);
  stack_->addWidget(content);
  stack_->addWidget(message_);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(conditions_);
  layout->addWidget(stack_, 1);

  connect(conditions_, &ConditionChoice::changed, this, [this] { show_condition(); });
  connect(blocks_, &QComboBox::currentIndexChanged, this, [this] { show_block(); });
  connect(numbers_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this] { show_distribution(); });
}

void LocksPage::show_run(const models::RunData& run) {
  run_ = run;
  conditions_->offer(run);
}

void LocksPage::show_condition() {
  const query::Condition* condition = conditions_->condition();
  locks_ = condition == nullptr ? compare::LockTable() : compare::page_locks_of(*run_, *condition);
  const QString before = blocks_->currentText();
  {
    const QSignalBlocker quiet(blocks_);
    blocks_->clear();
    for (const compare::LockBlock& block : locks_.blocks)
      blocks_->addItem(models::text(block.title));
    blocks_->setCurrentIndex(
        blocks_->count() == 0 ? -1 : std::max(blocks_->findText(before, Qt::MatchExactly), 0));
  }
  QString note =
      tr("The selected row is drawn: all boots of a variant together, in buckets of "
         "powers of two.");
  if (!locks_.not_paired.empty())
    note += tr(" Not paired, mean of a boot, by variant: %1.").arg(not_paired_text(locks_));
  note_->setText(note);
  show_block();
}

void LocksPage::show_block() {
  const int at = blocks_->currentIndex();
  if (at < 0) {
    chart_->clear();
    rows_->set_rows({});
    message_->setText(
        tr("No page lock was seen here.\nThe experiment sees them when its kernels "
           "carry the instrumentation and it observes more than counters."));
    stack_->setCurrentWidget(message_);
    return;
  }
  const int before = numbers_->currentIndex().row();
  rows_->set_rows(models::lock_cells(locks_.blocks.at(static_cast<std::size_t>(at))));
  stack_->setCurrentIndex(0);
  numbers_->selectRow(std::clamp(before, 0, rows_->rowCount() - 1));
  show_distribution();
}

void LocksPage::show_distribution() {
  const int at = numbers_->currentIndex().row();
  const query::Condition* condition = conditions_->condition();
  if (at < 0 || at >= rows_->rowCount() || condition == nullptr) return;
  const models::LockCell& cell = rows_->row(at);
  std::vector<charts::HoldChart::VariantBoots> variants;
  for (std::size_t i = 0; i < run_->variants.size(); ++i)
    variants.push_back({models::text(run_->variants[i].row.name),
                        compare::merged(*run_, *condition, i, cell.row.name)});
  chart_->show_distributions(variants);
  shown_->setText(models::text(cell.block + ": " + cell.row.title));
}

}  // namespace folioscope::pages
