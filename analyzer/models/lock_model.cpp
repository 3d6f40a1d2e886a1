// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lock_model.h"

#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

const compare::LockVariant& variant_of(const LockCell& cell) {
  return cell.row.variants[cell.position];
}
const compare::VariantResult& median_of(const LockCell& cell) {
  return cell.row.p50.variants[cell.position];
}

Column<LockCell> value_column(const char* title, const char* hint,
                              double compare::LockVariant::*value) {
  return {.title = title,
          .hint = hint,
          .alignment = Qt::AlignRight,
          .text = [value](const LockCell& cell) {
            const compare::LockVariant& variant = variant_of(cell);
            return variant.per_boot > 0 ? text(format::lock_value(cell.row, variant.*value))
                                        : QString();
          }};
}

}  // namespace

std::vector<Column<LockCell>> lock_columns() {
  return {
      {.title = "What",
       .text = [](const LockCell& cell) { return cell.position == 0 ? text(cell.row.title) : ""; }},
      {.title = "Variant",
       .text = [](const LockCell& cell) { return text(median_of(cell).variant); },
       .color = [](const LockCell& cell) { return variant_color(cell.position); }},
      {.title = "In a boot",
       .hint = "number, mean over boots",
       .alignment = Qt::AlignRight,
       .text =
           [](const LockCell& cell) {
             return variant_of(cell).boots == 0
                        ? QStringLiteral("–")
                        : text(format::number({1, "", 1}, variant_of(cell).per_boot));
           }},
      value_column("p50", "median over boots of the boot's median", &compare::LockVariant::p50),
      value_column("p90", "median over boots; read off buckets of powers of two",
                   &compare::LockVariant::p90),
      value_column("p99", "median over boots; read off buckets of powers of two",
                   &compare::LockVariant::p99),
      value_column("Max", "of all boots", &compare::LockVariant::largest),
      {.title = "p50 differs",
       .hint = "from the first variant, inside blocks of boots that ran interleaved",
       .alignment = Qt::AlignRight,
       .text =
           [](const LockCell& cell) {
             return text(format::difference_text(median_of(cell), cell.row.p50.scale));
           }},
      {.title = "95 % interval",
       .hint = "Student's, inside blocks",
       .text =
           [](const LockCell& cell) {
             return text(format::difference_interval_text(median_of(cell), cell.row.p50.scale));
           }},
      {.title = "Outcome",
       .text =
           [](const LockCell& cell) {
             return cell.position == 0 ? QString() : text(format::outcome_text(median_of(cell)));
           },
       .detail =
           [](const LockCell& cell) {
             return text(format::explain(median_of(cell), cell.row.p50.scale));
           }},
  };
}

std::vector<LockCell> lock_cells(const compare::LockBlock& block) {
  std::vector<LockCell> cells;
  for (const compare::LockRow& row : block.rows)
    for (std::size_t i = 0; i < row.variants.size(); ++i) cells.push_back({block.title, row, i});
  return cells;
}

}  // namespace folioscope::models
