// SPDX-License-Identifier: GPL-3.0-or-later
// The table of single events: a row for each, in order of time.
#pragma once

#include <QString>
#include <span>
#include <vector>

#include "models/row_model.h"
#include "query/events.h"

namespace folioscope::models {

using query::EventRow;

struct EventLine {
  EventRow event;
  std::optional<std::int64_t> since_above_ns;  // unset: it is the first
};

enum class EventColumn { Time, Delta, Cpu, Event, Pid, Fields };

class EventModel : public RowModel<EventLine> {
 public:
  explicit EventModel(QObject* parent = nullptr);

  // By time. Whatever was selected is gone: these are other events.
  void set_events(std::vector<EventRow> events);
  const EventRow& event_at(int at) const { return row(at).event; }
  // The last row that is not later than this time, the first one where all are; -1: no rows.
  int row_at(std::int64_t time_ns) const;
  // For the clipboard: these rows as lines with tabs between the columns, under a head.
  QString tab_separated(std::span<const int> rows) const;
};

}  // namespace folioscope::models
