// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/locks_page.h"

#include <QItemSelectionModel>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <algorithm>

#include "format/units.h"
#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr std::size_t kMostHolds = 100;

QString not_paired_text(const compare::LockTable& locks) {
  QString all;
  for (const compare::NotPaired& one : locks.not_paired) {
    QStringList numbers;
    for (const std::optional<double>& mean : one.per_boot)
      numbers << (mean ? models::text(format::number({1, "", 1}, *mean)) : QStringLiteral("–"));
    all += (all.isEmpty() ? QString() : QStringLiteral("; ")) + models::text(one.meaning) + ' ' +
           numbers.join(" / ");
  }
  return all;
}

}  // namespace

LocksPage::LocksPage(QWidget* parent)
    : Page(parent),
      blocks_(new QComboBox(this)),
      basis_(new QComboBox(this)),
      conditions_(new ConditionChoice(this)),
      shown_(label("subtitle", this)),
      stack_(new QStackedWidget(this)),
      missing_(new MissingEvents(this)),
      chart_(new charts::HoldChart(this)),
      rows_(new models::LockModel(models::lock_columns(), this)),
      numbers_(table(tr("Numbers of page locks by variant"), this)),
      note_(label("caption", this)),
      holds_caption_(label("caption", this)),
      hold_rows_(new models::HoldModel(models::hold_columns(), this)),
      holds_(table(tr("The longest holds of page locks"), this)),
      history_(new PageHistoryView(this)) {
  blocks_->setAccessibleName(tr("What about page locks"));
  basis_->setAccessibleName(tr("What the lines show"));
  basis_->addItems({tr("samples in a boot"), tr("share of a boot's samples")});
  conditions_->add_before(tr("as"), basis_);
  conditions_->add_before(tr("Page locks"), blocks_);

  auto* parts = new QSplitter(Qt::Vertical, this);
  parts->addWidget(chart_);
  parts->addWidget(numbers_part());
  holds_part_ = holds_part();
  parts->addWidget(holds_part_);
  parts->setChildrenCollapsible(false);
  parts->setSizes({280, 260, 220});
  stack_->addWidget(parts);
  stack_->addWidget(missing_);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(conditions_);
  layout->addWidget(shown_);
  layout->addWidget(stack_, 1);

  connect(conditions_, &ConditionChoice::changed, this, [this] { show_condition(); });
  connect(blocks_, &QComboBox::currentIndexChanged, this, [this] { show_block(); });
  connect(basis_, &QComboBox::currentIndexChanged, this, [this](int at) {
    chart_->set_basis(at == 0 ? charts::HoldChart::Basis::PerBoot
                              : charts::HoldChart::Basis::Share);
  });
  connect(numbers_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this] { show_distribution(); });
  connect(holds_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& row) { show_history(row); });
  connect(holds_, &QTableView::activated, this, [this] { history_->point(); });
  connect(history_, &PageHistoryView::pointed_at, this, &Page::pointed_at);
}

QWidget* LocksPage::numbers_part() {
  note_->setWordWrap(true);
  numbers_->setModel(rows_);
  numbers_->setSortingEnabled(false);  // the variants of a distribution stay together
  numbers_->setSelectionMode(QAbstractItemView::SingleSelection);
  auto* part = new QWidget(this);
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(numbers_, 1);
  column->addWidget(note_);
  return part;
}

QWidget* LocksPage::holds_part() {
  auto* sorted = new QSortFilterProxyModel(this);
  sorted->setSourceModel(hold_rows_);
  sorted->setSortRole(models::kSortRole);
  holds_->setModel(sorted);
  holds_->sortByColumn(-1, Qt::AscendingOrder);  // the longest first
  holds_->setSelectionMode(QAbstractItemView::SingleSelection);
  auto* left = new QWidget(this);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(holds_caption_);
  column->addWidget(holds_, 1);
  auto* both = new QSplitter(Qt::Horizontal, this);
  both->addWidget(left);
  both->addWidget(history_);
  both->setChildrenCollapsible(false);
  both->setSizes({600, 400});
  return both;
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
      tr("The selected row is drawn, in buckets of powers of two; the marks stand at p50 and p99. "
         "Every boot counts the same.");
  if (!locks_.not_paired.empty())
    note += tr(" Not paired, mean of a boot, by variant: %1.").arg(not_paired_text(locks_));
  note_->setText(note);
  if (condition != nullptr) load_holds(*condition);
  show_block();
}

