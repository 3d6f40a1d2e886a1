// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holders_page.h"

#include "format/units.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// Stacks that fit a window with some scrolling; the report shows fewer.
constexpr std::size_t kMostPlaces = 25;

}  // namespace

HoldersPage::HoldersPage(QWidget* parent)
    : Page(parent),
      conditions_(new ConditionChoice(this)),
      caption_(label("subtitle", this)),
      stack_(new QStackedWidget(this)),
      message_(label("message", this)),
      chart_(new charts::ShareChart(this)),
      class_rows_(new models::HolderModel(models::class_columns(), this)),
      place_rows_(new models::HolderModel(models::place_columns(), this)),
      classes_(table(tr("Holders of pages that could not be migrated, by class"), this)),
      places_(table(tr("Holders of pages that could not be migrated, by stack"), this)) {
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  caption_->setWordWrap(true);
  classes_->setModel(class_rows_);
  places_->setModel(place_rows_);
  // The rows of one holder stay together, the largest first.
  for (QTableView* one : {classes_, places_}) one->setSortingEnabled(false);

  auto* content = new QWidget(this);
  auto* tables = new QVBoxLayout(content);
  tables->setContentsMargins(0, 0, 0, 0);
  tables->setSpacing(kGap);
  tables->addWidget(chart_, 3);
  tables->addWidget(classes_, 3);
  tables->addWidget(places_, 4);
  stack_->addWidget(content);
  stack_->addWidget(message_);

  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(conditions_);
  layout->addWidget(caption_);
  layout->addWidget(stack_, 1);
  connect(conditions_, &ConditionChoice::changed, this, [this] { show_condition(); });
}

void HoldersPage::show_run(const models::RunData& run) {
  run_ = run;
  conditions_->offer(run);
}

void HoldersPage::show_condition() {
  const query::Condition* condition = conditions_->condition();
  const compare::HolderTable holders = condition == nullptr
                                           ? compare::HolderTable()
                                           : compare::holders_of(*run_, *condition, kMostPlaces);
  class_rows_->set_rows(models::holder_cells(holders.classes));
  place_rows_->set_rows(models::holder_cells(holders.places));
  caption_->setVisible(!holders.empty());
  if (holders.empty()) {
    chart_->clear();
    message_->setText(
        tr("No failed migration was seen here.\nThe experiment sees them when its "
           "kernels carry the instrumentation and its events name them."));
    stack_->setCurrentWidget(message_);
    return;
  }
  chart_->show_classes(holders);
  caption_->setText(caption_text(holders));
  stack_->setCurrentIndex(0);
}

QString HoldersPage::caption_text(const compare::HolderTable& holders) const {
  const query::Holders& all = run_->holders;
  QString text =
      holders.in_cma
          ? tr("Who held pages that a CMA allocation could not migrate. %1 of %2 failures in this "
               "run happened inside CMA allocations; only these are counted.")
                .arg(QString::fromStdString(format::count(all.counted)),
                     QString::fromStdString(format::count(all.failures)))
          : tr("Who held pages that could not be migrated. %1 failures in this run.")
                .arg(QString::fromStdString(format::count(all.failures)));
  text += tr(" In a boot:");
  const char* separator = " ";
  for (const compare::VariantResult& result : holders.failures.variants) {
    if (result.summary.count == 0) continue;
    text +=
        separator +
        tr("%1 %2").arg(QString::fromStdString(result.variant),
                        QString::fromStdString(format::number({1, "", 1}, result.summary.mean)));
    separator = ", ";
  }
  return text + '.';
}

}  // namespace folioscope::pages
