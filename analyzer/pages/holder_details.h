// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be said of one row of the holders beyond its numbers: what the class means, what the
// differences rest on, which tasks, and the stacks with every frame.
#pragma once

#include <QString>
#include <span>

#include "compare/holder_stacks.h"
#include "compare/holders.h"

namespace folioscope::pages {

struct HolderDetails {
  const compare::HolderRow* holder = nullptr;  // null: all failures
  const compare::MetricResult* all = nullptr;  // of all failures; null: `holder` is set
  QString task;                                // the row is this task's; empty: of all
  std::span<const compare::StackOfHolder> stacks;
  bool stacks_loaded = false;
};

// Plain text of several lines.
QString holder_details_text(const HolderDetails& details);

}  // namespace folioscope::pages
