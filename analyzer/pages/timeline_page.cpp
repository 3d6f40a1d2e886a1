// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/timeline_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <algorithm>
#include <initializer_list>
#include <utility>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr int kQuietMs = 150;  // a reader who still zooms wants no table

bool has_events(const query::Cell& cell) { return cell.accounting.stored > 0; }

// "0x1f400, 127752" as pages; what is no number is left out.
std::vector<std::uint64_t> typed_pages(const QString& typed) {
  std::vector<std::uint64_t> pfns;
  QString spaced = typed;
  for (const QString& word : spaced.replace(',', ' ').split(' ', Qt::SkipEmptyParts)) {
    bool is_number = false;
    const std::uint64_t pfn = word.toULongLong(&is_number, 0);
    if (is_number && !std::ranges::count(pfns, pfn)) pfns.push_back(pfn);
  }
  return pfns;
}

QString typed_text(const std::vector<std::uint64_t>& pfns) {
  QStringList words;
  for (const std::uint64_t pfn : pfns) words << QStringLiteral("0x%1").arg(pfn, 0, 16);
  return words.join(QStringLiteral(", "));
}

}  // namespace

TimelinePage::TimelinePage(QWidget* parent)
    : Page(parent),
      data_(new models::TimelineData(this)),
      event_queries_(new models::StoreQueries(this)),
      events_(new models::EventModel(this)),
      quiet_(new QTimer(this)),
      boots_(new QComboBox(this)),
      pages_(new QLineEdit(this)),
      filter_(new QLineEdit(this)),
      caption_(label("subtitle", this)),
      markers_(label("caption", this)),
      event_caption_(label("caption", this)),
      view_(new charts::TimelineView(data_, this)),
      table_(pages::table(tr("Events that are shown"), this)) {
  quiet_->setSingleShot(true);
  quiet_->setInterval(kQuietMs);
  caption_->setWordWrap(true);
  table_->setModel(events_);
  table_->setSortingEnabled(false);  // in order of time, like the picture
  lay_out();
  connect_parts();
}

void TimelinePage::lay_out() {
  boots_->setAccessibleName(tr("Boot"));
  pages_->setAccessibleName(tr("Pages to follow"));
  pages_->setPlaceholderText(tr("pages to follow: 0x1f400, 127752"));
  filter_->setAccessibleName(tr("Filter of events"));
  filter_->setPlaceholderText(tr("filter: name = folio_lock_acquired and pfn = 0x1f400"));
  for (QWidget* control : std::initializer_list<QWidget*>{boots_, pages_, filter_})
    control->setMinimumHeight(kControlHeight);
  view_->setWhatsThis(
      tr("Wheel: zoom. Drag: scroll. Shift and drag: zoom to a box. W, S, A, D: zoom and scroll. "
         "Home: whole boot. 1, 2: markers. Left, Right: events of the line, Up, Down: lines."));

  auto* top = new QHBoxLayout;
  top->setSpacing(kGap);
  top->addWidget(boots_, 1);
  top->addWidget(pages_, 2);
  auto* said = new QHBoxLayout;
  said->addWidget(caption_, 1);
  said->addWidget(markers_);

  auto* below = new QWidget(this);
  auto* list = new QVBoxLayout(below);
  list->setContentsMargins(0, 0, 0, 0);
  list->setSpacing(6);
  auto* line = new QHBoxLayout;
  line->setSpacing(kGap);
  line->addWidget(filter_, 1);
  line->addWidget(event_caption_);
  list->addLayout(line);
  list->addWidget(table_, 1);

  auto* parts = new QSplitter(Qt::Vertical, this);
  parts->setChildrenCollapsible(false);
  parts->addWidget(view_);
  parts->addWidget(below);
  parts->setStretchFactor(0, 3);
  parts->setStretchFactor(1, 2);
  QVBoxLayout* layout = page_layout(this);
  layout->addLayout(top);
  layout->addLayout(said);
  layout->addWidget(parts, 1);
}

