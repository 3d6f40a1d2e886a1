// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "charts/forest_plot.h"
#include "charts/look.h"
#include "format/units.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/marks.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

constexpr double kOutcomeMarkSize = 10;  // pixels

QString tick_text(double value) {
  const compare::Scale scale{1, "", compare::decimals_for(std::abs(value))};
  QString text = models::text(format::signed_number(scale, value));
  while (text.contains('.') && (text.endsWith('0') || text.endsWith('.'))) text.chop(1);
  return text;
}

// `way`: 1 points to the right, -1 to the left.
void draw_arrow(QPainter& painter, QPointF tip, double way) {
  painter.drawPolyline(QPolygonF{tip + QPointF(-6 * way, -4), tip, tip + QPointF(-6 * way, 4)});
}

}  // namespace

QString ForestPlot::outcome_of_row(const models::EffectRow& row) {
  return models::text(format::outcome_text(row.result));
}

void ForestPlot::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painter.setRenderHint(QPainter::Antialiasing);
  const Columns at = columns();
  const int from = verticalScrollBar()->value(), to = from + viewport()->height();
  for (std::size_t i = 0; i < groups_.size(); ++i)
    if (heading_tops_[i] < to && heading_tops_[i] + heading_height() > from)
      draw_heading(painter, i, heading_tops_[i] - from, at);
  for (std::size_t row = 0; row < rows_.size(); ++row)
    if (rows_[row].top < to && rows_[row].top + line_height() > from) draw_row(painter, row, at);
}

void ForestPlot::draw_heading(QPainter& painter, std::size_t group, int top,
                              const Columns& at) const {
  const models::EffectGroup& shown = groups_[group];
  const int height = fontMetrics().height();
  QFont strong = font();
  strong.setBold(true);
  painter.setFont(strong);
  painter.setPen(palette().color(QPalette::Text));
  const QFontMetrics bold(strong);
  const QRect name(at.name + kSideInset, top + 6, at.end - at.name - kSideInset, height);
  const QString title = bold.elidedText(shown.metric, Qt::ElideMiddle, name.width());
  painter.drawText(name, Qt::AlignLeft, title);
  painter.setFont(font());
  painter.setPen(over_ground(0.65));
  QStringList words;
  if (shown.decisive) words << tr("decides");
  if (!shown.direction.isEmpty()) words << shown.direction;
  if (!shown.meaning.isEmpty()) words << shown.meaning;
  const int used = bold.horizontalAdvance(title) + kColumnGap;
  painter.drawText(name.adjusted(used, 0, 0, 0), Qt::AlignLeft,
                   fontMetrics().elidedText(words.join(QStringLiteral(" \u00b7 ")), Qt::ElideRight,
                                            std::max(0, name.width() - used)));
  // The scale: both ends and zero.
  const double left = at.plot, right = at.number - kColumnGap, middle = (left + right) / 2;
  const QRectF labels(left, top + 8 + height, right - left, height);
  const QString unit = shown.percent ? tr("% of the baseline") : shown.unit;
  painter.drawText(labels, Qt::AlignLeft, tick_text(-reach_[group]));
  painter.drawText(QRectF(middle - 20, labels.top(), 40, height), Qt::AlignHCenter,
                   QStringLiteral("0"));
  painter.drawText(labels, Qt::AlignRight, tick_text(reach_[group]));
  painter.drawText(QRectF(at.number, labels.top(), at.end - at.number, height), Qt::AlignLeft,
                   fontMetrics().elidedText(unit, Qt::ElideRight, at.end - at.number));
}

void ForestPlot::draw_row(QPainter& painter, std::size_t index, const Columns& at) const {
  const RowAt& place = rows_[index];
  const models::EffectRow& row = effect(place);
  const QRect line(at.name, row_place(index).top(), at.end - at.name + kSideInset, line_height());
  if (current_ == index) painter.fillRect(line, palette().color(QPalette::Highlight));
  painter.setFont(font());
  const QColor ink = current_ == index ? palette().color(QPalette::HighlightedText)
                                       : palette().color(QPalette::Text);
  painter.setPen(ink);
  const auto write = [&](int left, int width, const QString& text, Qt::TextElideMode elide) {
    painter.drawText(QRect(left, line.top(), width, line.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text, elide, width));
  };
  write(at.name + kSideInset, name_width_ - kSideInset, models::text(row.result.variant),
        Qt::ElideMiddle);
  write(at.number, number_width_, row.number, Qt::ElideRight);
  write(at.outcome, outcome_width_, outcome_of_row(row), Qt::ElideRight);
  const QRect plot(at.plot, line.top(), at.number - kColumnGap - at.plot, line.height());
  draw_effect(painter, row, reach_[place.group], plot);
}

void ForestPlot::draw_effect(QPainter& painter, const models::EffectRow& row, double reach,
                             const QRect& plot) const {
  const double middle = plot.left() + plot.width() / 2.0, y = plot.top() + plot.height() / 2.0;
  const double half = plot.width() / 2.0;
  painter.setPen(QPen(over_ground(0.12), 1));
  for (const double part : {-1.0, -0.5, 0.5, 1.0})
    painter.drawLine(QPointF(middle + part * half, plot.top()),
                     QPointF(middle + part * half, plot.bottom() + 1));
  painter.setPen(QPen(over_ground(0.5), 1.4));
  painter.drawLine(QPointF(middle, plot.top()), QPointF(middle, plot.bottom() + 1));
  if (!row.effect) return;
  const QColor color = models::outcome_color(row.result.outcome);
  const auto x_of = [&](double value) {
    return middle + half * std::clamp(value / reach, -1.0, 1.0);
  };
  if (row.interval) {
    painter.setPen(QPen(color, 2.2));
    painter.drawLine(QPointF(x_of(row.interval->low), y), QPointF(x_of(row.interval->high), y));
    for (const double end : {row.interval->low, row.interval->high}) {
      if (std::abs(end) > reach)
        draw_arrow(painter, {x_of(end), y}, end < 0 ? -1 : 1);
      else
        painter.drawLine(QPointF(x_of(end), y - 4), QPointF(x_of(end), y + 4));
    }
  }
  if (std::abs(*row.effect) > reach) {  // the number says how far
    painter.setPen(QPen(color, 2.2));
    draw_arrow(painter, {x_of(*row.effect), y}, *row.effect < 0 ? -1 : 1);
    return;
  }
  models::draw_mark(painter, models::outcome_mark(row.result.outcome), {x_of(*row.effect), y},
                    kOutcomeMarkSize, color);
}

}  // namespace folioscope::charts
