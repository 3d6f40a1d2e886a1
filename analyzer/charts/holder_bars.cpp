// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/holder_bars.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "format/units.h"
#include "format/value_axis.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

// Pixels.
constexpr double kBarMargin = 12, kSpace = 10, kLegendSwatch = 10, kSmallestMark = 2.5;
constexpr double kLabelShare = 0.25;  // of the width: the most that names of variants take

const compare::Scale kPerBoot{1, "", 1};

// Of nothing at all an axis still has an end.
double axis_end(double most) {
  return most > 0 ? format::value_range(std::vector{0.0, most}).high : 1;
}

}  // namespace

HolderBars::HolderBars(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Failures by class of holder and variant"));
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HolderBars::clear() {
  QToolTip::hideText();
  bars_.clear();
  classes_.clear();
  updateGeometry();
  update();
}

void HolderBars::show_classes(const compare::HolderTable& holders) {
  clear();
  for (const compare::HolderRow& row : holders.classes) classes_.push_back(row.holder_class);
  for (std::size_t i = 0; i < holders.failures.variants.size(); ++i) {
    const compare::VariantResult& result = holders.failures.variants[i];
    if (!result.asked) continue;
    Bar bar{.variant = models::text(result.variant),
            .has_boots = result.summary.count > 0,
            .failures = result.summary.mean,
            .per_boot = {},
            .percent = {}};
    for (const compare::HolderRow& row : holders.classes) {
      bar.per_boot.push_back(row.variants[i].split_per_boot);
      bar.percent.push_back(row.variants[i].split_share * 100);
    }
    bars_.push_back(std::move(bar));
  }
  setAccessibleDescription([this] {
    QStringList all;
    for (std::size_t i = 0; i < bars_.size(); ++i)
      all << models::shown(bars_[i].variant) + ' ' + number_text(i);
    return all.join(", ");
  }());
  updateGeometry();
  update();
}

void HolderBars::set_basis(Basis basis) {
  basis_ = basis;
  update();
}

QStringList HolderBars::variant_labels() const {
  QStringList labels;
  for (const Bar& bar : bars_) labels << bar.variant;
  return labels;
}

QStringList HolderBars::class_labels() const {
  QStringList labels;
  for (const std::string& one : classes_) labels << models::text(one);
  return labels;
}

double HolderBars::value(std::size_t class_position, std::size_t variant) const {
  const Bar& bar = bars_.at(variant);
  return (basis_ == Basis::Share ? bar.percent : bar.per_boot).at(class_position);
}

QString HolderBars::number_text(std::size_t variant) const {
  const Bar& bar = bars_.at(variant);
  return bar.has_boots ? models::text(format::number(kPerBoot, bar.failures)) : QStringLiteral("–");
}

QString HolderBars::bar_text(std::size_t class_position, std::size_t variant) const {
  const Bar& bar = bars_.at(variant);
  return tr("%1: %2 %3 in a boot, %4 %")
      .arg(models::shown(bar.variant), models::shown(classes_.at(class_position)),
           models::text(format::number(kPerBoot, bar.per_boot.at(class_position))))
      .arg(bar.percent.at(class_position), 0, 'f', 1);
}

HolderBars::Places HolderBars::places() const {
  const QFontMetricsF metrics(font());
  double label = 0, number = 0, most = 0;
  for (std::size_t i = 0; i < bars_.size(); ++i) {
    label = std::max(label, metrics.horizontalAdvance(models::shown(bars_[i].variant)));
    number = std::max(number, metrics.horizontalAdvance(number_text(i)));
    most = std::max(most, bars_[i].failures);
  }
  Places places;
  places.left = std::min(label, kLabelShare * width()) + kSpace;
  places.right = std::max(width() - number - 2 * kSpace, places.left + 1);
  places.row = metrics.height() + kBarMargin;
  places.top = metrics.height() + 6;
  places.most = basis_ == Basis::Share ? 100 : axis_end(most);
  places.legend = places.top + places.row * static_cast<double>(bars_.size()) + 6;
  return places;
}

QRectF HolderBars::segment(std::size_t class_position, std::size_t variant) const {
  const Places where = places();
  double left = where.left;
  QRectF found;
  for (std::size_t i = 0; i <= class_position; ++i) {
    const double one = value(i, variant);
    found = {};
    if (one <= 0) continue;
    const double wide = std::max(one / where.most * (where.right - where.left), kSmallestMark);
    found = {left, where.top + where.row * static_cast<double>(variant) + 3, wide, where.row - 6};
    left += wide;
  }
  return found;
}

void HolderBars::paint_axis(QPainter& painter, const Places& places) const {
  const format::ValueRange range = basis_ == Basis::Share
                                       ? format::ValueRange{0, 100, 20, 0}
                                       : format::value_range(std::vector{0.0, places.most});
  QColor grid = palette().color(QPalette::WindowText);
  grid.setAlphaF(0.15f);
  QColor ink = palette().color(QPalette::WindowText);
  ink.setAlphaF(0.65f);
  const double bottom = places.top + places.row * static_cast<double>(bars_.size());
  for (double tick = 0; tick <= places.most * 1.0001; tick += range.step) {
    const double x = places.left + tick / places.most * (places.right - places.left);
    painter.setPen(grid);
    painter.drawLine(QPointF(x, places.top), QPointF(x, bottom));
    painter.setPen(ink);
    const QString text = basis_ == Basis::Share
                             ? QStringLiteral("%1 %").arg(tick, 0, 'f', 0)
                             : models::text(format::number({1, "", range.decimals}, tick));
    painter.drawText(QRectF(x - 60, 0, 120, places.top - 4), Qt::AlignHCenter | Qt::AlignBottom,
                     text);
  }
}

void HolderBars::paint_bar(QPainter& painter, const Places& places, std::size_t variant) const {
  const double top = places.top + places.row * static_cast<double>(variant);
  painter.setPen(palette().color(QPalette::WindowText));
  const QString name = QFontMetricsF(font()).elidedText(models::shown(bars_[variant].variant),
                                                        Qt::ElideMiddle, places.left - kSpace);
  painter.drawText(QRectF(0, top, places.left - kSpace, places.row),
                   Qt::AlignRight | Qt::AlignVCenter, name);
  double end = places.left;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const QRectF box = segment(i, variant);
    if (box.isNull()) continue;
    painter.fillRect(box, models::class_color(classes_[i]));
    // Neighbours are told apart by a line between them, too.
    if (box.width() > 3 * kSmallestMark)
      painter.fillRect(QRectF(box.right() - 1, box.top(), 1, box.height()),
                       palette().color(QPalette::Window));
    end = box.right();
  }
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(QRectF(end + 6, top, width() - end - 6, places.row),
                   Qt::AlignLeft | Qt::AlignVCenter, number_text(variant));
}

