// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/comparison_page.h"

#include <QHeaderView>
#include <algorithm>

#include "compare/evaluate.h"
#include "compare/headlines.h"
#include "format/labels.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// What a metric is called in the choice; two of one name differ in their unit.
QString metric_key(const query::Series& series) {
  return models::text(series.metric) + '\n' + models::text(series.unit);
}

// Selects `before` again, or the first entry.
void choose_again(QComboBox& choice, const QString& before) {
  const int found = choice.findData(before);
  choice.setCurrentIndex(found >= 0 ? found : choice.count() > 0 ? 0 : -1);
}

}  // namespace

ComparisonPage::ComparisonPage(QWidget* parent)
    : Page(parent),
      conditions_(new ConditionChoice(this)),
      metrics_(new QComboBox(this)),
      meaning_(label("subtitle", this)),
      stack_(new QStackedWidget(this)),
      chart_(new charts::BootChart(this)),
      message_(label("message", this)),
      results_(new models::ResultModel(models::result_columns(), this)),
      numbers_(table(tr("Numbers of the metric by variant"), this)),
      note_(label("caption", this)) {
  metrics_->setAccessibleName(tr("Metric"));
  metrics_->setMaxVisibleItems(25);
  conditions_->add_before(tr("Metric"), metrics_);
  message_->setAlignment(Qt::AlignCenter);
  stack_->addWidget(chart_);
  stack_->addWidget(message_);
  numbers_->setSortingEnabled(false);  // variants keep the order of the experiment
  numbers_->setModel(results_);
  numbers_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  note_->setWordWrap(true);

  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(conditions_);
  layout->addWidget(meaning_);
  layout->addWidget(stack_, 1);
  layout->addWidget(numbers_);
  layout->addWidget(note_);

  connect(conditions_, &ConditionChoice::changed, this, [this] { fill_metrics(); });
  connect(metrics_, &QComboBox::currentIndexChanged, this, [this] { show_metric(); });
}

const query::Series* ComparisonPage::series() const {
  const query::Condition* here = conditions_->condition();
  if (here == nullptr) return nullptr;
  const QString key = metrics_->currentData().toString();
  const auto found = std::ranges::find(here->series, key, metric_key);
  return found == here->series.end() ? nullptr : &*found;
}

void ComparisonPage::show_run(const models::RunData& run) {
  run_ = run;
  conditions_->offer(run);
}

void ComparisonPage::fill_metrics() {
  const QString before = metrics_->currentData().toString();
  {
    const QSignalBlocker quiet(metrics_);
    metrics_->clear();
    bool headlines = false;
    if (const query::Condition* here = conditions_->condition())
      for (const query::Series* one : compare::ordered(*run_, *here)) {
        const bool headline = compare::is_headline(*run_, one->metric);
        if (headlines && !headline) metrics_->insertSeparator(metrics_->count());
        headlines = headline;
        metrics_->addItem(models::text(one->metric), metric_key(*one));
      }
    choose_again(*metrics_, before);
  }
  show_metric();
}

void ComparisonPage::show_metric() {
  const query::Series* shown = series();
  numbers_->setVisible(shown != nullptr);
  note_->setVisible(shown != nullptr);
  meaning_->setVisible(shown != nullptr);
  if (shown == nullptr) {
    chart_->clear();
    results_->set_rows({});
    message_->setText(conditions_->condition() == nullptr
                          ? tr("This run has no boots.")
                          : tr("No boot has given a metric here yet."));
    stack_->setCurrentWidget(message_);
    return;
  }
  const compare::MetricResult metric = compare::evaluate(*run_, *conditions_->condition(), *shown);
  chart_->show_metric(*shown, metric);
  stack_->setCurrentWidget(chart_);
  results_->set_rows(models::result_rows(metric));
  numbers_->setFixedHeight(numbers_->horizontalHeader()->sizeHint().height() +
                           numbers_->verticalHeader()->length() + 2 * numbers_->frameWidth());
  const std::string_view meaning = compare::describe(shown->metric);
  const QString where = models::text(format::condition_title(*run_, *conditions_->condition()));
  meaning_->setText(meaning.empty() ? where : models::text(meaning) + " — " + where);
  note_->setText(run_->run.acceleration == "kvm"
                     ? tr("A dot is a boot, the line its variant's mean.")
                     : tr("A dot is a boot, the line its variant's mean. Emulated CPUs (TCG): "
                          "wall times are not comparable with hardware."));
}

bool ComparisonPage::choose_metric(const QString& metric) {
  QComboBox& conditions = conditions_->choice();
  for (int at = -1; at < conditions.count(); ++at) {
    // The condition that is shown comes first.
    const int condition_at = at < 0 ? conditions.currentIndex() : at;
    if (condition_at < 0) continue;
    const auto& candidates = run_->conditions[static_cast<std::size_t>(condition_at)].series;
    const auto found = std::ranges::find(candidates, metric.toStdString(), &query::Series::metric);
    if (found == candidates.end()) continue;
    conditions.setCurrentIndex(condition_at);
    metrics_->setCurrentIndex(metrics_->findData(metric_key(*found)));
    return true;
  }
  return false;
}

}  // namespace folioscope::pages
