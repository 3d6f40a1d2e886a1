// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/page_history_view.h"

#include <QHBoxLayout>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {

PageHistoryView::PageHistoryView(QWidget* parent)
    : QWidget(parent),
      caption_(label("caption", this)),
      timeline_(new QPushButton(tr("Show on the timeline"), this)),
      rows_(new models::MomentModel(models::moment_columns(), this)),
      moments_(table(tr("What happened to the page"), this)) {
  moments_->setModel(rows_);
  moments_->setSortingEnabled(false);  // in the order of time
  moments_->setSelectionMode(QAbstractItemView::SingleSelection);
  caption_->setWordWrap(true);
  auto* head = new QHBoxLayout;
  head->addWidget(caption_, 1);
  head->addWidget(timeline_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(head);
  column->addWidget(moments_, 1);
  connect(timeline_, &QPushButton::clicked, this, [this] { point(); });
  clear();
}

void PageHistoryView::clear() {
  queries_.cancel();
  place_ = {};
  rows_->set_rows({});
  timeline_->setEnabled(false);
  caption_->setText(tr("Choose a row to see what happened to its page."));
}

void PageHistoryView::show_page(const models::RunData& run, const models::Place& place,
                                GuestTime around) {
  clear();
  if (!place.cell || !place.pfn) return;
  place_ = place;
  around_ = around;
  timeline_->setEnabled(true);
  caption_->setText(
      tr("Page %1: being read...").arg(models::text(format::frame_number(*place.pfn))));
  queries_.ask(
      run->file,
      [cell = *place.cell, pfn = *place.pfn, around](store::Reader& reader,
                                                     const std::stop_token& stop) {
        return query::load_page_moments(reader, cell, pfn, around, stop);
      },
      [this](const Result<query::PageMoments>& history) { take(history); });
}

void PageHistoryView::take(const Result<query::PageMoments>& history) {
  if (!history.ok()) return caption_->setText(models::shown(history.fault().what, 200));
  std::vector<models::MomentRow> rows;
  int chosen = -1;
  for (const query::PageMoment& moment : history->moments) {
    if (moment.begin == around_) chosen = static_cast<int>(rows.size());
    rows.push_back({moment, around_});
  }
  rows_->set_rows(std::move(rows));
  if (chosen >= 0) moments_->selectRow(chosen);
  QString text = tr("Page %1: who held its lock and who had references to it")
                     .arg(models::text(format::frame_number(place_.pfn.value_or(0))));
  if (history->from_events)
    text = tr("Page %1: its events, %2 before and after; the run has no intervals of it")
               .arg(models::text(format::frame_number(place_.pfn.value_or(0))),
                    models::text(format::short_time(query::kEventWindow)));
  if (history->more) text += tr("; the %1 nearest to the moment").arg(query::kMostMoments);
  caption_->setText(text);
}

void PageHistoryView::point() {
  if (place_.cell) Q_EMIT pointed_at(place_);
}

}  // namespace folioscope::pages
