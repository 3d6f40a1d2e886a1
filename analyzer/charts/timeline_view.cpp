// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timeline_view.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "charts/timeline_painter.h"
#include "format/time_axis.h"
#include "format/units.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

// Left and right of the first and the last event.
query::TimeSpan with_air(const query::TimeSpan& whole) {
  const std::int64_t air = std::max<std::int64_t>(whole.length() / 100, 100);
  return {std::max<std::int64_t>(whole.begin_ns - air, 0), whole.end_ns + air};
}

}  // namespace

TimelineView::TimelineView(models::TimelineData* boot_data, QWidget* parent)
    : QAbstractScrollArea(parent), data_(boot_data) {
  setAccessibleName(tr("Timeline of one boot"));
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMinimumHeight(180);
  viewport()->setMouseTracking(true);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
  connect(data_, &models::TimelineData::outline_changed, this, [this] { take_boot(); });
  connect(data_, &models::TimelineData::changed, this, [this] { take_data(); });
  lay_out();
}

void TimelineView::take_boot() {
  clear_marks();
  scene_.zoom = {};
  scene_.zoom.set_whole(with_air(data_->outline()->whole));
  take_data();
  zoom_changed();
}

void TimelineView::take_data() {
  lay_out();
  update_scroll_bar();
  viewport()->update();
}

void TimelineView::lay_out() {
  scene_.boot = data_->outline();
  scene_.chunks = &data_->chunks();
  scene_.palette = palette();
  scene_.size = viewport()->size();
  scene_.pages.clear();
  for (std::size_t i = 0; i < data_->followed().size(); ++i)
    scene_.pages.push_back({data_->followed()[i], data_->history(i)});
  lanes_ = scene_.boot == nullptr ? std::vector<Lane>() : lanes_of(*scene_.boot, scene_.pages);
  scene_.lanes = &lanes_;
  if (scene_.current_lane && *scene_.current_lane >= lanes_.size()) scene_.current_lane.reset();
}

void TimelineView::update_scroll_bar() {
  const int content = lanes_.empty() ? 0 : lanes_.back().top + lanes_.back().height;
  const int page = scene_.plot().height();
  verticalScrollBar()->setPageStep(page);
  verticalScrollBar()->setSingleStep(20);
  verticalScrollBar()->setRange(0, std::max(0, content - page));
  scene_.scrolled = verticalScrollBar()->value();
}

void TimelineView::scrollContentsBy(int, int) {
  scene_.scrolled = verticalScrollBar()->value();
  viewport()->update();
}

void TimelineView::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
  scene_.palette = palette();
  viewport()->update();
}

void TimelineView::resizeEvent(QResizeEvent*) {
  scene_.size = viewport()->size();
  update_scroll_bar();
  if (scene_.boot != nullptr) data_->want(scene_.zoom.shown(), scene_.plot().width());
}

void TimelineView::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painter.setFont(font());
  scene_.boot = data_->outline();
  if (scene_.boot == nullptr) {
    painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
    return;
  }
  TimelinePainter(painter, scene_).paint();
  if (!hasFocus()) return;
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
}

void TimelineView::zoom_changed() {
  if (scene_.boot == nullptr) return;
  data_->want(scene_.zoom.shown(), scene_.plot().width());
  say_what_is_shown();
  viewport()->update();
  Q_EMIT span_changed(scene_.zoom.shown());
}

void TimelineView::say_what_is_shown() {
  const query::TimeSpan& shown = scene_.zoom.shown();
  setAccessibleDescription(
      tr("%1 to %2, %3")
          .arg(models::text(format::guest_time(shown.begin_ns)),
               models::text(format::guest_time(shown.end_ns)),
               models::text(format::short_time(static_cast<double>(shown.length())))));
}

void TimelineView::show_span(const query::TimeSpan& span) {
  scene_.zoom.show(span);
  zoom_changed();
}

void TimelineView::show_all() {
  scene_.zoom.show_all();
  zoom_changed();
}

void TimelineView::select(std::int64_t ns) {
  scene_.selected_ns = ns;
  const query::TimeSpan before = scene_.zoom.shown();
  if (ns < before.begin_ns || ns > before.end_ns) scene_.zoom.reveal(ns);
  if (!(scene_.zoom.shown() == before)) return zoom_changed();
  viewport()->update();
}

void TimelineView::set_marker(bool second, std::int64_t ns) {
  (second ? scene_.marker_b : scene_.marker_a) = ns;
  viewport()->update();
  Q_EMIT markers_changed();
}

void TimelineView::clear_marks() {
  scene_.marker_a.reset();
  scene_.marker_b.reset();
  scene_.selected_ns.reset();
  scene_.box.reset();
  drag_.reset();
  viewport()->update();
  Q_EMIT markers_changed();
}

QString TimelineView::markers_text() const {
  const auto marker = [](const QString& name, std::int64_t ns) {
    return QStringLiteral("%1 %2").arg(name, models::text(format::guest_time(ns)));
  };
  QStringList parts;
  if (scene_.marker_a) parts << marker(QStringLiteral("A"), *scene_.marker_a);
  if (scene_.marker_b) parts << marker(QStringLiteral("B"), *scene_.marker_b);
  if (parts.size() == 2)
    parts << tr("%1 between them")
                 .arg(models::text(format::short_time(
                     static_cast<double>(std::abs(*scene_.marker_b - *scene_.marker_a)))));
  return parts.join(QStringLiteral(", "));
}

}  // namespace folioscope::charts
