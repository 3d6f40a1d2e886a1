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
    : QWidget(parent),
      groups_(new GroupChoice(this)),
      caption_(label("subtitle", this)),
      stack_(new QStackedWidget(this)),
      message_(label("message", this)),
      chart_(new charts::ShareChart(this)),
      class_rows_(new models::CulpritModel(models::class_columns(), this)),
      place_rows_(new models::CulpritModel(models::place_columns(), this)),
      classes_(table(tr("Culprits by class of holder"), this)),
      places_(table(tr("Culprits by stack"), this)) {
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  caption_->setWordWrap(true);
  classes_->setModel(class_rows_);
  places_->setModel(place_rows_);
  // The rows of one culprit stay together, the largest culprit first.
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
  layout->addWidget(groups_);
  layout->addWidget(caption_);
  layout->addWidget(stack_, 1);
  connect(groups_, &GroupChoice::changed, this, [this] { show_group(); });
}

void HoldersPage::show_run(const models::RunData& run) {
  run_ = run;
  groups_->offer(run);
}

void HoldersPage::show_group() {
  const query::Group* group = groups_->group();
  const report::GroupCulprits culprits =
      group == nullptr ? report::GroupCulprits() : report::culprits_of(*run_, *group, kMostPlaces);
  class_rows_->set_rows(models::culprit_cells(culprits.classes));
  place_rows_->set_rows(models::culprit_cells(culprits.places));
  caption_->setVisible(!culprits.empty());
  if (culprits.empty()) {
    chart_->clear();
    message_->setText(
        tr("No failed migration was seen here.\nThe experiment sees them when its "
           "kernels carry the instrumentation and its events name them."));
    stack_->setCurrentWidget(message_);
    return;
  }
  chart_->show_classes(culprits);
  caption_->setText(caption_text(culprits));
  stack_->setCurrentIndex(0);
}

QString HoldersPage::caption_text(const report::GroupCulprits& culprits) const {
  const query::Culprits& all = run_->culprits;
  QString text =
      culprits.in_cma
          ? tr("Who held pages that a CMA allocation could not migrate. %1 of %2 failures in this "
               "run happened inside CMA allocations; only these are counted.")
                .arg(QString::fromStdString(report::count(all.counted)),
                     QString::fromStdString(report::count(all.failures)))
          : tr("Who held pages that could not be migrated. %1 failures in this run.")
                .arg(QString::fromStdString(report::count(all.failures)));
  text += tr(" In a boot:");
  const char* separator = " ";
  for (const report::VariantResult& result : culprits.failures.variants) {
    if (result.summary.count == 0) continue;
    text +=
        separator +
        tr("%1 %2").arg(QString::fromStdString(result.variant),
                        QString::fromStdString(report::number({1, "", 1}, result.summary.mean)));
    separator = ", ";
  }
  return text + '.';
}

}  // namespace folioscope::pages
