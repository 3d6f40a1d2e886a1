// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/comparison_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QSplitter>
#include <algorithm>

#include "catalog/acceleration.h"
#include "compare/evaluate.h"
#include "compare/headlines.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr int kShownRows = 8;        // of the numbers; more scroll
constexpr int kRunNameLetters = 32;  // of a second run, in labels

}  // namespace

ComparisonPage::ComparisonPage(QWidget* parent)
    : Page(parent),
      loader_(new models::RunLoader(this)),
      conditions_(new ConditionChoice(this)),
      other_button_(new QPushButton(tr("Add a run..."), this)),
      metrics_(new MetricList(this)),
      meaning_(label("subtitle", this)),
      views_(new MetricViews(this)),
      results_(new models::ResultModel(models::result_columns(), this)),
      numbers_(table(tr("Numbers of the metric by variant"), this)),
      note_(label("caption", this)) {
  meaning_->setWordWrap(true);
  note_->setWordWrap(true);
  numbers_->setSortingEnabled(false);  // variants keep the order of the experiment
  numbers_->setModel(results_);
  numbers_->setSelectionMode(QAbstractItemView::SingleSelection);
  numbers_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  auto* halves = new QSplitter(Qt::Horizontal, this);
  halves->addWidget(metrics_);
  halves->addWidget(right_side());
  halves->setStretchFactor(1, 1);
  halves->setChildrenCollapsible(false);
  halves->setHandleWidth(kGap);
  halves->setSizes({metrics_->width(), 2 * metrics_->width()});
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(top_row());
  layout->addWidget(halves, 1);
  layout->addWidget(numbers_);
  layout->addWidget(note_);

  connect(conditions_, &ConditionChoice::changed, this,
          [this] { metrics_->offer(run_, conditions_->condition()); });
  connect(metrics_, &MetricList::changed, this, [this] { show_metric(); });
  connect(views_, &MetricViews::note_changed, this, [this] { show_note(); });
  connect(numbers_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    const QModelIndexList rows = numbers_->selectionModel()->selectedRows();
    views_->emphasize(rows.isEmpty() ? std::nullopt
                                     : std::optional(results_->row(rows.first().row()).position));
  });
  connect(loader_, &models::RunLoader::loaded, this, &ComparisonPage::take_other);
  connect(loader_, &models::RunLoader::failed, this, [this](const Fault& fault) {
    remove_run();
    other_note_ = tr("The run cannot be shown beside this one: %1. %2")
                      .arg(models::text(fault.what), models::text(fault.remedy));
    show_note();
    Q_EMIT beside_changed();
  });
}

QWidget* ComparisonPage::top_row() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  layout->addWidget(conditions_, 1);
  layout->addWidget(other_button_);
  other_button_->setAccessibleName(tr("Show another run beside this one, or remove it"));
  other_button_->setToolTip(
      tr("Shows the same metric of another run beside this one's boots. "
         "Nothing is tested between the two."));
  connect(other_button_, &QPushButton::clicked, this, [this] {
    if (other_)
      remove_run();
    else
      ask_for_other_run();
  });
  return row;
}

QWidget* ComparisonPage::right_side() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  layout->addWidget(meaning_);
  layout->addWidget(views_, 1);
  return side;
}

void ComparisonPage::show_run(const models::RunData& run) {
  run_ = run;
  conditions_->offer(run);
}

QString ComparisonPage::shown_metric() const {
  const query::Series* shown = metrics_->series();
  return shown == nullptr ? QString() : models::text(shown->metric);
}

void ComparisonPage::show_metric() {
  const query::Series* series = metrics_->series();
  for (QWidget* one : {static_cast<QWidget*>(numbers_), static_cast<QWidget*>(meaning_)})
    one->setVisible(series != nullptr);
  if (series == nullptr) {
    results_->set_rows({});
    views_->show_message(conditions_->condition() == nullptr
                             ? tr("This run has no boots.")
                             : tr("No boot has given a metric here yet."));
    show_note();
    return;
  }
  const query::Condition& condition = *conditions_->condition();
  ShownMetric shown{run_, other_, &condition, series, compare::evaluate(*run_, condition, *series),
                    {}};
  std::vector<models::ResultRow> rows = models::result_rows(shown.result);
  add_beside(shown, rows);
  const auto count = static_cast<int>(rows.size());
  results_->set_rows(std::move(rows));
  views_->show_metric(shown);
  numbers_->setFixedHeight(
      numbers_->horizontalHeader()->sizeHint().height() +
      std::min(count, kShownRows) * numbers_->verticalHeader()->defaultSectionSize() +
      numbers_->horizontalScrollBar()->sizeHint().height() + 2 * numbers_->frameWidth());
  const std::string better = format::direction_text(compare::better_of(*run_, series->metric));
  QStringList words;
  for (const std::string_view word : {compare::describe(series->metric), std::string_view(better)})
    if (!word.empty()) words << models::text(word);
  words << models::text(format::condition_title(*run_, condition));
  meaning_->setText(words.join(QStringLiteral(" \u2014 ")));
  show_note();
}

