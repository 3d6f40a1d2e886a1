// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/metric_list.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <algorithm>

#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr int kListWidth = 420, kLeastListWidth = 220, kSignWidth = 30;  // pixels

}  // namespace

MetricList::MetricList(QWidget* parent)
    : QWidget(parent),
      rows_(new models::MetricModel(models::metric_columns(), this)),
      outcomes_(new models::MetricOutcomes(*rows_, this)),
      filtered_(new models::MetricFilter(this)),
      filter_(new QLineEdit(this)),
      view_(table(tr("Metrics"), this)) {
  filter_->setPlaceholderText(tr("Find a metric"));
  filter_->setAccessibleName(tr("Filter of the metrics"));
  filter_->setClearButtonEnabled(true);
  filter_->setMinimumHeight(kControlHeight);
  filter_->installEventFilter(this);
  filtered_->setSourceModel(rows_);
  dress_list();

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap / 2);
  layout->addWidget(filter_);
  layout->addWidget(view_, 1);
  resize(kListWidth, height());

  connect(filter_, &QLineEdit::textChanged, this, [this](const QString& words) {
    {
      const QScopedValueRollback quiet(selecting_, true);
      filtered_->set_words(words);
    }
    select_chosen();
  });
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) { take(index); });
}

void MetricList::dress_list() {
  view_->setSortingEnabled(false);  // the report's order
  view_->setModel(filtered_);
  view_->setSelectionMode(QAbstractItemView::SingleSelection);
  view_->setWordWrap(false);
  view_->setTextElideMode(Qt::ElideMiddle);
  view_->setAlternatingRowColors(false);
  view_->horizontalHeader()->hide();
  view_->horizontalHeader()->setStretchLastSection(false);
  view_->horizontalHeader()->setMinimumSectionSize(kSignWidth);
  view_->horizontalHeader()->setSectionResizeMode(static_cast<int>(models::MetricColumn::Name),
                                                  QHeaderView::Stretch);
  // A sign each: the titles of the hidden header are wider. Outcomes come when the list is shown.
  for (const models::MetricColumn sign :
       {models::MetricColumn::Outcome, models::MetricColumn::Better, models::MetricColumn::Rank}) {
    const int column = static_cast<int>(sign);
    view_->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Fixed);
    view_->horizontalHeader()->resizeSection(column, kSignWidth);
  }
  view_->setMinimumWidth(kLeastListWidth);
}

// For all that a row may come to say; of one variant it says nothing.
void MetricList::fit_outcomes(bool compares) {
  int widest = 0;
  if (compares)
    for (const QString& word : models::outcome_words())
      widest = std::max(widest, view_->fontMetrics().horizontalAdvance(word));
  view_->horizontalHeader()->resizeSection(static_cast<int>(models::MetricColumn::Outcome),
                                           kSignWidth + widest);
}

void MetricList::offer(const models::RunData& run, const query::Condition* condition) {
  {
    const QScopedValueRollback quiet(selecting_, true);
    rows_->set_rows(condition == nullptr ? std::vector<models::MetricRow>()
                                         : models::metric_rows(run, *condition));
  }
  fit_outcomes(condition != nullptr && condition->variants.size() > 1);
  outcomes_->find();
  if (series() == nullptr) chosen_ = rows_->rowCount() > 0 ? key_of(0) : QString();
  select_chosen();
  Q_EMIT changed();
}

bool MetricList::choose(const QString& metric) {
  for (int row = 0; row < rows_->rowCount(); ++row) {
    if (models::text(rows_->row(row).series->metric) != metric) continue;
    chosen_ = key_of(row);
    select_chosen();
    Q_EMIT changed();
    return true;
  }
  return false;
}

const query::Series* MetricList::series() const {
  for (int row = 0; row < rows_->rowCount(); ++row)
    if (key_of(row) == chosen_) return rows_->row(row).series;
  return nullptr;
}

QString MetricList::key_of(int source_row) const {
  return models::metric_key(*rows_->row(source_row).series);
}

void MetricList::select_chosen() {
  const QScopedValueRollback quiet(selecting_, true);
  for (int row = 0; row < rows_->rowCount(); ++row) {
    if (key_of(row) != chosen_) continue;
    const QModelIndex index = filtered_->mapFromSource(rows_->index(row, 0));
    if (index.isValid()) {
      view_->setCurrentIndex(index);
      view_->scrollTo(index);
      return;
    }
  }
  view_->setCurrentIndex({});
  view_->clearSelection();
}

void MetricList::take(const QModelIndex& index) {
  if (selecting_ || !index.isValid()) return;
  const QString key = key_of(filtered_->mapToSource(index).row());
  if (key == chosen_) return;
  chosen_ = key;
  Q_EMIT changed();
}

QStringList MetricList::shown() const {
  QStringList names;
  for (int row = 0; row < filtered_->rowCount(); ++row)
    names << filtered_->index(row, static_cast<int>(models::MetricColumn::Name)).data().toString();
  return names;
}

bool MetricList::eventFilter(QObject* watched, QEvent* event) {
  if (watched != filter_ || event->type() != QEvent::KeyPress)
    return QWidget::eventFilter(watched, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  const int rows = filtered_->rowCount(), at = view_->currentIndex().row();
  int wanted = at;
  if (key == Qt::Key_Down)
    wanted = at + 1;
  else if (key == Qt::Key_Up)
    wanted = at - 1;
  else if (key == Qt::Key_Return || key == Qt::Key_Enter)
    wanted = std::max(at, 0);
  else
    return false;
  if (rows > 0) view_->setCurrentIndex(filtered_->index(std::clamp(wanted, 0, rows - 1), 0));
  return true;
}

}  // namespace folioscope::pages
