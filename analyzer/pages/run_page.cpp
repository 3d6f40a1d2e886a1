// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/run_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSplitter>
#include <QTimer>
#include <algorithm>

#include "compare/totals.h"
#include "format/labels.h"
#include "format/progress.h"
#include "format/units.h"
#include "models/qt_text.h"

namespace folioscope::pages {
namespace {

constexpr int kMostChartHeight = 150;  // pixels: more variants are scrolled to

QString number_text(std::int64_t value) { return models::text(format::count(value)); }

QScrollArea* scrolled(QWidget* content, QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setObjectName(QStringLiteral("bare"));
  area->setWidget(content);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setAccessibleName(content->accessibleName());
  return area;
}

}  // namespace

RunPage::RunPage(QWidget* parent)
    : Page(parent),
      title_(label("title", this)),
      state_(label("subtitle", this)),
      pace_(label("caption", this)),
      done_(card(tr("boots done"), this)),
      failed_(card(tr("boots failed"), this)),
      under_way_(card(tr("boots under way"), this)),
      events_(card(tr("trace events"), this)),
      lost_(card(tr("lost"), this)),
      chart_(new charts::ProgressChart(this)),
      bars_(scrolled(chart_, this)),
      filter_(new QLineEdit(this)),
      status_(new QComboBox(this)),
      shown_(label("caption", this)),
      model_(new models::CellModel(models::cell_columns(), this)),
      chosen_(new models::CellFilter(this)),
      cells_(table(tr("Boots of this run"), this)),
      detail_(new BootDetail(this)) {
  chosen_->setSourceModel(model_);
  cells_->setModel(chosen_);
  cells_->setSelectionMode(QAbstractItemView::SingleSelection);
  cells_->sortByColumn(static_cast<int>(models::CellColumn::Status), Qt::AscendingOrder);
  build_layout();
  connect_controls();
}

void RunPage::build_layout() {
  auto* cards = new QHBoxLayout;
  cards->setSpacing(kGap);
  for (const Card& one : {done_, failed_, under_way_, events_, lost_})
    cards->addWidget(one.frame, 1);
  chart_->installEventFilter(this);
  auto* split = new QSplitter(Qt::Vertical, this);
  split->setObjectName(QStringLiteral("run"));
  split->setChildrenCollapsible(false);
  split->addWidget(cells_);
  split->addWidget(detail_);
  split->setSizes({300, 220});

  state_->setWordWrap(true);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(title_);
  layout->addWidget(state_);
  layout->addWidget(pace_);
  layout->addLayout(cards);
  layout->addWidget(bars_);
  layout->addWidget(filter_row());
  layout->addWidget(split, 1);
}

void RunPage::connect_controls() {
  connect(filter_, &QLineEdit::textChanged, this, [this](const QString& words) {
    chosen_->set_words(words);
    count_shown();
  });
  connect(status_, &QComboBox::currentIndexChanged, this, [this] {
    chosen_->set_status(status_->currentData().toString());
    count_shown();
  });
  connect(cells_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &RunPage::show_chosen);
  connect(&follower_, &models::LiveFollower::state_changed, this,
          [this](const query::DirectoryState& state) {
            directory_ = state;
            show_state();
          });
}

QWidget* RunPage::filter_row() {
  auto* row = new QWidget(this);
  filter_->setPlaceholderText(tr("Filter: variant, machine, workload, status, reason"));
  filter_->setAccessibleName(tr("Filter of the boots"));
  filter_->setClearButtonEnabled(true);
  status_->setAccessibleName(tr("Status of the boots shown"));
  status_->setMinimumContentsLength(16);
  for (QWidget* control : {static_cast<QWidget*>(filter_), static_cast<QWidget*>(status_)})
    control->setMinimumHeight(kControlHeight);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  layout->addWidget(filter_, 1);
  layout->addWidget(status_);
  layout->addWidget(shown_);
  return row;
}

void RunPage::show_run(const models::RunData& run) {
  const bool another = !run_ || run_->file != run->file;
  run_ = run;
  if (another || run->run.finished) directory_.reset();
  follower_.follow_run(run->run.finished ? std::filesystem::path() : run->file);
  title_->setText(models::text(run->run.name));
  show_columns();
  show_state();
  if (another && chosen_->rowCount() > 0) {
    cells_->setCurrentIndex(chosen_->index(0, 0));
    cells_->scrollToTop();
  }
}

// After news of the store or of the directory.
void RunPage::show_state() {
  if (!run_) return;
  in_flight_ = compare::in_flight_of(*run_, directory_.value_or(query::DirectoryState()));
  const std::string directory = run_->file.parent_path().string();
  state_->setText(models::text(format::state_text(*run_, directory_, directory)));
  const auto pace = compare::pace_of(*run_);
  std::string speed = pace ? format::pace_text(*pace) : std::string();
  if (directory_ && directory_->held)
    if (const auto left = format::left_text(compare::seconds_left(*run_, in_flight_));
        !left.empty())
      speed += "; " + left;
  pace_->setText(models::text(speed));
  pace_->setVisible(!speed.empty());
  show_cards();
  chart_->show_progress(compare::progress(*run_, in_flight_));
  fit_bars();
  model_->set_rows(models::cell_lines(*run_, in_flight_));
  show_statuses();
  count_shown();
  show_chosen();
}

void RunPage::show_cards() {
  const auto done = static_cast<std::int64_t>(compare::done_boots(*run_));
  const auto planned = static_cast<std::int64_t>(compare::planned_boots(*run_));
  const auto wanted = static_cast<std::int64_t>(compare::wanted_boots(*run_));
  done_.number->setText(tr("%1 of %2").arg(number_text(done), number_text(wanted)));
  failed_.number->setText(number_text(wanted - done - planned));
  under_way_.number->setText(number_text(static_cast<std::int64_t>(in_flight_.size())));
  under_way_.frame->setVisible(!run_->run.finished);
  const query::Accounting total = compare::total_accounting(*run_);
  events_.number->setText(number_text(total.produced));
  lost_.number->setText(number_text(total.lost()));
  lost_.caption->setText(tr("lost; %1").arg(models::text(format::accounted_text(total))));
}

// What is the same for all boots takes no room: it is said of the chosen one.
void RunPage::show_columns() {
  const auto hide = [this](models::CellColumn column, bool hidden) {
    cells_->setColumnHidden(static_cast<int>(column), hidden);
  };
  hide(models::CellColumn::Machine, run_->machines.size() < 2);
  hide(models::CellColumn::Workload, run_->workloads.size() < 2);
  hide(models::CellColumn::Attempts, std::ranges::all_of(run_->cells, [](const query::Cell& cell) {
         return cell.attempts.size() < 2;
       }));
  hide(models::CellColumn::Reason, std::ranges::all_of(run_->cells, [](const query::Cell& cell) {
         return cell.row.reason.empty();
       }));
}

void RunPage::show_statuses() {
  QStringList present;
  for (int row = 0; row < model_->rowCount(); ++row)
    if (const QString status = models::status_text(model_->row(row)); !present.contains(status))
      present << status;
  present.sort();
  QStringList offered;
  for (int at = 1; at < status_->count(); ++at) offered << status_->itemText(at);
  // An open list stays as it is while nothing in it is new.
  if (present == offered && status_->count() > 0) return;
  const QString before = status_->currentData().toString();
  const QSignalBlocker quiet(status_);
  status_->clear();
  status_->addItem(tr("every status"));
  for (const QString& status : present) status_->addItem(status, status);
  // A status that no boot has any more is no choice any more.
  const int again = before.isEmpty() ? 0 : status_->findData(before);
  status_->setCurrentIndex(std::max(again, 0));
  if (again < 0) chosen_->set_status({});
}

void RunPage::show_chosen() {
  const QModelIndex at = chosen_->mapToSource(cells_->currentIndex());
  if (run_ && at.isValid())
    detail_->show_boot(&model_->row(at.row()), run_->file);
  else
    detail_->show_boot(nullptr, {});
}

void RunPage::go_to(const models::Place& place) {
  if (!place.cell) return;
  for (int row = 0; row < model_->rowCount(); ++row) {
    if (model_->row(row).cell.row.id != *place.cell) continue;
    filter_->clear();
    status_->setCurrentIndex(0);
    cells_->setCurrentIndex(chosen_->mapFromSource(model_->index(row, 0)));
    cells_->scrollTo(cells_->currentIndex());
    return;
  }
}

// As high as its variants take, up to a bound: then it scrolls.
void RunPage::fit_bars() {
  const int most = std::max(kMostChartHeight, 6 * chart_->fontMetrics().height());
  bars_->setFixedHeight(std::min(chart_->sizeHint().height(), most));
}

bool RunPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == chart_ && event->type() == QEvent::FontChange)
    QTimer::singleShot(0, this, &RunPage::fit_bars);
  return Page::eventFilter(watched, event);
}

bool RunPage::busy() const {
  return detail_->console().waiting() || (run_ && !run_->run.finished && !directory_);
}

void RunPage::count_shown() {
  shown_->setText(tr("%1 shown").arg(number_text(chosen_->rowCount())));
}

}  // namespace folioscope::pages
