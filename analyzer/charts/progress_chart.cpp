// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/progress_chart.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "charts/look.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

using compare::Stage;

constexpr int kRowPad = 8, kSwatch = 10, kMostNameWidth = 240;  // pixels

// The status that has the colour of the stage.
QColor stage_fill(Stage stage) {
  switch (stage) {
    case Stage::Failed:
      return models::status_color(CellStatus::GuestOops);
    case Stage::Done:
      return models::status_color(CellStatus::Done);
    case Stage::Planned:
    case Stage::NotNeeded:
      return grid();
    default:
      return models::stage_color(stage, CellStatus::Planned);
  }
}

int boots_of_bar(const compare::VariantProgress& variant) {
  int boots = 0;
  for (const auto& [stage, count] : variant.boots) boots += count;
  return boots;
}

// Of a bar, from left to right: what is over, then what goes on, then what is to come.
constexpr Stage kBarStages[] = {Stage::Done,    Stage::Failed,  Stage::Working,
                                Stage::Booting, Stage::Planned, Stage::NotNeeded};

}  // namespace

QString stage_name(Stage stage) {
  switch (stage) {
    case Stage::Failed:
      return QObject::tr("failed");
    case Stage::Working:
      return QObject::tr("working");
    case Stage::Booting:
      return QObject::tr("booting");
    case Stage::Done:
      return QObject::tr("done");
    case Stage::Planned:
      return QObject::tr("planned");
    case Stage::NotNeeded:
      return QObject::tr("not needed");
  }
  return {};
}

ProgressChart::ProgressChart(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Progress of the boots by variant"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProgressChart::show_progress(std::vector<compare::VariantProgress> variants) {
  variants_ = std::move(variants);
  measure();
}

void ProgressChart::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) measure();
}

void ProgressChart::measure_texts() {
  names_ = counts_ = 0;
  for (std::size_t at = 0; at < variants_.size(); ++at) {
    const QString name = models::text(variants_[at].variant);
    // Widths are fractions of pixels: a name is not cut for one.
    names_ = std::max(names_, fontMetrics().horizontalAdvance(name) + 2);
    counts_ = std::max(counts_, fontMetrics().horizontalAdvance(count_text(at)));
  }
  names_ = std::min(names_, kMostNameWidth);
}

void ProgressChart::measure() {
  measure_texts();
  longest_ = 1;
  QStringList spoken;
  for (std::size_t at = 0; at < variants_.size(); ++at) {
    longest_ = std::max(longest_, boots_of_bar(variants_[at]));
    spoken << tip(at);
  }
  setAccessibleDescription(spoken.join(QStringLiteral("; ")));
  updateGeometry();
  update();
}

int ProgressChart::row_height() const { return fontMetrics().height() + kRowPad; }

QSize ProgressChart::sizeHint() const {
  const int rows = static_cast<int>(variants_.size()) + 1;
  return {names_ + counts_ + 20 * row_height(), rows * row_height() + kRowPad / 2};
}

QSize ProgressChart::minimumSizeHint() const {
  return {names_ + counts_ + 4 * row_height(), sizeHint().height()};
}

QRectF ProgressChart::bar(std::size_t variant) const {
  const double left = names_ + 2 * kRowPad, right = width() - counts_ - 2 * kRowPad;
  const double top = static_cast<double>(variant) * row_height() + kRowPad / 2.0;
  const double share = static_cast<double>(boots_of_bar(variants_[variant])) / longest_;
  return {left, top, std::max(0.0, right - left) * share, row_height() - double{kRowPad}};
}

QRectF ProgressChart::part(std::size_t variant, Stage stage) const {
  const QRectF whole = bar(variant);
  const int boots = boots_of_bar(variants_[variant]);
  int before = 0;
  for (const Stage one : kBarStages) {
    const int here = variants_[variant].at(one);
    if (one == stage)
      return here == 0 ? QRectF()
                       : QRectF(whole.left() + whole.width() * before / boots, whole.top(),
                                whole.width() * here / boots, whole.height());
    before += here;
  }
  return {};
}

QString ProgressChart::count_text(std::size_t variant) const {
  const compare::VariantProgress& shown = variants_.at(variant);
  const int wanted = boots_of_bar(shown) - shown.at(Stage::NotNeeded);
  QString text = tr("%1 of %2").arg(shown.at(Stage::Done)).arg(wanted);
  if (const int failed = shown.at(Stage::Failed); failed > 0) text += tr(", %1 failed").arg(failed);
  return text;
}

QString ProgressChart::tip(std::size_t variant) const {
  QStringList parts;
  for (const Stage stage : kBarStages)
    if (const int boots = variants_[variant].at(stage); boots > 0)
      parts << QStringLiteral("%1 %2").arg(boots).arg(stage_name(stage));
  return models::text(variants_[variant].variant) + QStringLiteral(": ") +
         parts.join(QStringLiteral(", "));
}

void ProgressChart::draw_row(QPainter& painter, std::size_t variant) const {
  const QRectF whole = bar(variant);
  const QString name = models::text(variants_[variant].variant);
  painter.setPen(ink());
  const QRectF names(kRowPad, whole.top(), names_, whole.height());
  painter.drawText(names, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                   fontMetrics().elidedText(name, Qt::ElideMiddle, names_));
  for (const Stage stage : kBarStages)
    if (const QRectF one = part(variant, stage); !one.isEmpty())
      painter.fillRect(one.adjusted(0, 0, one.width() > 3 ? -1 : 0, 0), stage_fill(stage));
  const QRectF counts(width() - counts_ - kRowPad, whole.top(), counts_, whole.height());
  painter.drawText(counts, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                   count_text(variant));
}

void ProgressChart::draw_legend(QPainter& painter) const {
  const double top = static_cast<double>(variants_.size()) * row_height() + kRowPad / 2.0;
  double left = names_ + 2 * kRowPad;
  for (const Stage stage : kBarStages) {
    const bool used = std::ranges::any_of(
        variants_, [&](const compare::VariantProgress& one) { return one.at(stage) > 0; });
    if (!used) continue;
    const QString name = stage_name(stage);
    painter.fillRect(QRectF(left, top + (fontMetrics().height() - kSwatch) / 2.0, kSwatch, kSwatch),
                     stage_fill(stage));
    painter.setPen(ink());
    painter.drawText(QPointF(left + kSwatch + 6, top + fontMetrics().ascent()), name);
    left += kSwatch + 6 + fontMetrics().horizontalAdvance(name) + 2 * kRowPad;
  }
}

void ProgressChart::paintEvent(QPaintEvent*) {
  measure_texts();  // a style sheet may change the font without an event
  QPainter painter(this);
  for (std::size_t at = 0; at < variants_.size(); ++at) draw_row(painter, at);
  draw_legend(painter);
}

bool ProgressChart::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int row = help->y() / row_height();
  if (row >= 0 && row < static_cast<int>(variants_.size()))
    QToolTip::showText(help->globalPos(), tip(static_cast<std::size_t>(row)).toHtmlEscaped(), this);
  else
    QToolTip::hideText();
  return true;
}

}  // namespace folioscope::charts
