// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/forest_plot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "format/wording.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

constexpr int kLeastPlot = 200;       // pixels
constexpr int kMostNameLetters = 36;  // longer names of variants are elided
// A scale that holds more percent than this makes small effects invisible; what is beyond it is
// said by its number.
constexpr double kMostPercent = 100;

double extent_of(const models::EffectGroup& group) {
  double extent = 0;
  for (const models::EffectRow& row : group.rows) {
    if (row.effect) extent = std::max(extent, std::abs(*row.effect));
    if (row.interval)
      extent = std::max({extent, std::abs(row.interval->low), std::abs(row.interval->high)});
  }
  return extent;
}

// The next number that is short to write.
double rounded_up(double extent) {
  if (!(extent > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(extent)));
  for (const double multiple : {1.0, 1.2, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (extent <= multiple * power * (1 + 1e-9)) return multiple * power;
  return 10 * power;
}

}  // namespace

ForestPlot::ForestPlot(QWidget* parent) : QAbstractScrollArea(parent) {
  setAccessibleName(tr("Effect on every headline metric by variant"));
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setMinimumHeight(160);
  viewport()->setMouseTracking(true);
  viewport()->setBackgroundRole(QPalette::Base);
}

void ForestPlot::show_effects(std::vector<models::EffectGroup> groups) {
  const std::size_t before = rows_.size();
  groups_ = std::move(groups);
  find_reaches();
  lay_out();
  if (rows_.size() != before) {
    current_.reset();
    verticalScrollBar()->setValue(0);
  }
  viewport()->update();
}

void ForestPlot::find_reaches() {
  double percent = 0;
  reach_.clear();
  for (const models::EffectGroup& group : groups_)
    if (group.percent) percent = std::max(percent, std::min(extent_of(group), kMostPercent));
  for (const models::EffectGroup& group : groups_)
    reach_.push_back(rounded_up(group.percent ? percent : extent_of(group)));
}

void ForestPlot::lay_out() {
  const QFontMetrics metrics = fontMetrics();
  rows_.clear();
  heading_tops_.clear();
  name_width_ = number_width_ = outcome_width_ = 0;
  int top = 0;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    heading_tops_.push_back(top);
    top += heading_height();
    for (std::size_t row = 0; row < groups_[i].rows.size(); ++row) {
      const models::EffectRow& one = groups_[i].rows[row];
      name_width_ =
          std::max(name_width_, metrics.horizontalAdvance(models::text(one.result.variant)));
      number_width_ = std::max(number_width_, metrics.horizontalAdvance(one.number));
      outcome_width_ = std::max(outcome_width_, metrics.horizontalAdvance(outcome_of_row(one)));
      rows_.push_back({i, row, top});
      top += line_height();
    }
    top += kColumnGap;
  }
  number_width_ += kSideInset;  // measured whole, drawn in fractions of pixels
  outcome_width_ += kSideInset;
  name_width_ =
      std::min(name_width_, kMostNameLetters * metrics.averageCharWidth()) + 2 * kSideInset;
  content_height_ = top;
  const QSize room = viewport()->size();
  verticalScrollBar()->setPageStep(room.height());
  verticalScrollBar()->setSingleStep(line_height());
  verticalScrollBar()->setRange(0, std::max(0, content_height_ - room.height()));
  const int least = name_width_ + kLeastPlot + number_width_ + outcome_width_ + 4 * kColumnGap;
  horizontalScrollBar()->setPageStep(room.width());
  horizontalScrollBar()->setRange(0, std::max(0, least - room.width()));
}

ForestPlot::Columns ForestPlot::columns() const {
  const int width = viewport()->width() + horizontalScrollBar()->maximum();
  Columns columns;
  columns.name = -horizontalScrollBar()->value();
  columns.plot = columns.name + name_width_ + kColumnGap;
  columns.end = columns.name + width - kSideInset;
  columns.outcome = columns.end - outcome_width_;
  columns.number = columns.outcome - kColumnGap - number_width_;
  return columns;
}

QSize ForestPlot::sizeHint() const {
  return {name_width_ + 2 * kLeastPlot + number_width_ + outcome_width_, content_height_};
}

