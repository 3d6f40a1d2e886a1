// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/pictures.h"

#include <algorithm>

#include "compare/evaluate.h"
#include "format/swept_axis.h"
#include "format/units.h"
#include "models/qt_text.h"
#include "stats/interval.h"
#include "stats/summary.h"

namespace folioscope::charts {
namespace {

QString title_of(const query::Series& series, const compare::Scale& scale) {
  const QString name = models::text(series.metric);
  return scale.symbol.empty() ? name
                              : QStringLiteral("%1 (%2)").arg(name, models::text(scale.symbol));
}

std::vector<double> shown_values(const query::VariantBoots& variant, double factor) {
  std::vector<double> values;
  for (const query::BootValue& boot : variant.boots) values.push_back(boot.value * factor);
  return values;
}

QList<QPointF> staircase(std::vector<double> values) {
  std::ranges::sort(values);
  QList<QPointF> points;
  const auto all = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    points << QPointF(values[i], 100 * static_cast<double>(i) / all)
           << QPointF(values[i], 100 * static_cast<double>(i + 1) / all);
  return points;
}

void add_stairs(const query::Series& series, double factor, const QString& before,
                LinePicture& picture) {
  for (const query::VariantBoots& variant : series.variants)
    picture.lines.push_back({.name = before + models::text(variant.variant),
                             .position = picture.lines.size(),
                             .points = staircase(shown_values(variant, factor)),
                             .low = {},
                             .high = {}});
}

// The metric of one step, by name and unit; null: no boot gave it there.
const query::Series* same_series(const query::Condition& condition, const query::Series& metric) {
  const auto found = std::ranges::find_if(condition.series, [&](const query::Series& one) {
    return one.metric == metric.metric && one.unit == metric.unit;
  });
  return found == condition.series.end() ? nullptr : &*found;
}

struct Step {
  double x = 0;
  const query::Series* series = nullptr;
};

ChartLine line_over(const std::vector<Step>& steps, std::size_t variant, double factor) {
  ChartLine line{.points = {}, .low = {}, .high = {}, .dots = true};
  line.position = variant;
  for (const Step& step : steps) {
    if (variant >= step.series->variants.size()) continue;
    const query::VariantBoots& boots = step.series->variants[variant];
    line.name = models::text(boots.variant);
    const stats::Summary summary = stats::summarize(shown_values(boots, factor));
    if (summary.count == 0) continue;
    line.points << QPointF(step.x, summary.mean);
    // Boots that are all equal have an interval of no width that was seen.
    const auto interval = stats::mean_interval(summary);
    line.low << QPointF(step.x, interval ? interval->low : summary.mean);
    line.high << QPointF(step.x, interval ? interval->high : summary.mean);
  }
  if (line.points.size() < 2) {
    line.low.clear();
    line.high.clear();
  }
  return line;
}

}  // namespace

LinePicture shares_of_boots(const query::Series& series, const compare::Scale& scale,
                            const BesideSeries* beside) {
  LinePicture picture;
  picture.x_title = title_of(series, scale);
  picture.y_title = QObject::tr("of the variant's boots");
  picture.percent = true;
  picture.x_percent = scale.symbol == "%";
  add_stairs(series, scale.factor, {}, picture);
  if (beside != nullptr)
    add_stairs(*beside->series, scale.factor, beside->run + QStringLiteral(": "), picture);
  return picture;
}

LinePicture shift_of_samples(const std::vector<QString>& variants,
                             const std::vector<compare::Shift>& shifts, const std::string& unit) {
  std::vector<double> sizes;
  for (const compare::Shift& shift : shifts)
    for (const compare::DecileShift& decile : shift.deciles) sizes.push_back(decile.difference());
  const compare::Scale scale = compare::scale_for(unit, sizes);
  LinePicture picture;
  picture.level = 0;
  picture.x_title = QObject::tr("decile of the samples of a boot");
  picture.y_title = QObject::tr("difference to %1").arg(variants.empty() ? QString() : variants[0]);
  if (!scale.symbol.empty())
    picture.y_title += QStringLiteral(" (%1)").arg(models::text(scale.symbol));
  for (std::size_t i = 1; i < std::min(shifts.size(), variants.size()); ++i) {
    ChartLine line{.name = variants[i], .position = i, .points = {}, .low = {}, .high = {}};
    line.dots = true;
    for (const compare::DecileShift& decile : shifts[i].deciles) {
      const double x = 100 * decile.share;
      line.points << QPointF(x, decile.difference() * scale.factor);
      if (!decile.interval) continue;
      line.low << QPointF(x, decile.interval->low * scale.factor);
      line.high << QPointF(x, decile.interval->high * scale.factor);
    }
    picture.lines.push_back(std::move(line));
  }
  for (int decile = 10; decile < 100; decile += 10)
    picture.x_ticks.emplace_back(decile, QStringLiteral("%1 %").arg(decile));
  return picture;
}

LinePicture sweep_of(const compare::GrowthAxis& axis, const compare::GrowthPanel& panel,
                     const query::Series& metric) {
  std::vector<double> xs, values;
  for (const compare::GrowthStep& step : panel.steps) xs.push_back(step.x);
  const format::SweptAxis across(xs);
  std::vector<Step> steps;
  LinePicture picture;
  for (const compare::GrowthStep& step : panel.steps) {
    const double x = across.place(step.x);
    picture.x_ticks.emplace_back(x, models::text(step.label));
    const query::Series* series = same_series(*step.condition->where, metric);
    if (series == nullptr) continue;
    steps.push_back({x, series});
    for (const query::VariantBoots& variant : series->variants)
      for (const query::BootValue& boot : variant.boots) values.push_back(boot.value);
  }
  const compare::Scale scale = compare::scale_for(metric.unit, values);
  const QString note = QString::fromUtf8(across.note());
  picture.x_title = models::text(axis.name) + (note.isEmpty() ? note : QStringLiteral(", ") + note);
  picture.y_title = title_of(metric, scale);
  for (std::size_t variant = 0; variant < metric.variants.size(); ++variant)
    picture.lines.push_back(line_over(steps, variant, scale.factor));
  return picture;
}

const compare::GrowthPanel* panel_of(const compare::GrowthAxis& axis,
                                     const query::Condition& condition) {
  for (const compare::GrowthPanel& panel : axis.panels)
    for (const compare::GrowthStep& step : panel.steps)
      if (step.condition->where == &condition) return &panel;
  return nullptr;
}

}  // namespace folioscope::charts
