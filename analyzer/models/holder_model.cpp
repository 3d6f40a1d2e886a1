// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/holder_model.h"

#include "format/units.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

bool known(const HolderCell& cell) { return cell.share.summary.count > 0; }

Column<HolderCell> class_column() {
  return {
      .title = "Held by",
      .text =
          [](const HolderCell& cell) { return cell.first ? text(cell.holder_class) : QString(); },
      .color =
          [](const HolderCell& cell) {
            return cell.first ? class_color(cell.holder_class) : QColor(Qt::transparent);
          },
      .detail =
          [](const HolderCell& cell) { return text(compare::describe_class(cell.holder_class)); }};
}

Column<HolderCell> variant_column() {
  // Without its colour: here colours are classes.
  return {.title = "Variant",
          .text = [](const HolderCell& cell) { return text(cell.share.variant); }};
}

Column<HolderCell> failures_column() {
  return {.title = "Failures",
          .hint = "in a boot, mean over boots",
          .alignment = Qt::AlignRight,
          .text = [](const HolderCell& cell) {
            return text(format::number({1, "", 1}, cell.variant.failures_per_boot));
          }};
}

Column<HolderCell> share_column() {
  return {.title = "Share",
          .hint =
              "of a boot's failures, mean over boots; a failure with several holders counts for "
              "each",
          .alignment = Qt::AlignRight,
          .text = [](const HolderCell& cell) {
            return known(cell)
                       ? text(format::with_symbol(cell.share_scale, cell.share.summary.mean))
                       : QString();
          }};
}

Column<HolderCell> difference_column() {
  return {.title = "Difference",
          .hint =
              "of the failures in a boot to the first variant, inside blocks of boots that ran "
              "interleaved",
          .alignment = Qt::AlignRight,
          .text = [](const HolderCell& cell) {
            return text(format::difference_text(cell.failures, cell.failures_scale));
          }};
}

Column<HolderCell> interval_column() {
  return {.title = "95 % interval",
          .hint = "Student's, inside blocks",
          .text = [](const HolderCell& cell) {
            return text(format::difference_interval_text(cell.failures, cell.failures_scale));
          }};
}

QString age_text(const HolderCell& cell) {
  return cell.variant.median_age_ns ? text(format::short_time(*cell.variant.median_age_ns))
                                    : QString();
}

}  // namespace

std::vector<Column<HolderCell>> class_columns() {
  return {class_column(),
          variant_column(),
          failures_column(),
          share_column(),
          difference_column(),
          interval_column(),
          {.title = "Outcome",
           .text =
               [](const HolderCell& cell) {
                 return cell.position == 0 ? QString() : text(format::outcome_text(cell.failures));
               },
           .detail =
               [](const HolderCell& cell) {
                 return text(format::explain(cell.failures, cell.failures_scale));
               }},
          {.title = "Meaning", .text = [](const HolderCell& cell) {
             return cell.first ? text(compare::describe_class(cell.holder_class)) : QString();
           }}};
}

std::vector<Column<HolderCell>> place_columns() {
  return {class_column(),
          variant_column(),
          failures_column(),
          share_column(),
          difference_column(),
          interval_column(),
          {.title = "Task",
           .hint = "that held most often",
           .text = [](const HolderCell& cell) { return text(cell.variant.comm); }},
          {.title = "Age",
           .hint = "from the get to the failure, median",
           .alignment = Qt::AlignRight,
           .text = age_text},
          {.title = "Stack",
           .hint = "of the get, innermost frame first",
           .text = [](const HolderCell& cell) { return cell.first ? text(cell.place) : QString(); },
           .detail = [](const HolderCell& cell) { return text(cell.place); }}};
}

std::vector<HolderCell> holder_cells(const std::vector<compare::HolderRow>& rows) {
  std::vector<HolderCell> cells;
  for (const compare::HolderRow& row : rows)
    for (std::size_t i = 0; i < row.variants.size(); ++i)
      cells.push_back({row.holder_class, row.place, row.variants[i], row.failures.variants[i],
                       row.share.variants[i], row.failures.scale, row.share.scale, i, i == 0});
  return cells;
}

}  // namespace folioscope::models
