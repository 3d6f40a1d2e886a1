// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cell_model.h"

#include <algorithm>

#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

QString status_text(const query::Cell& cell) {
  const std::string_view name = to_string(cell.row.status);
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString status_detail(const query::Cell& cell) {
  QString detail = text(cell.row.reason);
  if (!cell.row.console.empty()) detail += "\nconsole: " + text(cell.row.console);
  return detail.trimmed();
}

QString lost_text(const query::Cell& cell) {
  if (!was_tried(cell.row.status)) return {};
  const QString lost = text(format::count(cell.accounting.lost()));
  if (cell.accounting.complete()) return lost;
  return QStringLiteral("%1 (%2 unaccounted for)")
      .arg(lost, text(format::count(cell.accounting.unaccounted)));
}

QString lost_detail(const query::Cell& cell) {
  const query::Accounting& events = cell.accounting;
  if (events.lost() == 0 && events.complete() && cell.probe_misses == 0) return {};
  const auto line = [](const char* name, std::int64_t number) {
    return number == 0 ? QString()
                       : QStringLiteral("%1: %2\n").arg(name, text(format::count(number)));
  };
  return (line("overwritten in the ring", events.overrun) + line("ring full", events.dropped) +
          line("nested too deep", events.commit) + line("left in the ring", events.unread) +
          line("between guest and store", events.transport) +
          line("unaccounted for", events.unaccounted) +
          line("probe hits missed", cell.probe_misses))
      .trimmed();
}

Column<query::Cell> boot_time_column() {
  using query::Cell;
  return {.title = "Boot time",
          .hint = "from the start of the machine to the agent's hello, on the host's clock",
          .alignment = Qt::AlignRight,
          .text =
              [](const Cell& cell) {
                return cell.row.boot_ms ? text(format::duration(*cell.row.boot_ms * 1'000'000))
                                        : QString();
              },
          .key = [](const Cell& cell) { return qlonglong{cell.row.boot_ms.value_or(-1)}; }};
}

Column<query::Cell> events_column() {
  using query::Cell;
  return {.title = "Events",
          .hint = "trace events produced in the guest",
          .alignment = Qt::AlignRight,
          .text =
              [](const Cell& cell) {
                return was_tried(cell.row.status) ? text(format::count(cell.accounting.produced))
                                                  : QString();
              },
          .key = [](const Cell& cell) { return qlonglong{cell.accounting.produced}; }};
}

Column<query::Cell> lost_column() {
  using query::Cell;
  return {.title = "Lost",
          .hint = "trace events produced and not stored",
          .alignment = Qt::AlignRight,
          .text = lost_text,
          .key = [](const Cell& cell) { return qlonglong{cell.accounting.lost()}; },
          .detail = lost_detail};
}

}  // namespace

std::vector<Column<query::Cell>> cell_columns() {
  using query::Cell;
  std::vector<Column<Cell>> columns{
      {.title = "#",
       .hint = "place in the order of execution",
       .alignment = Qt::AlignRight,
       .text = [](const Cell& cell) { return QString::number(cell.row.position); },
       .key = [](const Cell& cell) { return cell.row.position; }},
      {.title = "Variant", .text = [](const Cell& cell) { return text(cell.row.variant); }},
      {.title = "Machine", .text = [](const Cell& cell) { return text(cell.row.machine); }},
      {.title = "Workload", .text = [](const Cell& cell) { return text(cell.row.workload); }},
      {.title = "Boot",
       .hint = "number within its variant; the boots of a block ran interleaved",
       .alignment = Qt::AlignRight,
       .text = [](const Cell& cell) { return QString::number(cell.row.boot); },
       .key = [](const Cell& cell) { return cell.row.boot; }},
      {.title = "Status",
       .text = status_text,
       .color = [](const Cell& cell) { return status_color(cell.row.status); },
       .detail = status_detail},
      boot_time_column(),
      events_column(),
      lost_column(),
      {.title = "Reason",
       .hint = "why the boot gave no sample",
       .text = [](const Cell& cell) { return text(cell.row.reason).simplified(); },
       .detail = status_detail},
  };
  return columns;
}

CellFilter::CellFilter(QObject* parent) : QSortFilterProxyModel(parent) { setSortRole(kSortRole); }

void CellFilter::set_words(const QString& words) {
  words_ = words.split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

void CellFilter::set_status(std::optional<CellStatus> status) {
  status_ = status;
  invalidateFilter();
}

bool CellFilter::filterAcceptsRow(int source_row, const QModelIndex&) const {
  const query::Cell& cell = static_cast<const CellModel*>(sourceModel())->row(source_row);
  if (status_ && cell.row.status != *status_) return false;
  if (words_.isEmpty()) return true;
  const QString texts =
      QStringList{text(cell.row.variant), text(cell.row.machine), text(cell.row.workload),
                  status_text(cell), text(cell.row.reason)}
          .join(' ');
  return std::ranges::all_of(
      words_, [&](const QString& word) { return texts.contains(word, Qt::CaseInsensitive); });
}

}  // namespace folioscope::models
