// SPDX-License-Identifier: GPL-3.0-or-later
// The table below the timeline.
#include <QLabel>
#include <QSignalBlocker>
#include <algorithm>
#include <utility>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/timeline_page.h"

namespace folioscope::pages {
namespace {

// Fewer than the table could hold: more than anybody scrolls through, in a tenth of the time.
constexpr std::size_t kMostRows = 5'000;

}  // namespace

void TimelinePage::ask_for_events() {
  if (data_->outline() == nullptr) return;
  const query::TimeSpan& shown = view_->zoom().shown();
  event_queries_->ask(
      open_file_,
      [window = query::EventWindow{*open_, shown.begin_ns, shown.end_ns},
       typed = filter_->text().toStdString()](store::Reader& reader,
                                              const std::stop_token& stop) -> Result<Events> {
        TRY(const store::Reader::Decoding decoding, reader.decoding(window.cell));
        auto filter = query::EventFilter::parse(typed, query::vocabulary_of(decoding.formats));
        if (!filter) return Events{.rows = {}, .refused = models::text(filter.fault().what)};
        Events events;
        TRY(events.rows, query::load_events(reader, window, *filter, kMostRows, stop));
        return events;
      },
      [this](Result<Events> events) { take_events(std::move(events)); });
}

void TimelinePage::take_events(Result<Events> events) {
  if (!events) {
    event_caption_->setText(models::text(events.fault().what));
  } else if (!events->refused.isEmpty()) {
    event_caption_->setText(events->refused);
  } else {
    const auto rows = static_cast<std::int64_t>(events->rows.rows.size());
    event_caption_->setText(
        events->rows.more
            ? tr("the first %1 of what is shown").arg(models::text(format::plural(rows, "event")))
            : models::text(format::plural(rows, "event")));
    choosing_ = true;
    events_->set_events(std::move(events->rows.rows));
    choosing_ = false;
    if (view_->selected()) choose_row(*view_->selected());
  }
}

// Of the table's rows the one at this time; the picture has chosen already.
void TimelinePage::choose_row(std::int64_t ns) {
  const int row = events_->row_at(ns);
  if (row < 0) return;
  choosing_ = true;
  table_->selectRow(row);
  table_->scrollTo(events_->index(row, 0), QAbstractItemView::PositionAtCenter);
  choosing_ = false;
}

}  // namespace folioscope::pages
