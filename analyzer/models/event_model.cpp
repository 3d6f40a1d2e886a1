// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "format/units.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

QString seconds_text(const EventLine& line) {
  return text(fmt::format("{:.6f}", static_cast<double>(line.event.time_ns) / 1e9));
}

QString delta_text(const EventLine& line) {
  if (!line.since_above_ns) return {};
  return text("+" + format::short_time(static_cast<double>(*line.since_above_ns)));
}

QString event_name(const EventLine& line) {
  const EventRow& event = line.event;
  return event.name.empty() ? QObject::tr("(no format)")
                            : text(fmt::format("{}.{}", event.system, event.name));
}

std::vector<Column<EventLine>> line_columns() {
  return {
      {.title = QObject::tr("Time (s)"),
       .hint = QObject::tr("since the guest's boot"),
       .alignment = Qt::AlignRight,
       .text = seconds_text,
       .key = [](const EventLine& line) { return QVariant::fromValue(line.event.time_ns); },
       .detail =
           [](const EventLine& line) {
             return text(fmt::format("{} ns", format::count(line.event.time_ns)));
           }},
      {.title = QObject::tr("After"),
       .hint = QObject::tr("time since the row above"),
       .alignment = Qt::AlignRight,
       .text = delta_text},
      {.title = QObject::tr("CPU"),
       .alignment = Qt::AlignRight,
       .text = [](const EventLine& line) { return QString::number(line.event.cpu); }},
      {.title = QObject::tr("Event"), .text = event_name},
      {.title = QObject::tr("PID"),
       .hint = QObject::tr("of the task that was running"),
       .alignment = Qt::AlignRight,
       .text =
           [](const EventLine& line) {
             return line.event.pid ? QString::number(*line.event.pid) : QString();
           }},
      {.title = QObject::tr("Fields"),
       .text = [](const EventLine& line) { return text(line.event.fields); },
       .detail = [](const EventLine& line) { return text(line.event.fields); }},
  };
}

}  // namespace

EventModel::EventModel(QObject* parent) : RowModel(line_columns(), parent) {}

void EventModel::set_events(std::vector<EventRow> events) {
  std::vector<EventLine> lines;
  lines.reserve(events.size());
  for (EventRow& event : events) {
    std::optional<std::int64_t> since;
    if (!lines.empty()) since = event.time_ns - lines.back().event.time_ns;
    lines.push_back({std::move(event), since});
  }
  set_rows({});  // as many rows as before would be taken for the same ones
  set_rows(std::move(lines));
}

int EventModel::row_at(std::int64_t time_ns) const {
  int first = 0, count = rowCount();
  if (count == 0) return -1;
  while (count > 0) {
    const int half = count / 2;
    if (event_at(first + half).time_ns <= time_ns) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return std::max(first - 1, 0);
}

QString EventModel::tab_separated(std::span<const int> rows) const {
  std::vector<EventRow> chosen;
  chosen.reserve(rows.size());
  for (const int at : rows) chosen.push_back(event_at(at));
  return text(query::tab_separated(chosen));
}

}  // namespace folioscope::models