QRect ForestPlot::row_place(std::size_t row) const {
  return {0, rows_.at(row).top - verticalScrollBar()->value(), viewport()->width(), line_height()};
}

QString ForestPlot::row_text(std::size_t row) const {
  const models::EffectRow& one = effect(rows_.at(row));
  QString text = QStringLiteral("%1, %2: ").arg(one.metric, models::text(one.result.variant));
  if (!one.number.isEmpty()) text += one.number + QStringLiteral(", ");
  return text + outcome_of_row(one);
}

std::optional<std::size_t> ForestPlot::row_at(QPoint place) const {
  const int y = place.y() + verticalScrollBar()->value();
  const auto after = std::ranges::upper_bound(rows_, y, {}, &RowAt::top);
  if (after == rows_.begin()) return std::nullopt;
  const auto row = static_cast<std::size_t>(after - rows_.begin()) - 1;
  return y < rows_[row].top + line_height() ? std::optional(row) : std::nullopt;
}

void ForestPlot::set_current(std::optional<std::size_t> row) {
  current_ = row;
  if (row) {
    const int top = rows_[*row].row == 0 ? heading_tops_[rows_[*row].group] : rows_[*row].top;
    QScrollBar& bar = *verticalScrollBar();
    const int bottom = rows_[*row].top + line_height();
    bar.setValue(std::min(std::max(bar.value(), bottom - viewport()->height()), top));
    setAccessibleDescription(row_text(*row));
  }
  viewport()->update();
}

bool ForestPlot::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const auto row = row_at(help->pos());
  if (!row) {
    QToolTip::hideText();
    return true;
  }
  const models::EffectRow& one = effect(rows_[*row]);
  QStringList lines{row_text(*row)};
  if (const QString blocks = models::text(format::blocks_text(one.result)); !blocks.isEmpty())
    lines << blocks;
  if (!one.detail.isEmpty()) lines << one.detail;
  QToolTip::showText(help->globalPos(),
                     QStringLiteral("<p style='white-space: pre-wrap'>%1</p>")
                         .arg(lines.join('\n').toHtmlEscaped()),
                     viewport());
  return true;
}

void ForestPlot::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  lay_out();
}

void ForestPlot::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) lay_out();
}

void ForestPlot::focusInEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusInEvent(event);
  if (!current_ && !rows_.empty() && event->reason() != Qt::MouseFocusReason) set_current(0);
}

void ForestPlot::keyPressEvent(QKeyEvent* event) {
  const auto last = static_cast<std::ptrdiff_t>(rows_.size()) - 1;
  const std::ptrdiff_t at = current_ ? static_cast<std::ptrdiff_t>(*current_) : -1;
  const std::ptrdiff_t page = std::max(1, viewport()->height() / line_height() - 1);
  std::ptrdiff_t wanted = at;
  switch (event->key()) {
    case Qt::Key_Down:
      wanted = at + 1;
      break;
    case Qt::Key_Up:
      wanted = at - 1;
      break;
    case Qt::Key_PageDown:
      wanted = at + page;
      break;
    case Qt::Key_PageUp:
      wanted = at - page;
      break;
    case Qt::Key_Home:
      wanted = 0;
      break;
    case Qt::Key_End:
      wanted = last;
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (current_) Q_EMIT activated(effect(rows_[*current_]).metric);
      return;
    default:
      return QAbstractScrollArea::keyPressEvent(event);
  }
  if (last >= 0) set_current(static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(wanted, 0, last)));
}

void ForestPlot::mouseMoveEvent(QMouseEvent* event) {
  viewport()->setCursor(row_at(event->position().toPoint()) ? Qt::PointingHandCursor
                                                            : Qt::ArrowCursor);
}

void ForestPlot::mouseReleaseEvent(QMouseEvent* event) {
  const auto row = row_at(event->position().toPoint());
  if (event->button() != Qt::LeftButton || !row) return;
  set_current(row);
  Q_EMIT activated(effect(rows_[*row]).metric);
}

}  // namespace folioscope::charts
