// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cell_model.h"

#include <algorithm>

#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

using compare::Stage;

constexpr qsizetype kShownReason = 200;  // of a table's cell; the whole is in its tool tip

QString status_detail(const CellLine& line) {
  const store::CellRow& row = line.cell.row;
  QString detail = text(row.reason);
  if (!row.console.empty()) detail += "\nconsole: " + text(row.console);
  return detail.trimmed();
}

QString lost_text(const CellLine& line) {
  const query::Accounting& events = line.cell.accounting;
  if (!was_tried(line.cell.row.status)) return {};
  const QString lost = text(format::count(events.lost()));
  if (events.complete()) return lost;
  return QStringLiteral("%1 (%2 unaccounted for)")
      .arg(lost, text(format::count(events.unaccounted)));
}

QString lost_detail(const CellLine& content) {
  const query::Accounting& events = content.cell.accounting;
  if (events.lost() == 0 && events.complete() && content.cell.probe_misses == 0) return {};
  const auto line = [](const char* name, std::int64_t number) {
    return number == 0 ? QString()
                       : QStringLiteral("%1: %2\n").arg(name, text(format::count(number)));
  };
  return (line("overwritten in the ring", events.overrun) + line("ring full", events.dropped) +
          line("nested too deep", events.commit) + line("left in the ring", events.unread) +
          line("between guest and store", events.transport) +
          line("unaccounted for", events.unaccounted) +
          line("probe hits missed", content.cell.probe_misses))
      .trimmed();
}

std::optional<std::int64_t> took_ns(const CellLine& line) {
  const store::CellRow& row = line.cell.row;
  if (!row.started || !row.finished) return std::nullopt;
  return row.finished->ns - row.started->ns;
}

// Percent of the time that its vCPUs wanted to run; of the boot that counts.
std::optional<double> waited_percent(const CellLine& line) {
  if (line.cell.attempts.empty()) return std::nullopt;
  const store::HostUseRow& host = line.cell.attempts.back().host;
  if (!host.qemu_waited || !host.qemu_ran || *host.qemu_waited + *host.qemu_ran <= 0)
    return std::nullopt;
  return 100.0 * static_cast<double>(*host.qemu_waited) /
         static_cast<double>(*host.qemu_waited + *host.qemu_ran);
}

using LineColumn = Column<CellLine>;

// Of numbers that not every boot has: those without sort before the others.
template <class Value, class Shown>
LineColumn number_column(const QString& title, const QString& hint, Value value, Shown shown) {
  return {.title = title,
          .hint = hint,
          .alignment = Qt::AlignRight,
          .text =
              [value, shown](const CellLine& line) {
                const auto number = value(line);
                return number ? shown(*number) : QString();
              },
          .key =
              [value](const CellLine& line) {
                const auto number = value(line);
                return number ? double(*number) : -1.0;
              }};
}

LineColumn text_column(const QString& title, std::string store::CellRow::*what) {
  return {.title = title,
          .text = [what](const CellLine& line) { return text(line.cell.row.*what); }};
}

std::vector<LineColumn> time_columns() {
  const auto duration = [](std::int64_t ns) { return text(format::duration(ns)); };
  return {
      number_column(
          "Boot time", "from the start of the machine to the agent's hello, on the host's clock",
          [](const CellLine& line) { return line.cell.row.boot_ms; },
          [duration](std::int64_t ms) { return duration(ms * 1'000'000); }),
      number_column("Took", "from the start of the machine to its end, on the host's clock",
                    took_ns, duration)};
}

std::vector<LineColumn> event_columns() {
  return {{.title = "Events",
           .hint = "trace events produced in the guest",
           .alignment = Qt::AlignRight,
           .text =
               [](const CellLine& line) {
                 return was_tried(line.cell.row.status)
                            ? text(format::count(line.cell.accounting.produced))
                            : QString();
               },
           .key = [](const CellLine& line) { return qlonglong{line.cell.accounting.produced}; }},
          {.title = "Lost",
           .hint = "trace events produced and not stored",
           .alignment = Qt::AlignRight,
           .text = lost_text,
           .key = [](const CellLine& line) { return qlonglong{line.cell.accounting.lost()}; },
           .detail = lost_detail}};
}

