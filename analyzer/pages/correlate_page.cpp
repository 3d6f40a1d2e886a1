// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/correlate_page.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QSignalBlocker>
#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "compare/met_failures.h"
#include "compare/scatter.h"
#include "format/correlation.h"
#include "format/units.h"
#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// Rows of numbers that are seen without scrolling.
constexpr int kMostNumberRows = 6;

QString correlation_text(const compare::CorrelationTable& table) {
  QStringList lines;
  for (const compare::VariantCorrelation& variant : table.variants) {
    lines << QStringLiteral("%1: %2.").arg(
        models::shown(variant.variant),
        models::shown(format::rho_sentence(table, variant), models::kDetailLength));
    const std::string less = format::rho_difference_sentence(table, variant);
    if (!less.empty()) lines.last() += ' ' + models::shown(less, models::kDetailLength) + '.';
  }
  constexpr qsizetype kMostLines = 5;
  if (lines.size() > kMostLines) lines = lines.mid(0, kMostLines) << CorrelatePage::tr("…");
  return lines.join('\n');
}

void choose_data(QComboBox& choice, const QString& data) {
  choice.setCurrentIndex(std::max(choice.findData(data), choice.count() > 0 ? 0 : -1));
}

const compare::Quantity& chosen_quantity(const QComboBox& choice) {
  const compare::Quantity* found =
      compare::find_quantity(choice.currentData().toString().toStdString());
  return found == nullptr ? compare::quantities().front() : *found;
}

}  // namespace

void CorrelatePage::show_run(const models::RunData& run) {
  if (run == run_) return;
  if (run_ && run->file != run_->file) lower_->setCurrentWidget(met_);
  run_ = run;
  if (!loaded_) show_message(tr("Reading the operations of the run."));
  loads_.ask(
      run->file,
      [run](store::Reader& reader,
            const std::stop_token& stop) -> Result<std::shared_ptr<const Loaded>> {
        auto loaded = std::make_shared<Loaded>();
        loaded->run = run;
        TRY(loaded->operations, query::load_operations(reader));
        TRY(loaded->met, query::load_met(reader, stop));
        return std::shared_ptr<const Loaded>(std::move(loaded));
      },
      [this](const auto& loaded) { take_loaded(loaded); });
}

void CorrelatePage::take_loaded(const Result<std::shared_ptr<const Loaded>>& loaded) {
  if (!loaded.ok()) {
    sets_.clear();  // it points into what goes
    kinds_->clear();
    loaded_.reset();
    show_message(models::shown(loaded.fault().what, models::kCellLength));
    return;
  }
  computes_.cancel();
  loaded_ = *loaded;
  QWidget* const before = lower_->currentWidget();
  conditions_->offer(loaded_->run);
  lower_->setCurrentWidget(before);
  take_wanted();
}

void CorrelatePage::go_to(const models::Place& place) {
  wanted_ = place;
  if (!loads_.busy()) take_wanted();
}

void CorrelatePage::take_wanted() {
  if (!wanted_ || !loaded_) return;
  const models::Place place = *std::exchange(wanted_, std::nullopt);
  if (place.condition && *place.condition < loaded_->run->conditions.size())
    conditions_->choice().setCurrentIndex(static_cast<int>(*place.condition));
  if (const compare::Quantity* about = compare::quantity_about(place.metric)) {
    // What is explained is y, what explains it is x.
    static constexpr std::array<std::string_view, 4> kOutcomes{"failed", "latency", "retries",
                                                               "failed_attempts"};
    const bool outcome = std::ranges::find(kOutcomes, about->name) != kOutcomes.end();
    choose_data(outcome ? *y_ : *x_, models::text(about->name));
  }
  if (!place.cell || !place.operation) return;
  const auto& cells = loaded_->run->cells;
  const auto cell =
      std::ranges::find(cells, *place.cell, [](const query::Cell& one) { return one.row.id; });
  if (cell != cells.end()) open_operation(*place.cell, cell->row.boot, *place.operation);
}

void CorrelatePage::fill_kinds() {
  sets_.clear();
  const query::Condition* condition = loaded_ ? conditions_->condition() : nullptr;
  if (condition != nullptr)
    sets_ = compare::operation_sets(*loaded_->run, loaded_->operations, *condition);
  {
    const QString before = kinds_->currentData().toString();
    const QSignalBlocker quiet(kinds_);
    kinds_->clear();
    for (const compare::OperationSet& one : sets_)
      kinds_->addItem(models::shown(one.kind), models::text(one.kind));
    choose_data(*kinds_, before);
  }
  show_kind();
}

const compare::OperationSet* CorrelatePage::set() const {
  const int at = kinds_->currentIndex();
  return at < 0 ? nullptr : &sets_.at(static_cast<std::size_t>(at));
}

const compare::Quantity& CorrelatePage::x() const { return chosen_quantity(*x_); }
const compare::Quantity& CorrelatePage::y() const { return chosen_quantity(*y_); }

void CorrelatePage::show_instead(QWidget* widget) {
  scatter_->clear();
  rates_->clear();
  rows_->set_rows({});
  stack_->setCurrentWidget(widget);
}

void CorrelatePage::show_message(const QString& text) {
  message_->setText(text);
  show_instead(message_);
}

void CorrelatePage::show_missing() {
  missing_->show_missing(loaded_ ? loaded_->run : run_,
                         tr("No operation was seen here. Of a run of an older version that has "
                            "their events, folioscope derive RUN makes them."),
                         {"migrate", "migrate_attempt", "failures", "page_lock"});
  show_instead(missing_);
}