void LocksPage::show_block() {
  const int at = blocks_->currentIndex();
  if (at < 0) {
    chart_->clear();
    rows_->set_rows({});
    missing_->show_missing(run_, tr("No page lock was seen here."), {"page_lock"});
    stack_->setCurrentWidget(missing_);
    shown_->clear();
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
  std::vector<charts::HoldChart::VariantShape> variants;
  for (std::size_t i = 0; i < run_->variants.size(); ++i)
    variants.push_back({models::text(run_->variants[i].row.name),
                        compare::shape_of(*run_, *condition, i, cell.row.name),
                        cell.row.variants[i].p50, cell.row.variants[i].p99});
  chart_->show_shapes(std::move(variants));
  shown_->setText(models::shown(cell.block + ": " + cell.row.title, models::kCellLength));
}

void LocksPage::load_holds(const query::Condition& condition) {
  std::vector<CellId> cells;
  for (const query::Cell& cell : run_->cells)
    if (cell.row.status == CellStatus::Done && cell.row.machine == condition.machine &&
        cell.row.workload == condition.workload)
      cells.push_back(cell.row.id);
  hold_queries_.ask(
      run_->file,
      [cells = std::move(cells)](store::Reader& reader, const std::stop_token& stop) {
        return query::load_longest_holds(reader, cells, kMostHolds, stop);
      },
      [this](const Result<std::vector<query::LongHold>>& holds) { take_holds(holds); });
}

void LocksPage::take_holds(const Result<std::vector<query::LongHold>>& holds) {
  std::vector<models::HoldRow> rows;
  if (holds.ok())
    for (const query::LongHold& one : *holds)
      rows.push_back({models::boot_name(*run_, one.cell), one});
  const bool none = rows.empty();
  hold_rows_->set_rows(std::move(rows));
  if (!holds.ok())
    holds_caption_->setText(models::shown(holds.fault().what, 200));
  else if (none)
    holds_caption_->setText(
        tr("No single hold is stored of these boots; `folioscope derive` makes them of older runs "
           "that have the events."));
  else
    holds_caption_->setText(
        tr("The longest holds, of pages that failed to migrate and of the "
           "slowest; a double click shows one on the timeline"));
  // Two empty tables would only take the room of the others.
  for (QWidget* one : std::initializer_list<QWidget*>{holds_, history_}) one->setVisible(!none);
  holds_part_->setMaximumHeight(none ? holds_caption_->sizeHint().height() : QWIDGETSIZE_MAX);
  if (!none && !holds_->currentIndex().isValid()) holds_->selectRow(0);
}

void LocksPage::show_history(const QModelIndex& row) {
  const auto* sorted = static_cast<const QSortFilterProxyModel*>(holds_->model());
  const int at = sorted->mapToSource(row).row();
  if (!row.isValid() || at < 0 || at >= hold_rows_->rowCount()) return history_->clear();
  const query::LongHold& one = hold_rows_->row(at).hold;
  const std::uint64_t length = one.hold.end.ns - one.hold.begin.ns;
  const std::uint64_t beside = std::max<std::uint64_t>(length / 4, 1'000'000);
  history_->show_page(run_,
                      {.page = models::PageId::Timeline,
                       .cell = one.cell,
                       .pfn = one.hold.pfn,
                       .begin = GuestTime{one.hold.begin.ns - std::min(one.hold.begin.ns, beside)},
                       .end = GuestTime{one.hold.end.ns + beside},
                       .holder_class = one.hold.holder_class},
                      one.hold.begin);
}

void LocksPage::go_to(const models::Place& place) {
  if (place.condition) conditions_->choice().setCurrentIndex(static_cast<int>(*place.condition));
}

const QAbstractItemModel* LocksPage::shown_table() const {
  if (!has_chart()) return nullptr;
  return holds_->hasFocus() ? holds_->model() : rows_;
}

}  // namespace folioscope::pages
