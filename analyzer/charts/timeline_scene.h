// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a timeline's picture depends on, and where its parts are.
#pragma once

#include <QPalette>
#include <QRect>
#include <QSize>
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "charts/timeline_lanes.h"
#include "models/chunk_cache.h"
#include "models/time_zoom.h"

namespace folioscope::charts {

// Pixels: the strip that shows where in the boot we are, the axis, the column of titles, the
// legend.
inline constexpr int kOverviewHeight = 9, kRulerHeight = 24, kTitleWidth = 168, kLegendHeight = 22;

// What points to must live as long as the scene.
struct TimelineScene {
  const query::BootOutline* boot = nullptr;
  const models::ChunkCache* chunks = nullptr;
  std::vector<FollowedPage> pages;
  const std::vector<Lane>* lanes = nullptr;
  models::TimeZoom zoom;
  QSize size;
  QPalette palette;
  int scrolled = 0;                         // pixels, of the lines
  std::optional<std::size_t> current_lane;  // the one that the keys step through
  std::optional<std::int64_t> selected_ns, marker_a, marker_b;
  std::optional<double> pointer_x;
  std::optional<std::pair<double, double>> box;  // being drawn, from x to x

  // Where the lines are.
  QRect plot() const {
    return {kTitleWidth, kOverviewHeight + kRulerHeight, std::max(size.width() - kTitleWidth, 1),
            std::max(size.height() - kOverviewHeight - kRulerHeight - kLegendHeight, 1)};
  }
  double x_of(std::int64_t ns) const { return kTitleWidth + zoom.x_of(ns, plot().width()); }
  std::int64_t ns_at(double x) const { return zoom.ns_at(x - kTitleWidth, plot().width()); }
  QRect rect_of(const Lane& lane) const {
    return {kTitleWidth, plot().top() + lane.top - scrolled, plot().width(), lane.height};
  }
  // Of one row of a line of bars.
  QRectF row_of(const Lane& lane, int row) const {
    const QRect all = rect_of(lane);
    const double height = (all.height() - kRowAir) / static_cast<double>(lane.rows);
    return {static_cast<double>(all.left()), all.top() + kRowAir / 2.0 + row * height,
            static_cast<double>(all.width()), height - 2};
  }
  static constexpr int kRowAir = 6;
};

}  // namespace folioscope::charts
