// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/met_model.h"

#include <QStringList>

#include "format/correlation.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

QColor met_lock_color(const std::string& lock) {
  return lock == query::kOwnLock ? lock_color("migration") : lock_color(lock);
}

template <class Row, class Value>
Column<Row> met_number_column(const char* title, const char* hint, Value value) {
  return {.title = title,
          .hint = hint,
          .alignment = Qt::AlignRight,
          .text = [value](const Row& row) { return text(format::count(value(row))); },
          .key = [value](const Row& row) { return QVariant::fromValue<qlonglong>(value(row)); }};
}

QString met_holder_text(const store::HolderRow& holder) {
  QString all = text(holder.holder_class);
  if (!holder.comm.empty()) all += QStringLiteral(" %1").arg(text(holder.comm));
  if (holder.pid) all += QStringLiteral(" %1").arg(*holder.pid);
  if (holder.age_ns)
    all +=
        QStringLiteral(", %1").arg(text(format::short_time(static_cast<double>(*holder.age_ns))));
  return all;
}

}  // namespace

std::vector<Column<MetCell>> met_columns() {
  return {
      {.title = "Variant",
       .text = [](const MetCell& cell) { return text(cell.variant); },
       .color = [](const MetCell& cell) { return variant_color(cell.position); }},
      {.title = "Page's lock held by",
       .hint = "at the moment of the failure",
       .text = [](const MetCell& cell) { return text(format::met_lock_text(cell.row.met.lock)); },
       .color = [](const MetCell& cell) { return met_lock_color(cell.row.met.lock); }},
      {.title = "Extra reference of",
       .text = [](const MetCell& cell) { return text(cell.row.met.references); },
       .color = [](const MetCell& cell) { return class_color(cell.row.met.references); }},
      met_number_column<MetCell>("Failures", "failed attempts to migrate a page",
                                 [](const MetCell& cell) { return cell.row.failures; }),
      {.title = "Share",
       .hint = "of the variant's failures",
       .alignment = Qt::AlignRight,
       .text =
           [](const MetCell& cell) {
             return text(format::with_symbol({100, "%", 1}, cell.share));
           },
       .key = [](const MetCell& cell) { return QVariant(cell.share); }},
      met_number_column<MetCell>("Pages", "of each boot, added up",
                                 [](const MetCell& cell) { return cell.row.pages; }),
      {.title = "Boots",
       .hint = "that had such a failure, of those that were done",
       .alignment = Qt::AlignRight,
       .text =
           [](const MetCell& cell) {
             return QStringLiteral("%1 of %2").arg(cell.row.where.size()).arg(cell.boots);
           }},
      {.title = "Failed at",
       .text = [](const MetCell& cell) { return text(cell.row.met.failure); }},
  };
}

std::vector<MetCell> met_cells(const std::vector<compare::MetVariant>& variants) {
  std::vector<MetCell> cells;
  for (const compare::MetVariant& variant : variants)
    for (const compare::MetRow& row : variant.rows)
      cells.push_back({variant.variant, variant.position, variant.boots, variant.share(row), row});
  return cells;
}

std::vector<Column<MetFailureRow>> met_failure_columns() {
  using Row = MetFailureRow;
  return {
      met_number_column<Row>("Boot", "", [](const Row& row) { return row.boot; }),
      {.title = "Operation",
       .alignment = Qt::AlignRight,
       .text =
           [](const Row& row) {
             const auto& operation = row.failure.row.operation;
             return operation ? QString::number(*operation) : QStringLiteral("–");
           }},
      {.title = "Time",
       .hint = "since the guest's boot",
       .alignment = Qt::AlignRight,
       .text =
           [](const Row& row) {
             return text(
                 format::with_symbol({1e-9, "s", 6}, static_cast<double>(row.failure.row.time.ns)));
           }},
      {.title = "Page",
       .hint = "page frame number",
       .alignment = Qt::AlignRight,
       .text = [](const Row& row) { return QString::number(row.failure.row.pfn); }},
      {.title = "Holders",
       .hint = "class, task, and since when it had its reference",
       .text =
           [](const Row& row) {
             QStringList all;
             for (const store::HolderRow& holder : row.failure.holders)
               all << met_holder_text(holder);
             return all.isEmpty() ? QStringLiteral("–") : all.join(QStringLiteral("; "));
           }},
      {.title = "References",
       .hint = "seen, of which so many are accounted for",
       .alignment = Qt::AlignRight,
       .text =
           [](const Row& row) {
             return QStringLiteral("%1 / %2")
                 .arg(row.failure.row.seen)
                 .arg(row.failure.row.expected);
           }},
      {.title = "By task",
       .hint = "pid of the one that wanted to migrate",
       .alignment = Qt::AlignRight,
       .text = [](const Row& row) { return QString::number(row.failure.row.pid); }},
  };
}

}  // namespace folioscope::models
