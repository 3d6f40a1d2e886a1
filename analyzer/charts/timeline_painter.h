// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a timeline's scene. What it takes grows with pixels, chunks and bars, not with events.
#pragma once

#include <QColor>
#include <QPainter>
#include <map>
#include <vector>

#include "charts/timeline_scene.h"
#include "models/event_density.h"

namespace folioscope::charts {

class TimelinePainter {
 public:
  TimelinePainter(QPainter& painter, const TimelineScene& scene);
  void paint();

 private:
  struct Bar {
    query::TimeSpan span;
    QRectF row;
    QColor color;
    QString text = {};  // inside of it, as far as there is room
    bool whole = true;  // both ends were seen
  };

  void paint_overview();
  void paint_ruler();
  void paint_titles();
  void paint_marks_of_time();
  void paint_marker(std::int64_t ns, const QString& name);
  void paint_legend();
  void paint_lane(const Lane& lane);

  void paint_operations(const Lane& lane);
  void paint_failures(const Lane& lane);
  void paint_locks(const Lane& lane);
  void paint_waits(const Lane& lane);
  void paint_arrow(const QPointF& from, const QPointF& to);
  void paint_references(const Lane& lane);
  void paint_page_events(const Lane& lane);

  void paint_cpu(const Lane& lane);
  void paint_density(const QRect& rect, const models::Density& density);
  void paint_ticks(const QRect& rect, const query::CpuOutline& cpu);
  void paint_losses(const QRect& rect, const query::CpuOutline& cpu);

  // One that is no wider than the pixel of the last bar of its row is not drawn again.
  void paint_bar(const Bar& bar, std::vector<int>& last_pixels, int row);
  void paint_tick(double x, const QRectF& row, const QColor& color);
  bool visible(const query::TimeSpan& span) const { return span.overlaps(scene_.zoom.shown()); }
  QColor ink(int alpha) const;
  QColor ink_on(const QColor& background) const;
  QColor used(const QColor& color, const QString& name);

  QPainter& painter_;
  const TimelineScene& scene_;
  const QRect plot_;
  std::vector<models::Density> densities_;  // as BootOutline::cpus
  std::map<QString, QColor> legend_;        // what was drawn, by name
};

}  // namespace folioscope::charts