void TimelinePage::connect_parts() {
  connect(boots_, &QComboBox::currentIndexChanged, this, [this] { open_boot(); });
  connect(pages_, &QLineEdit::editingFinished, this, [this] { follow_typed(); });
  connect(filter_, &QLineEdit::editingFinished, this, [this] { ask_for_events(); });
  connect(quiet_, &QTimer::timeout, this, [this] { ask_for_events(); });
  connect(data_, &models::TimelineData::outline_changed, this, [this] { take_boot(); });
  connect(data_, &models::TimelineData::failed, this, [this](const QString& what) { say(what); });
  connect(view_, &charts::TimelineView::span_changed, this, [this] { quiet_->start(); });
  connect(view_, &charts::TimelineView::markers_changed, this,
          [this] { markers_->setText(view_->markers_text()); });
  connect(view_, &charts::TimelineView::time_chosen, this,
          [this](std::int64_t ns) { choose_row(ns); });
  connect(view_, &charts::TimelineView::failure_chosen, this, [this](std::int64_t id) {
    for (const store::FailureRow& failure : data_->outline()->references.failures)
      if (failure.id == id) follow({static_cast<std::uint64_t>(failure.pfn)});
  });
  connect(view_, &charts::TimelineView::operation_chosen, this, [this](std::int64_t id) {
    for (const store::OperationRow& operation : data_->outline()->operations)
      if (operation.id == id) follow_failed(operation);
  });
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (!choosing_ && current.isValid())
              view_->select(events_->event_at(current.row()).time_ns);
          });
}

void TimelinePage::show_run(const models::RunData& run) {
  run_ = run;
  const QVariant before = boots_->currentData();
  {
    const QSignalBlocker quiet(boots_);
    boots_->clear();
    for (const query::Cell& cell : run_->cells)
      if (has_events(cell))
        boots_->addItem(tr("%1, boot %2 (%3, %4)")
                            .arg(models::text(cell.row.variant), QString::number(cell.row.boot),
                                 models::text(cell.row.machine), models::text(cell.row.workload)),
                        QVariant::fromValue<qlonglong>(cell.row.id.value));
    const int again = boots_->findData(before);
    boots_->setCurrentIndex(again >= 0 ? again : boots_->count() > 0 ? 0 : -1);
  }
  open_boot();
}

// A boot that is shown already stays as it is: its events are stored once and for all.
void TimelinePage::open_boot() {
  if (boots_->currentIndex() < 0) {
    open_.reset();
    data_->close();
    events_->set_events({});
    view_->viewport()->update();
    return say(tr("No boot of this run has events."));
  }
  const CellId cell{boots_->currentData().toLongLong()};
  if (open_ == cell && open_file_ == run_->file) return;
  open_ = cell;
  open_file_ = run_->file;
  events_->set_events({});
  say(tr("Reading the boot."));
  data_->open(run_->file, cell);
}

void TimelinePage::take_boot() {
  say(boot_text());
  if (waiting_) take_place(*std::exchange(waiting_, std::nullopt));
  follow_typed();
}

QString TimelinePage::boot_text() const {
  const query::BootOutline& boot = *data_->outline();
  std::int64_t events = 0, lost = 0;
  for (const query::CpuOutline& cpu : boot.cpus) {
    events += cpu.events;
    lost += cpu.lost;
  }
  const auto failed = std::ranges::count_if(
      boot.operations, [](const store::OperationRow& operation) { return operation.failed; });
  QString text =
      tr("%1 on %2 in %3; %4, %5 of them failed; %6.")
          .arg(
              models::text(format::plural(events, "event")),
              models::text(format::plural(static_cast<std::int64_t>(boot.cpus.size()), "CPU")),
              models::text(format::duration(boot.whole.length())),
              models::text(
                  format::plural(static_cast<std::int64_t>(boot.operations.size()), "operation")),
              models::text(format::count(failed)),
              models::text(format::plural(
                  static_cast<std::int64_t>(boot.references.failures.size()), "failed migration")));
  if (lost != 0)
    text += tr(" %1 lost; when, only the shaded stretches say.")
                .arg(models::text(format::plural(lost, "event")));
  return text;
}