void CorrelatePage::show_kind() {
  if (set() == nullptr) {
    computes_.cancel();
    show_missing();
    return;
  }
  stack_->setCurrentIndex(0);
  lower_->setCurrentWidget(met_);
  show_met();
  show_dots();
}

void CorrelatePage::show_dots() {
  const compare::OperationSet* shown = set();
  if (shown == nullptr) return;
  const auto dot = static_cast<compare::DotIs>(dot_->currentIndex());
  compare::Dots dots = compare::dots_of(*shown, x(), y(), dot);
  std::vector<QString> variants;
  for (const query::Variant& variant : loaded_->run->variants)
    variants.push_back(models::text(variant.row.name));
  const auto drawn = static_cast<std::int64_t>(dots.dots.size());
  QString note =
      dot == compare::DotIs::Boot
          ? tr("A dot is a boot at the means of its operations, filled where some failed. A click "
               "or Enter shows its operations; arrow keys step.")
          : tr("A dot is an operation, filled where it failed. A click or Enter opens it; arrow "
               "keys step.");
  if (drawn < dots.all)
    note += tr(" %1 of %2 are drawn, evenly chosen.")
                .arg(models::text(format::count(drawn)), models::text(format::count(dots.all)));
  if (!loaded_->operations.locks_traced) note += ' ' + models::text(format::kLocksNotTraced);
  note_->setText(note);
  scatter_->show_dots({std::move(variants), std::move(dots.dots), &x(), &y(), dot});
  mark_dots(met_->chosen_cell());
  compute();
}

void CorrelatePage::compute() {
  // The set and what it points into go along.
  computes_.ask(
      run_->file,
      [loaded = loaded_, shown = *set(), along = &x(), up = &y()](
          store::Reader&, const std::stop_token&) -> Result<Computed> {
        const std::uint64_t seed = loaded->run->run.seed;
        return Computed{compare::correlation_of(shown, *along, *up, seed),
                        compare::failure_rates_of(shown, *along, seed)};
      },
      [this, shown = *set()](const Result<Computed>& computed) {
        if (computed.ok()) take_computed(shown, *computed);
      });
}

void CorrelatePage::take_computed(const compare::OperationSet& shown, const Computed& computed) {
  rows_->set_rows(models::correlation_rows(shown, computed.table));
  const int rows = std::min(rows_->rowCount(), kMostNumberRows);
  numbers_->setFixedHeight(numbers_->horizontalHeader()->sizeHint().height() +
                           rows * numbers_->verticalHeader()->defaultSectionSize() +
                           numbers_->horizontalScrollBar()->sizeHint().height() +
                           2 * numbers_->frameWidth());
  says_->setText(correlation_text(computed.table));
  rates_->show_rates(computed.rates, *computed.table.x);
}

void CorrelatePage::show_met() {
  met_->show_met(
      run_->file,
      compare::met_by_variant(*loaded_->run, loaded_->met, *conditions_->condition(), set()->kind),
      loaded_->met.locks_seen);
}

void CorrelatePage::show_current(int dot) {
  current_->setText(dot < 0 ? QString() : scatter_->dot_text(dot));
}

void CorrelatePage::mark_dots(const models::MetCell* met) {
  std::vector<int> marked;
  std::set<std::pair<CellId, std::int64_t>> operations;
  std::set<CellId> cells;
  for (const auto& boot :
       met == nullptr ? std::vector<compare::MetRow::InBoot>() : met->row.where) {
    cells.insert(boot.cell);
    for (const std::int64_t operation : boot.operations) operations.emplace(boot.cell, operation);
  }
  for (int i = 0; i < static_cast<int>(scatter_->dots().size()); ++i) {
    const compare::Dot& dot = scatter_->dots()[static_cast<std::size_t>(i)];
    if (dot.operation ? operations.contains({dot.cell, dot.operation->id})
                      : cells.contains(dot.cell))
      marked.push_back(i);
  }
  scatter_->mark(marked);
}

void CorrelatePage::open_dot(int dot) {
  const compare::Dot one = scatter_->dots().at(static_cast<std::size_t>(dot));  // other dots follow
  if (one.operation) {
    open_operation(one.cell, one.boot, one.operation->id);
    return;
  }
  // A boot: its operations are seen one by one.
  dot_->setCurrentIndex(static_cast<int>(compare::DotIs::Operation));
  for (int i = 0; i < static_cast<int>(scatter_->dots().size()); ++i)
    if (scatter_->dots()[static_cast<std::size_t>(i)].cell == one.cell) {
      scatter_->set_current(i);
      return;
    }
}

void CorrelatePage::open_operation(CellId cell, int boot, std::int64_t operation) {
  const auto& cells = loaded_->run->cells;
  const auto found =
      std::ranges::find(cells, cell, [](const query::Cell& one) { return one.row.id; });
  const QString variant = found == cells.end() ? QString() : models::shown(found->row.variant);
  operation_->show_operation(
      run_->file, {cell, operation, tr("%1, boot %2").arg(variant, QString::number(boot))});
  lower_->setCurrentWidget(operation_);
}

const QAbstractItemModel* CorrelatePage::shown_table() const {
  if (!has_chart() || rows_->rowCount() == 0) return nullptr;
  return rows_;
}

QWidget* CorrelatePage::shown_picture() { return has_chart() ? scatter_ : nullptr; }

bool CorrelatePage::busy() const {
  return loads_.busy() || computes_.busy() || met_->busy() || operation_->busy();
}

}  // namespace folioscope::pages
