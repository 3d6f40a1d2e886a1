// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/share_chart.h"

#include <QBarCategoryAxis>
#include <QCursor>
#include <QHorizontalStackedBarSeries>
#include <QLegend>
#include <QToolTip>
#include <QValueAxis>

#include "charts/look.h"
#include "models/colors.h"

namespace folioscope::charts {
namespace {

constexpr double kBarWidth = 0.6;  // of the distance between variants

}  // namespace

ShareChart::ShareChart(QWidget* parent) : QChartView(parent) {
  dress(*this);
  setAccessibleName(tr("Share of failures by class of holder and variant"));
  chart()->legend()->setAlignment(Qt::AlignBottom);
}

void ShareChart::clear() {
  QToolTip::hideText();
  empty(*chart());
  sets_.clear();
  variants_.clear();
}

void ShareChart::show_classes(const compare::HolderTable& holders) {
  clear();
  for (const compare::VariantResult& result : holders.failures.variants)
    variants_ << QString::fromStdString(result.variant);

  auto* series = new QHorizontalStackedBarSeries;
  series->setBarWidth(kBarWidth);
  for (const compare::HolderRow& row : holders.classes) {
    auto* set = new QBarSet(QString::fromStdString(row.holder_class).toHtmlEscaped());
    // Bars grow from the bottom: the first variant belongs on top.
    for (auto variant = row.variants.rbegin(); variant != row.variants.rend(); ++variant)
      set->append(variant->split_share * 100);
    set->setColor(models::class_color(row.holder_class));
    set->setBorderColor(palette().color(QPalette::Base));
    const std::size_t position = sets_.size();
    connect(set, &QBarSet::hovered, this,
            [this, position](bool over, int bar) { show_tip(position, bar, over); });
    sets_.push_back(set);
    series->append(set);
  }
  chart()->addSeries(series);

  auto* names = new QBarCategoryAxis;
  for (auto name = variants_.rbegin(); name != variants_.rend(); ++name)
    names->append(name->toHtmlEscaped());
  names->setGridLineVisible(false);
  dress_names(*names, font());
  auto* percent = new QValueAxis;
  percent->setRange(0, 100);
  percent->setTickCount(6);
  percent->setLabelFormat(QStringLiteral("%.0f %%"));
  percent->setTitleText(tr("failures (one with several classes is split between them)"));
  dress_values(*percent, font());
  chart()->addAxis(names, Qt::AlignLeft);
  chart()->addAxis(percent, Qt::AlignBottom);
  series->attachAxis(names);
  series->attachAxis(percent);
}

double ShareChart::percent(std::size_t class_position, std::size_t variant) const {
  const QBarSet& set = *sets_.at(class_position);
  return set.at(set.count() - 1 - static_cast<int>(variant));
}

QStringList ShareChart::class_labels() const {
  QStringList labels;
  for (const QBarSet* set : sets_) labels << set->label();
  return labels;
}

QStringList ShareChart::variant_labels() const { return variants_; }

QString ShareChart::bar_text(std::size_t class_position, std::size_t variant) const {
  return tr("%1: %2 %3 %")
      .arg(variants_.at(static_cast<qsizetype>(variant)), sets_.at(class_position)->label())
      .arg(percent(class_position, variant), 0, 'f', 1);
}

void ShareChart::show_tip(std::size_t class_position, int bar, bool over) {
  if (!over) return QToolTip::hideText();
  const auto variant = static_cast<std::size_t>(variants_.size() - 1 - bar);
  QToolTip::showText(QCursor::pos(), bar_text(class_position, variant).toHtmlEscaped(), this);
}

}  // namespace folioscope::charts