void ComparisonPage::show_note() {
  QStringList parts;
  if (!views_->note().isEmpty()) parts << views_->note();
  if (run_ && metrics_->series() != nullptr && catalog::is_emulated(run_->run.acceleration))
    parts << tr("Emulated CPUs (TCG): wall times are not comparable with hardware.");
  if (run_ && run_->not_finite > 0)
    parts << tr("Values of this run that are no numbers, left out here: %1.")
                 .arg(models::text(format::count(run_->not_finite)));
  if (!other_note_.isEmpty()) parts << other_note_;
  note_->setText(parts.join(' '));
  note_->setVisible(!parts.isEmpty());
}

// The condition of the same names in the second run; null: it has none.
const query::Condition* ComparisonPage::other_condition() const {
  const query::Condition* here = conditions_->condition();
  if (!other_ || here == nullptr) return nullptr;
  const auto found = std::ranges::find_if(other_->conditions, [&](const query::Condition& one) {
    return one.machine == here->machine && one.workload == here->workload;
  });
  return found == other_->conditions.end() ? nullptr : &*found;
}

void ComparisonPage::add_beside(ShownMetric& shown, std::vector<models::ResultRow>& rows) {
  if (!other_) return;
  const query::Condition* there = other_condition();
  if (there == nullptr) {
    other_note_ = tr("%1 has no such machine with this workload.").arg(other_name_);
    return;
  }
  const auto series =
      std::ranges::find(there->series, models::metric_key(*shown.series), models::metric_key);
  if (series == there->series.end()) {
    other_note_ = tr("%1 has no such metric here.").arg(other_name_);
    return;
  }
  other_note_ = tr("%1 is another run: two runs are not blocks of one, so they are shown beside "
                   "each other, not tested; what its rows compare is inside it.")
                    .arg(other_name_);
  shown.beside = charts::BesideSeries{other_name_, &*series};
  compare::MetricResult result = compare::evaluate(*other_, *there, *series);
  result.scale = shown.result.scale;
  const std::vector<models::ResultRow> more =
      models::rows_beside(result, other_name_, shown.series->variants.size());
  rows.insert(rows.end(), more.begin(), more.end());
}

void ComparisonPage::ask_for_other_run() {
  const QString chosen =
      QFileDialog::getExistingDirectory(this, tr("A run to show beside this one"));
  if (!chosen.isEmpty()) add_run(chosen.toStdString());
}

void ComparisonPage::add_run(const std::filesystem::path& run) {
  loader_->load(run);
  other_file_ = run;
  other_button_->setEnabled(false);
}

void ComparisonPage::take_other(const models::RunData& run) {
  other_ = run;
  other_name_ = models::text(run->run.name);
  // Runs of one experiment have one name: their directories tell them apart.
  if (run_ && run->run.name == run_->run.name)
    other_name_ = QStringLiteral("%1 (%2)").arg(
        other_name_, QString::fromStdString(other_file_.lexically_normal().filename().string()));
  if (other_name_.size() > kRunNameLetters)
    other_name_ = other_name_.left(kRunNameLetters - 1) + QChar(0x2026);
  other_button_->setEnabled(true);
  other_button_->setText(tr("Remove %1").arg(other_name_).replace('&', QStringLiteral("&&")));
  show_metric();
  Q_EMIT beside_changed();
}

void ComparisonPage::remove_run() {
  other_.reset();
  other_name_.clear();
  other_note_.clear();
  other_button_->setEnabled(true);
  other_button_->setText(tr("Add a run..."));
  if (run_) show_metric();
}

void ComparisonPage::go_to(const models::Place& place) {
  if (!run_) return;
  if (place.condition && *place.condition < run_->conditions.size())
    conditions_->choice().setCurrentIndex(static_cast<int>(*place.condition));
  if (!place.metric.empty()) choose_metric(models::text(place.metric));
}

bool ComparisonPage::choose_metric(const QString& metric) {
  if (!run_) return false;
  QComboBox& conditions = conditions_->choice();
  const auto has_metric = [&](int at) {
    return at >= 0 && compare::series_of(run_->conditions[static_cast<std::size_t>(at)],
                                         metric.toStdString()) != nullptr;
  };
  // The condition that is shown comes first.
  if (!has_metric(conditions.currentIndex())) {
    int at = 0;
    while (at < conditions.count() && !has_metric(at)) ++at;
    if (at == conditions.count()) return false;
    conditions.setCurrentIndex(at);
  }
  return metrics_->choose(metric);
}

}  // namespace folioscope::pages
