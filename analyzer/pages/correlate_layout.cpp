// SPDX-License-Identifier: GPL-3.0-or-later
// How the page Correlate is put together: choices above, dots beside numbers, and below them what
// the failures met or one operation.
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>

#include "format/correlation.h"
#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/correlate_page.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// Where somebody looks first: do references explain the failures?
constexpr const char* kFirstX = "reference_time";
constexpr const char* kFirstY = "failed";
// Pixels: a window of 700 has room for all of it.
constexpr int kLeastDots = 150, kLeastRates = 110;
constexpr int kDotsWidth = 450, kNumbersWidth = 710;  // at first, as a proportion

void offer_quantities(QComboBox& choice, const char* first) {
  for (const compare::Quantity& one : compare::quantities()) {
    choice.addItem(models::text(one.meaning), models::text(one.name));
    choice.setItemData(choice.count() - 1, models::text(one.name), Qt::ToolTipRole);
  }
  choice.setCurrentIndex(choice.findData(QString::fromLatin1(first)));
}

}  // namespace

CorrelatePage::CorrelatePage(QWidget* parent)
    : Page(parent),
      conditions_(new ConditionChoice(this)),
      x_(new QComboBox(this)),
      y_(new QComboBox(this)),
      kinds_(new QComboBox(this)),
      dot_(new QComboBox(this)),
      stack_(new QStackedWidget(this)),
      message_(label("message", this)),
      missing_(new MissingEvents(this)),
      scatter_(new charts::ScatterChart(this)),
      current_(label("fact", this)),
      rows_(new models::CorrelationModel(models::correlation_columns(), this)),
      numbers_(table(tr("Correlation by variant"), this)),
      says_(label("fact", this)),
      note_(label("caption", this)),
      rates_(new charts::RateChart(this)),
      lower_(new QStackedWidget(this)),
      met_(new MetPanel(this)),
      operation_(new OperationPanel(this)) {
  x_->setAccessibleName(tr("Quantity x"));
  y_->setAccessibleName(tr("Quantity y"));
  kinds_->setAccessibleName(tr("Kind of operation"));
  dot_->setAccessibleName(tr("What a dot is"));
  offer_quantities(*x_, kFirstX);
  offer_quantities(*y_, kFirstY);
  dot_->addItems({tr("an operation"), tr("a boot")});  // as compare::DotIs
  lay_out();

  connect(conditions_, &ConditionChoice::changed, this, [this] { fill_kinds(); });
  connect(kinds_, &QComboBox::currentIndexChanged, this, [this] { show_kind(); });
  for (QComboBox* choice : {x_, y_, dot_})
    connect(choice, &QComboBox::currentIndexChanged, this, [this] { show_dots(); });
  connect(scatter_, &charts::ScatterChart::current_changed, this,
          [this](int dot) { show_current(dot); });
  connect(scatter_, &charts::ScatterChart::opened, this, [this](int dot) { open_dot(dot); });
  connect(met_, &MetPanel::chosen, this, [this](const models::MetCell* met) { mark_dots(met); });
  connect(met_, &MetPanel::opened, this, [this](CellId cell, int boot, qint64 operation) {
    open_operation(cell, boot, operation);
  });
  connect(operation_, &OperationPanel::closed, this, [this] {
    lower_->setCurrentWidget(met_);
    scatter_->setFocus();
  });
  connect(operation_, &OperationPanel::pointed_at, this, &Page::pointed_at);
}

QWidget* CorrelatePage::choices() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  const auto add = [&](const QString& caption, QComboBox* choice, int stretch) {
    QLabel* name = label("caption", row);
    name->setText(caption);
    name->setBuddy(choice);
    choice->setMinimumHeight(kControlHeight);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(10);
    layout->addWidget(name);
    layout->addWidget(choice, stretch);
  };
  add(tr("x"), x_, 3);
  add(tr("y"), y_, 3);
  add(tr("of"), kinds_, 2);
  add(tr("a dot is"), dot_, 1);
  return row;
}

QWidget* CorrelatePage::numbers_side() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap / 2);
  numbers_->setModel(rows_);
  numbers_->setSortingEnabled(false);  // variants keep the order of the experiment
  numbers_->setSelectionMode(QAbstractItemView::NoSelection);
  says_->setWordWrap(true);
  QLabel* no_cause = label("caption", side);
  no_cause->setWordWrap(true);
  no_cause->setText(models::text(format::kNoCause));
  layout->addWidget(numbers_);
  layout->addWidget(says_);
  layout->addWidget(rates_, 1);
  layout->addWidget(no_cause);
  return side;
}

void CorrelatePage::lay_out() {
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  note_->setWordWrap(true);
  scatter_->setMinimumHeight(kLeastDots);
  rates_->setMinimumHeight(kLeastRates);
  current_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  lower_->addWidget(met_);
  lower_->addWidget(operation_);

  auto* dots = new QWidget(this);
  auto* beside = new QVBoxLayout(dots);
  beside->setContentsMargins(0, 0, 0, 0);
  beside->setSpacing(kGap / 2);
  beside->addWidget(scatter_, 1);
  beside->addWidget(current_);
  beside->addWidget(note_);
  auto* upper = new QSplitter(Qt::Horizontal, this);
  upper->addWidget(dots);
  upper->addWidget(numbers_side());
  auto* content = new QSplitter(Qt::Vertical, this);
  content->addWidget(upper);
  content->addWidget(lower_);
  for (QSplitter* splitter : {upper, content}) {
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(kGap);
    splitter->setStretchFactor(0, 5);
    splitter->setStretchFactor(1, 4);
  }
  content->setStretchFactor(1, 3);
  upper->setSizes({kDotsWidth, kNumbersWidth});
  stack_->addWidget(content);
  stack_->addWidget(message_);
  stack_->addWidget(missing_);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(conditions_);
  layout->addWidget(choices());
  layout->addWidget(stack_, 1);
}

}  // namespace folioscope::pages