int HolderBars::legend_lines(double room) const {
  const QFontMetricsF metrics(font());
  double x = 0;
  int lines = classes_.empty() ? 0 : 1;
  for (const std::string& one : classes_) {
    const double wide =
        kLegendSwatch + 5 + metrics.horizontalAdvance(models::shown(one)) + 2 * kSpace;
    if (x > 0 && x + wide > room) {
      ++lines;
      x = 0;
    }
    x += wide;
  }
  return lines;
}

QRectF HolderBars::legend_entry(std::size_t class_position) const {
  const QFontMetricsF metrics(font());
  const Places where = places();
  double x = 0, y = where.legend, wide = 0;
  for (std::size_t i = 0; i <= class_position; ++i) {
    x += wide;
    wide = kLegendSwatch + 5 + metrics.horizontalAdvance(models::shown(classes_[i])) + 2 * kSpace;
    if (x > 0 && x + wide > width() - where.left) {
      x = 0;
      y += metrics.height() + 2;
    }
  }
  return {where.left + x, y, wide, metrics.height()};
}

void HolderBars::paint_legend(QPainter& painter) const {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const QRectF box = legend_entry(i);
    painter.fillRect(
        QRectF(box.left(), box.center().y() - kLegendSwatch / 2, kLegendSwatch, kLegendSwatch),
        models::class_color(classes_[i]));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(box.adjusted(kLegendSwatch + 5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     models::shown(classes_[i]));
  }
}

void HolderBars::paintEvent(QPaintEvent* /*event*/) {
  if (bars_.empty()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Places where = places();
  paint_axis(painter, where);
  for (std::size_t i = 0; i < bars_.size(); ++i) paint_bar(painter, where, i);
  paint_legend(painter);
}

QSize HolderBars::sizeHint() const {
  const QFontMetricsF metrics(font());
  const double height = metrics.height() + 12 +
                        (metrics.height() + kBarMargin) * static_cast<double>(bars_.size()) +
                        (metrics.height() + 2) * legend_lines(width() - places().left);
  return {400, static_cast<int>(std::ceil(height))};
}

QSize HolderBars::minimumSizeHint() const { return {240, sizeHint().height()}; }

void HolderBars::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  updateGeometry();  // the legend may need another line
}

std::pair<int, int> HolderBars::at(const QPointF& point) const {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    for (std::size_t variant = 0; variant < bars_.size(); ++variant)
      if (segment(i, variant).contains(point))
        return {static_cast<int>(i), static_cast<int>(variant)};
    if (legend_entry(i).contains(point)) return {static_cast<int>(i), -1};
  }
  return {-1, -1};
}

void HolderBars::mouseReleaseEvent(QMouseEvent* event) {
  if (const int found = at(event->position()).first; found >= 0)
    Q_EMIT class_chosen(models::text(classes_[static_cast<std::size_t>(found)]));
}

bool HolderBars::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const auto [found, variant] = at(help->pos());
  if (found < 0) {
    QToolTip::hideText();
    return true;
  }
  const auto position = static_cast<std::size_t>(found);
  const QString text = variant < 0 ? models::text(compare::describe_class(classes_[position]))
                                   : bar_text(position, static_cast<std::size_t>(variant));
  QToolTip::showText(help->globalPos(), text.toHtmlEscaped(), this);
  return true;
}

}  // namespace folioscope::charts
