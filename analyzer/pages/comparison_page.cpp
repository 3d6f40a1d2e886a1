// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/comparison_page.h"

#include <QHeaderView>
#include <algorithm>

#include "compare/evaluate.h"
#include "compare/headlines.h"
#include "format/labels.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

QString text(std::string_view string) {
  return QString::fromUtf8(string.data(), static_cast<qsizetype>(string.size()));
}

// What a metric is called in the choice; two of one name differ in their unit.
QString metric_key(const query::Series& series) {
  return text(series.metric) + '\n' + text(series.unit);
}

// Selects `before` again, or the first entry.
void choose_again(QComboBox& choice, const QString& before) {
  const int found = choice.findData(before);
  choice.setCurrentIndex(found >= 0 ? found : choice.count() > 0 ? 0 : -1);
}

}  // namespace

ComparisonPage::ComparisonPage(QWidget* parent)
    : QWidget(parent),
      groups_(new GroupChoice(this)),
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
  groups_->add_before(tr("Metric"), metrics_);
  message_->setAlignment(Qt::AlignCenter);
  stack_->addWidget(chart_);
  stack_->addWidget(message_);
  numbers_->setSortingEnabled(false);  // variants keep the order of the experiment
  numbers_->setModel(results_);
  numbers_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  note_->setWordWrap(true);

  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(groups_);
  layout->addWidget(meaning_);
  layout->addWidget(stack_, 1);
  layout->addWidget(numbers_);
  layout->addWidget(note_);

  connect(groups_, &GroupChoice::changed, this, [this] { fill_metrics(); });
  connect(metrics_, &QComboBox::currentIndexChanged, this, [this] { show_metric(); });
}

const query::Series* ComparisonPage::series() const {
  const query::Group* here = groups_->group();
  if (here == nullptr) return nullptr;
  const QString key = metrics_->currentData().toString();
  const auto found = std::ranges::find(here->series, key, metric_key);
  return found == here->series.end() ? nullptr : &*found;
}

void ComparisonPage::show_run(const models::RunData& run) {
  run_ = run;
  groups_->offer(run);
}

void ComparisonPage::fill_metrics() {
  const QString before = metrics_->currentData().toString();
  {
    const QSignalBlocker quiet(metrics_);
    metrics_->clear();
    bool headlines = false;
    if (const query::Group* here = groups_->group())
      for (const query::Series* one : report::ordered(*run_, *here)) {
        const bool headline = report::is_headline(*run_, one->metric);
        if (headlines && !headline) metrics_->insertSeparator(metrics_->count());
        headlines = headline;
        metrics_->addItem(text(one->metric), metric_key(*one));
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
    message_->setText(groups_->group() == nullptr ? tr("This run has no boots.")
                                                  : tr("No boot has given a metric here yet."));
    stack_->setCurrentWidget(message_);
    return;
  }
  const report::MetricResult metric = report::evaluate(*run_, *groups_->group(), *shown);
  chart_->show_metric(*shown, metric);
  stack_->setCurrentWidget(chart_);
  results_->set_rows(models::result_rows(metric));
  numbers_->setFixedHeight(numbers_->horizontalHeader()->sizeHint().height() +
                           numbers_->verticalHeader()->length() + 2 * numbers_->frameWidth());
  const std::string_view meaning = report::describe(shown->metric);
  const QString where = text(report::group_title(*run_, *groups_->group()));
  meaning_->setText(meaning.empty() ? where : text(meaning) + " — " + where);
  note_->setText(run_->run.acceleration == "kvm"
                     ? tr("A dot is a boot, the line its variant's median.")
                     : tr("A dot is a boot, the line its variant's median. Emulated CPUs (TCG): "
                          "wall times are not comparable with hardware."));
}

bool ComparisonPage::choose_metric(const QString& metric) {
  QComboBox& groups = groups_->choice();
  for (int at = -1; at < groups.count(); ++at) {
    // The group that is shown comes first.
    const int group_at = at < 0 ? groups.currentIndex() : at;
    if (group_at < 0) continue;
    const auto& candidates = run_->groups[static_cast<std::size_t>(group_at)].series;
    const auto found = std::ranges::find(candidates, metric.toStdString(), &query::Series::metric);
    if (found == candidates.end()) continue;
    groups.setCurrentIndex(group_at);
    metrics_->setCurrentIndex(metrics_->findData(metric_key(*found)));
    return true;
  }
  return false;
}

}  // namespace folioscope::pages