void TimelinePage::say(const QString& what) { caption_->setText(what); }
QString TimelinePage::caption() const { return caption_->text(); }
QString TimelinePage::event_caption() const { return event_caption_->text(); }

const QAbstractItemModel* TimelinePage::shown_table() const {
  return events_->rowCount() == 0 ? nullptr : events_;
}

bool TimelinePage::busy() const {
  return data_->busy() || event_queries_->busy() || quiet_->isActive();
}

void TimelinePage::go_to(const models::Place& place) {
  if (place.cell) {
    const int at = boots_->findData(QVariant::fromValue<qlonglong>(place.cell->value));
    if (at < 0) return say(tr("That boot has no events."));
    boots_->setCurrentIndex(at);
  }
  if (data_->outline() == nullptr)
    waiting_ = place;
  else
    take_place(place);
}

void TimelinePage::take_place(const models::Place& place) {
  const query::BootOutline& boot = *data_->outline();
  if (place.operation) {
    const auto found =
        std::ranges::find(boot.operations, *place.operation, &store::OperationRow::id);
    if (found != boot.operations.end()) point_at_operation(*found);
  }
  if (place.failure) {
    const auto found =
        std::ranges::find(boot.references.failures, *place.failure, &store::FailureRow::id);
    if (found != boot.references.failures.end()) point_at_failure(*found);
  }
  if (place.pfn) follow({*place.pfn});
  if (!place.begin && !place.end) return;
  const query::TimeSpan& whole = view_->zoom().whole();
  const std::int64_t begin = place.begin ? query::bounded_time(*place.begin) : whole.begin_ns;
  const std::int64_t end = place.end ? query::bounded_time(*place.end) : whole.end_ns;
  const std::int64_t air = std::max<std::int64_t>((end - begin) / 20, 0);
  view_->show_span({begin - air, end + air});
}

// Around it as long as its holders had the page, or 2 ms.
void TimelinePage::point_at_failure(const store::FailureRow& failure) {
  constexpr std::int64_t kAround = 1'000'000;
  std::int64_t before = kAround;
  for (const store::HolderRow& holder : data_->outline()->references.holders)
    if (holder.failure == failure.id) before = std::max(before, holder.age_ns.value_or(0));
  follow({static_cast<std::uint64_t>(failure.pfn)});
  const std::int64_t ns = query::bounded_time(failure.time);
  before = std::min(before, ns);
  view_->show_span({ns - before - before / 10, ns + std::max(before / 10, kAround)});
  view_->select(ns);
}

void TimelinePage::point_at_operation(const store::OperationRow& operation) {
  const query::TimeSpan span{query::bounded_time(operation.begin),
                             query::bounded_time(operation.end)};
  follow_failed(operation);
  view_->show_span({span.begin_ns - span.length() / 20, span.end_ns + span.length() / 20});
}

// The pages that failed in it; of one without any, those before stay.
void TimelinePage::follow_failed(const store::OperationRow& operation) {
  std::vector<std::uint64_t> pfns;
  for (const store::FailureRow& failure : data_->outline()->references.failures)
    if (const auto pfn = static_cast<std::uint64_t>(failure.pfn);
        failure.operation == operation.id && !std::ranges::count(pfns, pfn))
      pfns.push_back(pfn);
  if (!pfns.empty()) follow(pfns);
}

void TimelinePage::follow_typed() { data_->follow(typed_pages(pages_->text())); }

void TimelinePage::follow(const std::vector<std::uint64_t>& pfns) {
  data_->follow(pfns);
  pages_->setText(typed_text(data_->followed()));
}

}  // namespace folioscope::pages
