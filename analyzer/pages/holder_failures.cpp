// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holder_failures.h"

#include <QItemSelectionModel>
#include <QSplitter>
#include <algorithm>
#include <map>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr std::size_t kMostFailures = 2000;   // rows that are read for one list
constexpr std::uint64_t kAround = 2'000'000;  // ns that the timeline shows beside what it is about

// From where its oldest reference was taken until after the failure.
models::Place place_of_failure(const query::FailureOfHolder& one) {
  const auto age =
      static_cast<std::uint64_t>(std::max<std::int64_t>(one.holder.age_ns.value_or(0), 0));
  const std::uint64_t time = one.failure.time.ns, before = age + kAround;
  return {.page = models::PageId::Timeline,
          .cell = one.cell,
          .operation = one.failure.operation,
          .failure = one.failure.id,
          .pfn = static_cast<std::uint64_t>(one.failure.pfn),
          .begin = GuestTime{time - std::min(time, before)},
          .end = GuestTime{time + kAround},
          .holder_class = one.holder.holder_class};
}

}  // namespace

HolderFailures::HolderFailures(QWidget* parent)
    : QWidget(parent),
      caption_(label("caption", this)),
      rows_(new models::FailureModel(models::failure_columns(), this)),
      sorted_(new QSortFilterProxyModel(this)),
      failures_(table(tr("Failures of the chosen holder"), this)),
      history_(new PageHistoryView(this)) {
  sorted_->setSourceModel(rows_);
  sorted_->setSortRole(models::kSortRole);
  failures_->setModel(sorted_);
  failures_->sortByColumn(-1, Qt::AscendingOrder);
  failures_->setSelectionMode(QAbstractItemView::SingleSelection);
  auto* left = new QWidget(this);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(caption_);
  column->addWidget(failures_, 1);
  auto* both = new QSplitter(Qt::Horizontal, this);
  both->addWidget(left);
  both->addWidget(history_);
  both->setChildrenCollapsible(false);
  both->setSizes({550, 450});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, kGap / 2, 0, 0);
  layout->addWidget(both);
  connect(failures_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& row) { show_history(row); });
  connect(failures_, &QTableView::activated, this, [this] { history_->point(); });
  connect(history_, &PageHistoryView::pointed_at, this, &HolderFailures::pointed_at);
}

void HolderFailures::clear() {
  queries_.cancel();
  asked_ = {};
  rows_->set_rows({});
  history_->clear();
  caption_->clear();
}

void HolderFailures::show_failures(const Asked& asked) {
  const bool same = asked.selection == asked_.selection && asked.cells == asked_.cells;
  if (!same) {
    rows_->set_rows({});
    history_->clear();
    caption_->setText(tr("Being read..."));
  }
  asked_ = asked;
  queries_.ask(
      asked.run->file,
      [cells = asked.cells, selection = asked.selection](store::Reader& reader,
                                                         const std::stop_token& stop) {
        return query::load_failures(reader, cells, selection, kMostFailures, stop);
      },
      [this](const Result<query::FailureList>& list) { take(list); });
}

void HolderFailures::take(const Result<query::FailureList>& list) {
  if (!list.ok()) return caption_->setText(models::shown(list.fault().what, 200));
  std::map<CellId, models::BootName> boots;
  for (const CellId cell : asked_.cells) boots[cell] = models::boot_name(*asked_.run, cell);
  std::vector<models::FailureRow> rows;
  for (const query::FailureOfHolder& one : list->rows) rows.push_back({boots[one.cell], one});
  const auto shown = static_cast<std::int64_t>(rows.size());
  rows_->set_rows(std::move(rows));
  caption_->setText(list->more ? tr("The first %1 of %2 failures, as many of each boot")
                                     .arg(models::text(format::count(shown)),
                                          models::text(format::count(asked_.failures)))
                               : models::text(format::plural(shown, "failure")));
  if (shown > 0 && !failures_->currentIndex().isValid()) failures_->selectRow(0);
}

void HolderFailures::show_history(const QModelIndex& row) {
  const int at = sorted_->mapToSource(row).row();
  if (!row.isValid() || at < 0 || at >= rows_->rowCount()) return history_->clear();
  const query::FailureOfHolder& one = rows_->row(at).failure;
  history_->show_page(asked_.run, place_of_failure(one), one.failure.time);
}

}  // namespace folioscope::pages