std::vector<LineColumn> host_columns() {
  const auto tenths = [](double value) { return QString::number(value, 'f', 1); };
  return {
      number_column(
          "Attempts", "boots of this cell: those before the last failed for a reason of the host",
          [](const CellLine& line) {
            const auto attempts = static_cast<std::int64_t>(line.cell.attempts.size());
            return attempts > 0 ? std::optional(attempts) : std::nullopt;
          },
          [](std::int64_t count) { return QString::number(count); }),
      number_column(
          "Host load", "1-minute load average of the host when the boot began",
          [](const CellLine& line) { return line.cell.row.host_load; }, tenths),
      number_column("vCPUs waited",
                    "for a CPU of the host: share of the time that they wanted to run",
                    waited_percent, [tenths](double percent) { return tenths(percent) + " %"; })};
}

}  // namespace

QString status_text(const CellLine& line) {
  if (line.stage == Stage::Booting) return QStringLiteral("booting");
  if (line.stage == Stage::Working) return QStringLiteral("working");
  return text(to_string(line.cell.row.status));
}

std::vector<CellLine> cell_lines(const query::Comparison& run, const compare::InFlight& in_flight) {
  std::vector<CellLine> lines;
  lines.reserve(run.cells.size());
  for (const query::Cell& cell : run.cells)
    lines.push_back({cell, compare::stage_of(cell, in_flight)});
  return lines;
}

std::vector<LineColumn> cell_columns() {
  std::vector<LineColumn> columns{
      {.title = "#",
       .hint = "place in the order of execution",
       .alignment = Qt::AlignRight,
       .text = [](const CellLine& line) { return QString::number(line.cell.row.position); },
       .key = [](const CellLine& line) { return line.cell.row.position; }},
      text_column("Variant", &store::CellRow::variant),
      text_column("Machine", &store::CellRow::machine),
      text_column("Workload", &store::CellRow::workload),
      {.title = "Boot",
       .hint = "number within its variant; the boots of a block ran interleaved",
       .alignment = Qt::AlignRight,
       .text = [](const CellLine& line) { return QString::number(line.cell.row.boot); },
       .key = [](const CellLine& line) { return line.cell.row.boot; }},
      {.title = "Status",
       .text = status_text,
       .key = [](const CellLine& line) { return static_cast<int>(line.stage); },
       .color = [](const CellLine& line) { return stage_color(line.stage, line.cell.row.status); },
       .detail = status_detail}};
  for (const auto& more : {time_columns(), event_columns(), host_columns()})
    columns.insert(columns.end(), more.begin(), more.end());
  columns.push_back({.title = "Reason",
                     .hint = "why the boot gave no sample",
                     .text =
                         [](const CellLine& line) {
                           return text(line.cell.row.reason).left(kShownReason).simplified();
                         },
                     .detail = status_detail});
  return columns;
}

CellFilter::CellFilter(QObject* parent) : QSortFilterProxyModel(parent) { setSortRole(kSortRole); }

void CellFilter::set_words(const QString& words) {
  words_ = words.split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

void CellFilter::set_status(const QString& status) {
  status_ = status;
  invalidateFilter();
}

bool CellFilter::filterAcceptsRow(int source_row, const QModelIndex&) const {
  const CellLine& line = static_cast<const CellModel*>(sourceModel())->row(source_row);
  if (!status_.isEmpty() && status_text(line) != status_) return false;
  if (words_.isEmpty()) return true;
  const store::CellRow& row = line.cell.row;
  const QString texts = QStringList{text(row.variant), text(row.machine), text(row.workload),
                                    status_text(line), text(row.reason)}
                            .join(' ');
  return std::ranges::all_of(
      words_, [&](const QString& word) { return texts.contains(word, Qt::CaseInsensitive); });
}

}  // namespace folioscope::models
