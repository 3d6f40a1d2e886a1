// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/metric_views.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <algorithm>
#include <array>

#include "compare/sample_shape.h"
#include "compare/shift.h"
#include "models/qt_text.h"
#include "pages/parts.h"
#include "query/distribution.h"

namespace folioscope::pages {
namespace {

constexpr std::array kViews{MetricView::Boots, MetricView::Shares, MetricView::Samples,
                            MetricView::Sweep};

QString title_of(MetricView view) {
  switch (view) {
    case MetricView::Boots:
      return QObject::tr("Boots");
    case MetricView::Shares:
      return QObject::tr("ECDF");
    case MetricView::Samples:
      return QObject::tr("Samples");
    case MetricView::Sweep:
      return QObject::tr("Sweep");
  }
  return {};
}

// Below this, a share of boots is a step or two.
constexpr std::size_t kFewestForShares = 3;

bool has_shares(const query::Series& series) {
  return std::ranges::any_of(series.variants, [](const query::VariantBoots& variant) {
    return variant.boots.size() >= kFewestForShares;
  });
}

}  // namespace

MetricViews::MetricViews(QWidget* parent)
    : QWidget(parent),
      queries_(new models::StoreQueries(this)),
      buttons_(new QButtonGroup(this)),
      paired_(new QCheckBox(tr("Join the boots of a block"), this)),
      swept_(new QComboBox(this)),
      stack_(new QStackedWidget(this)),
      boots_(new charts::BootChart(this)),
      lines_(new charts::LineChart(tr("Lines by variant"), this)),
      shifts_(new charts::LineChart(tr("Differences of deciles by variant"), this)),
      samples_(new charts::HoldChart(this)),
      message_(label("message", this)) {
  auto* inside = new QSplitter(Qt::Vertical, this);
  inside->addWidget(samples_);
  inside->addWidget(shifts_);
  inside->setChildrenCollapsible(false);
  inside_ = inside;
  for (QChartView* chart : {static_cast<QChartView*>(samples_), static_cast<QChartView*>(shifts_)})
    chart->setMinimumHeight(150);
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  for (QWidget* one : {static_cast<QWidget*>(boots_), static_cast<QWidget*>(lines_), inside_,
                       static_cast<QWidget*>(message_)})
    stack_->addWidget(one);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap / 2);
  layout->addWidget(switches());
  layout->addWidget(stack_, 1);
}

QWidget* MetricViews::switches() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  for (const MetricView view : kViews) {
    auto* one = new QPushButton(title_of(view), row);
    one->setCheckable(true);
    one->setStyleSheet(
        QStringLiteral("QPushButton:checked { background: palette(highlight); color: "
                       "palette(highlighted-text); }"));
    one->setVisible(view == MetricView::Boots);
    one->setAccessibleName(tr("Draw as: %1").arg(title_of(view)));
    buttons_->addButton(one, static_cast<int>(view));
    layout->addWidget(one);
  }
  swept_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  swept_->setAccessibleName(tr("Number that is swept"));
  paired_->setAccessibleName(paired_->text());
  swept_->setVisible(false);  // what a metric does not have takes no room
  layout->addSpacing(kGap);
  layout->addWidget(swept_);
  layout->addWidget(paired_);
  layout->addStretch(1);
  button(MetricView::Boots).setChecked(true);
  connect(buttons_, &QButtonGroup::idClicked, this,
          [this](int id) { choose(static_cast<MetricView>(id)); });
  connect(paired_, &QCheckBox::toggled, this, [this](bool on) { boots_->set_paired(on); });
  connect(swept_, &QComboBox::currentIndexChanged, this, [this] {
    if (drawn_ == MetricView::Sweep) draw();
  });
  return row;
}

void MetricViews::choose(MetricView view) {
  wanted_ = view;
  draw();
  Q_EMIT note_changed();
}

void MetricViews::emphasize(std::optional<std::size_t> variant) {
  emphasis_ = variant;
  lines_->emphasize(variant);
  shifts_->emphasize(variant);
}

QWidget* MetricViews::picture() { return has_chart() ? stack_->currentWidget() : nullptr; }

void MetricViews::show_message(const QString& message) {
  queries_->cancel();
  for (const MetricView view : kViews) button(view).setVisible(false);
  paired_->setVisible(false);
  swept_->setVisible(false);
  boots_->clear();
  lines_->clear();
  note_.clear();
  message_->setText(message);
  stack_->setCurrentWidget(message_);
}

void MetricViews::show_metric(const ShownMetric& shown) {
  const bool other_run = shown.run != shown_.run;
  shown_ = shown;
  if (other_run) axes_ = compare::growth_of(*shown_.run, shown_.run->findings);
  offer();
  draw();
}

void MetricViews::offer() {
  button(MetricView::Boots).setVisible(true);
  button(MetricView::Shares).setVisible(has_shares(*shown_.series));
  button(MetricView::Samples).setVisible(!compare::distribution_of(shown_.series->metric).empty());
  const QString before = swept_->currentText();
  const QSignalBlocker quiet(swept_);
  swept_->clear();
  for (std::size_t i = 0; i < axes_.size(); ++i)
    if (charts::panel_of(axes_[i], *shown_.condition) != nullptr)
      swept_->addItem(tr("over %1").arg(models::text(axes_[i].name)), static_cast<int>(i));
  swept_->setCurrentIndex(swept_->count() == 0 ? -1 : std::max(swept_->findText(before), 0));
  button(MetricView::Sweep).setVisible(swept_->count() > 0);
}

