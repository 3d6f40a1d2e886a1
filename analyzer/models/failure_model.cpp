// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failure_model.h"

#include <algorithm>
#include <limits>

#include "compare/holders.h"
#include "format/time_axis.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "query/stack_chain.h"

namespace folioscope::models {
namespace {

QString task_text(const std::string& comm, const std::optional<std::int64_t>& pid) {
  if (!pid) return text(comm);
  return comm.empty() ? QStringLiteral("pid %1").arg(*pid)
                      : QStringLiteral("%1 (%2)").arg(text(comm)).arg(*pid);
}

QString chain_text(const std::string& frames) {
  return text(query::stack_chain(frames, std::numeric_limits<std::size_t>::max()));
}

// A frame a line.
QString frame_lines(const std::string& frames) { return text(frames).replace(';', '\n'); }

QString length_text(std::uint64_t ns) { return text(format::short_time(static_cast<double>(ns))); }

std::uint64_t length_of(const query::PageMoment& moment) {
  const GuestTime end = moment.end.value_or(moment.begin);
  return end < moment.begin ? 0 : end.ns - moment.begin.ns;
}

QString moment_text(GuestTime time) {
  constexpr int kDecimals = 6;
  return text(format::guest_time(static_cast<std::int64_t>(time.ns), kDecimals));
}

QString offset_text(GuestTime time, GuestTime around) {
  if (time == around) return QStringLiteral("0");
  return time < around ? "-" + length_text(around.ns - time.ns)
                       : "+" + length_text(time.ns - around.ns);
}

double offset_of(const MomentRow& row) {
  return static_cast<double>(row.moment.begin.ns) - static_cast<double>(row.around.ns);
}

QString kind_text(query::PageMoment::Kind kind) {
  switch (kind) {
    case query::PageMoment::Kind::Lock:
      return QStringLiteral("page lock held");
    case query::PageMoment::Kind::Reference:
      return QStringLiteral("reference");
    case query::PageMoment::Kind::Failure:
      return QStringLiteral("not migrated");
    case query::PageMoment::Kind::Event:
      break;
  }
  return QStringLiteral("event");
}

template <class Row>
Column<Row> word_cells(const char* title, const char* hint, QString (*say)(const Row&)) {
  return {.title = title, .hint = hint, .text = say};
}

template <class Row>
Column<Row> number_cells(const char* title, const char* hint, QString (*say)(const Row&),
                         QVariant (*key)(const Row&)) {
  return {.title = title, .hint = hint, .alignment = Qt::AlignRight, .text = say, .key = key};
}

template <class Row>
Column<Row> with_color(Column<Row> column, QColor (*color)(const Row&)) {
  column.color = color;
  return column;
}

template <class Row>
Column<Row> with_detail(Column<Row> column, QString (*detail)(const Row&)) {
  column.detail = detail;
  return column;
}

template <class Row>
std::vector<Column<Row>> boot_columns() {
  return {with_color<Row>(
              word_cells<Row>("Variant", "", [](const Row& row) { return text(row.boot.variant); }),
              [](const Row& row) { return variant_color(row.boot.position); }),
          number_cells<Row>(
              "Boot", "", [](const Row& row) { return QString::number(row.boot.boot); },
              [](const Row& row) { return QVariant(row.boot.boot); })};
}

template <class Row>
std::vector<Column<Row>> together(std::vector<Column<Row>> columns,
                                  const std::vector<Column<Row>>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

QString class_text(const FailureRow& row) { return text(row.failure.holder.holder_class); }

QColor holder_swatch(const FailureRow& row) {
  const std::string& holder_class = row.failure.holder.holder_class;
  return holder_class.empty() ? QColor(Qt::transparent) : class_color(holder_class);
}

QString age_of(const FailureRow& row) {
  const auto age = row.failure.holder.age_ns;
  return age ? text(format::short_time(static_cast<double>(*age))) : QString();
}

// Who held the page of a failure.
std::vector<Column<FailureRow>> holder_columns() {
  using Row = FailureRow;
  return {
      with_detail<Row>(with_color<Row>(word_cells<Row>("Held by", "", class_text), holder_swatch),
                       [](const Row& row) {
                         return text(compare::describe_class(row.failure.holder.holder_class));
                       }),
      word_cells<Row>("Task", "",
                      [](const Row& row) {
                        return task_text(row.failure.holder.comm, row.failure.holder.pid);
                      }),
      number_cells<Row>("Age", "of the reference, from its get to the failure", age_of,
                        [](const Row& row) {
                          return QVariant(qlonglong{row.failure.holder.age_ns.value_or(-1)});
                        }),
      with_detail<Row>(
          word_cells<Row>("Named", "whether every extra reference has a holder",
                          [](const Row& row) { return text(row.failure.failure.attribution); }),
          [](const Row& row) { return text(row.failure.holder.evidence); })};
}

QString waiters_text(const MomentRow& row) {
  if (row.moment.waiters == 0) return {};
  const std::int64_t waited = std::max<std::int64_t>(row.moment.waited_ns, 0);
  return QStringLiteral("%1, %2")
      .arg(row.moment.waiters)
      .arg(length_text(static_cast<std::uint64_t>(waited)));
}

QString moment_length(const MomentRow& row) {
  return row.moment.end ? length_text(length_of(row.moment)) : QString();
}

QColor moment_swatch(const MomentRow& row) {
  switch (row.moment.kind) {
    case query::PageMoment::Kind::Lock:
    case query::PageMoment::Kind::Reference:
      return class_color(row.moment.what);
    case query::PageMoment::Kind::Failure:
    case query::PageMoment::Kind::Event:
      break;
  }
  return Qt::transparent;
}

std::uint64_t length_of(const HoldRow& row) {
  const store::IntervalRow& hold = row.hold.hold;
  return hold.end < hold.begin ? 0 : hold.end.ns - hold.begin.ns;
}

QString waited_text(const HoldRow& row) {
  const store::IntervalRow& hold = row.hold.hold;
  return hold.waiters == 0 ? QString()
                           : text(format::short_time(static_cast<double>(hold.waited_ns)));
}

}  // namespace

BootName boot_name(const query::Comparison& run, CellId cell) {
  BootName name;
  name.cell = cell;
  for (const query::Cell& one : run.cells)
    if (one.row.id == cell) {
      name.variant = one.row.variant;
      name.boot = one.row.boot;
    }
  for (std::size_t i = 0; i < run.variants.size(); ++i)
    if (run.variants[i].row.name == name.variant) name.position = i;
  return name;
}

std::vector<Column<FailureRow>> failure_columns() {
  using Row = FailureRow;
  const std::vector<Column<Row>> failure{
      number_cells<Row>(
          "Time", "since the boot began, on the guest's clock",
          [](const Row& row) { return moment_text(row.failure.failure.time); },
          [](const Row& row) { return QVariant(qulonglong{row.failure.failure.time.ns}); }),
      number_cells<Row>(
          "Page", "its frame number (pfn)",
          [](const Row& row) {
            return text(format::frame_number(static_cast<std::uint64_t>(row.failure.failure.pfn)));
          },
          [](const Row& row) { return QVariant(qlonglong{row.failure.failure.pfn}); }),
      number_cells<Row>(
          "References", "found / expected",
          [](const Row& row) {
            return QStringLiteral("%1 / %2")
                .arg(row.failure.failure.seen)
                .arg(row.failure.failure.expected);
          },
          [](const Row& row) {
            return QVariant(qlonglong{row.failure.failure.extra_references()});
          }),
      word_cells<Row>("Failed at", "where the migration stopped", [](const Row& row) {
        return text(row.failure.failure.kind).replace('_', ' ');
      })};
  return together(together(boot_columns<Row>(), failure), holder_columns());
}

std::vector<Column<MomentRow>> moment_columns() {
  using Row = MomentRow;
  return {
      with_detail<Row>(number_cells<Row>(
                           "Time", "relative to the failure or hold that was chosen",
                           [](const Row& row) { return offset_text(row.moment.begin, row.around); },
                           [](const Row& row) { return QVariant(offset_of(row)); }),
                       [](const Row& row) { return moment_text(row.moment.begin); }),
      number_cells<Row>("Length", "", moment_length,
                        [](const Row& row) { return QVariant(qulonglong{length_of(row.moment)}); }),
      word_cells<Row>("What", "", [](const Row& row) { return kind_text(row.moment.kind); }),
      with_color<Row>(
          word_cells<Row>("Who, or how",
                          "the class of the holder; how the migration failed; the event",
                          [](const Row& row) { return text(row.moment.what); }),
          moment_swatch),
      word_cells<Row>("Task", "",
                      [](const Row& row) { return task_text(row.moment.comm, row.moment.pid); }),
      number_cells<Row>(
          "CPU", "",
          [](const Row& row) {
            return row.moment.cpu ? QString::number(*row.moment.cpu) : QString();
          },
          [](const Row& row) { return QVariant(row.moment.cpu.value_or(-1)); }),
      number_cells<Row>("Waiters", "that slept for the lock, and how long together", waiters_text,
                        [](const Row& row) { return QVariant(qlonglong{row.moment.waiters}); }),
      with_detail<Row>(
          word_cells<Row>("Stack", "innermost frame first",
                          [](const Row& row) { return chain_text(row.moment.frames); }),
          [](const Row& row) { return frame_lines(row.moment.frames); })};
}

std::vector<Column<HoldRow>> hold_columns() {
  using Row = HoldRow;
  const std::vector<Column<Row>> hold{
      number_cells<Row>(
          "Held", "how long", [](const Row& row) { return length_text(length_of(row)); },
          [](const Row& row) { return QVariant(qulonglong{length_of(row)}); }),
      with_color<Row>(
          word_cells<Row>("By", "class of the holder",
                          [](const Row& row) { return text(row.hold.hold.holder_class); }),
          [](const Row& row) { return class_color(row.hold.hold.holder_class); }),
      word_cells<Row>(
          "Task", "",
          [](const Row& row) { return task_text(row.hold.hold.comm, row.hold.hold.pid); }),
      number_cells<Row>(
          "Page", "its frame number (pfn)",
          [](const Row& row) { return text(format::frame_number(row.hold.hold.pfn)); },
          [](const Row& row) { return QVariant(qulonglong{row.hold.hold.pfn}); }),
      number_cells<Row>(
          "Waiters", "tasks that slept for it meanwhile",
          [](const Row& row) { return text(format::count(row.hold.hold.waiters)); },
          [](const Row& row) { return QVariant(qlonglong{row.hold.hold.waiters}); }),
      number_cells<Row>(
          "Waited", "what they slept of it, together", waited_text,
          [](const Row& row) { return QVariant(qlonglong{row.hold.hold.waited_ns}); }),
      number_cells<Row>(
          "Taken at", "since the boot began, on the guest's clock",
          [](const Row& row) { return moment_text(row.hold.hold.begin); },
          [](const Row& row) { return QVariant(qulonglong{row.hold.hold.begin.ns}); }),
      with_detail<Row>(word_cells<Row>("Stack", "of its taking, innermost frame first",
                                       [](const Row& row) { return chain_text(row.hold.frames); }),
                       [](const Row& row) { return frame_lines(row.hold.frames); })};
  return together(boot_columns<Row>(), hold);
}

}  // namespace folioscope::models
