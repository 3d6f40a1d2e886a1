// SPDX-License-Identifier: GPL-3.0-or-later
// What a lane of an operation shows (operation_lanes.h), in words and colours. Pure.
#pragma once

#include <QBrush>
#include <QColor>
#include <QString>
#include <vector>

#include "query/operation_pages.h"

namespace folioscope::charts {

struct LaneThing {
  enum class Kind { Lock, Reference, Failure };
  Kind kind = Kind::Lock;
  double begin_ns = 0, end_ns = 0;  // from the operation's begin on; cut to it
  bool own = false;                 // a lock of the operation's task
  int row = 0;                      // of references that overlap
  std::string holder_class = {};    // of a failure: its kind
  QString text = {};
};

// References of one page at a time that have a row of their own; further ones share the last.
inline constexpr int kReferenceRows = 3;

// By begin.
std::vector<LaneThing> things_of(const query::OperationPages& pages,
                                 const query::OperationPage& page);

QColor thing_color(const LaneThing& thing);
// Over the colour of a lock that the operation's own task held.
QBrush own_hatch(const LaneThing& thing);

// The entries of a legend: each class of lock and reference once, in order of appearance.
struct LaneClass {
  LaneThing thing;
  QString name;
};
std::vector<LaneClass> legend_of(const std::vector<std::vector<LaneThing>>& lanes);

}  // namespace folioscope::charts