const compare::GrowthAxis* MetricViews::axis() const {
  if (swept_->currentIndex() < 0) return nullptr;
  return &axes_.at(static_cast<std::size_t>(swept_->currentData().toInt()));
}

void MetricViews::draw() {
  if (shown_.series == nullptr) return;
  queries_->cancel();
  drawn_ = offers(wanted_) ? wanted_ : MetricView::Boots;
  button(drawn_).setChecked(true);
  paired_->setVisible(drawn_ == MetricView::Boots && shown_.series->variants.size() > 1);
  swept_->setVisible(drawn_ == MetricView::Sweep);
  switch (drawn_) {
    case MetricView::Boots:
      return draw_boots();
    case MetricView::Shares:
      return draw_shares();
    case MetricView::Samples:
      return ask_for_samples();
    case MetricView::Sweep:
      return draw_sweep();
  }
}

void MetricViews::draw_boots() {
  boots_->show_metric(*shown_.series, shown_.result);
  if (shown_.beside) boots_->show_beside(shown_.beside->run, *shown_.beside->series);
  stack_->setCurrentWidget(boots_);
  note_ = tr("A dot is a boot, the line its variant's mean.");
}

void MetricViews::draw_shares() {
  lines_->show_lines(charts::shares_of_boots(*shown_.series, shown_.result.scale,
                                             shown_.beside ? &*shown_.beside : nullptr));
  lines_->emphasize(emphasis_);
  stack_->setCurrentWidget(lines_);
  note_ = tr("How many of a variant's boots gave a value or less; every step is a boot.");
}

void MetricViews::draw_sweep() {
  const compare::GrowthAxis* over = axis();
  const compare::GrowthPanel* panel =
      over == nullptr ? nullptr : charts::panel_of(*over, *shown_.condition);
  if (panel == nullptr) return;
  lines_->show_lines(charts::sweep_of(*over, *panel, *shown_.series));
  lines_->emphasize(emphasis_);
  stack_->setCurrentWidget(lines_);
  note_ =
      tr("Means of the boots; the band is the 95 % interval of each mean by itself. "
         "Differences are tested inside blocks, which bands do not show.");
  if (panel->overcommitted()) note_ += tr(" More vCPUs than host cores at every step.");
}

void MetricViews::ask_for_samples() {
  samples_->clear();
  shifts_->clear();
  note_ = tr("Above, the samples of all boots of a variant; below, by how much each decile of a "
             "boot's samples differs from the baseline's. The band: boots drawn again, 95 %; it is "
             "no test, and there is none below %1 boots of each.")
              .arg(compare::kFewestShiftBoots);
  message_->setText(tr("Reading the samples of the boots..."));
  stack_->setCurrentWidget(message_);
  const std::string name(compare::distribution_of(shown_.series->metric));
  queries_->ask(
      shown_.run->file,
      [name](store::Reader& reader, const std::stop_token& stop) {
        return query::load_distribution(reader, name, stop);
      },
      [this](const Result<std::map<CellId, query::Distribution>>& boots) {
        if (boots.ok())
          draw_samples(*boots);
        else
          message_->setText(models::text(boots.fault().what));
      });
}

void MetricViews::draw_samples(const std::map<CellId, query::Distribution>& boots) {
  const auto samples = compare::samples_by_variant(*shown_.run, *shown_.condition, boots);
  std::vector<charts::HoldChart::VariantShape> shapes;
  std::vector<compare::Shift> shifts;
  std::vector<QString> names;
  std::string unit;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    names.push_back(models::text(shown_.run->variants[i].row.name));
    query::Distribution all;
    for (const query::Distribution& boot : samples[i]) all.add(boot);
    if (!all.unit.empty()) unit = all.unit;
    shapes.push_back({names.back(), compare::shape_of(samples[i])});
    if (all.count() > 0) {
      shapes.back().p50 = all.quantile(0.5);
      shapes.back().p99 = all.quantile(0.99);
    }
    shifts.push_back(compare::shift_between(samples[0], samples[i], shown_.run->run.seed));
  }
  if (unit.empty()) {
    message_->setText(tr("The boots have kept no samples of this metric, only its numbers."));
    return;
  }
  std::int64_t refused = 0;
  for (const auto& [cell, distribution] : boots) refused += distribution.refused;
  if (refused > 0) {
    note_ += tr(" Buckets whose ends or counts no boot can have, left out: %1.").arg(refused);
    Q_EMIT note_changed();
  }
  samples_->set_basis(charts::HoldChart::Basis::Share);
  samples_->show_shapes(std::move(shapes));
  shifts_->show_lines(charts::shift_of_samples(names, shifts, unit));
  shifts_->emphasize(emphasis_);
  shifts_->setVisible(shifts_->line_count() > 0);
  stack_->setCurrentWidget(inside_);
}

}  // namespace folioscope::pages
