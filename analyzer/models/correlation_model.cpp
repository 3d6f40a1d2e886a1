// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/correlation_model.h"

#include "format/correlation.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {

std::vector<Column<CorrelationRow>> correlation_columns() {
  using Row = CorrelationRow;
  return {
      {.title = "Variant",
       .text = [](const Row& row) { return text(row.variant.variant); },
       .color = [](const Row& row) { return variant_color(row.position); }},
      {.title = "Failed",
       .hint = "of the operations of all boots that had some",
       .alignment = Qt::AlignRight,
       .text =
           [](const Row& row) {
             return text(format::count(row.variant.failed) + " of " +
                         format::count(row.variant.operations));
           },
       .detail =
           [](const Row& row) { return text("in " + format::plural(row.variant.boots, "boot")); }},
      {.title = "of x > 0",
       .hint = "which share failed of the operations with x above zero",
       .alignment = Qt::AlignRight,
       .text =
           [](const Row& row) {
             const compare::TwoByTwo& by = row.variant.by_x;
             return text(
                 format::share_text(by.failure_rate_with(), by.failed_with + by.succeeded_with));
           }},
      {.title = "of x = 0",
       .hint = "which share failed of the operations without any x",
       .alignment = Qt::AlignRight,
       .text =
           [](const Row& row) {
             const compare::TwoByTwo& by = row.variant.by_x;
             return text(format::share_text(by.failure_rate_without(),
                                            by.failed_without + by.succeeded_without));
           }},
      {.title = "rho",
       .hint = "Spearman's rank correlation; 95 % interval of boots drawn anew as wholes",
       .text = [](const Row& row) { return text(format::rho_text(row.variant)); }},
      {.title = "less baseline's",
       .hint = "rho of the variant less that of the first variant, with its interval",
       .text =
           [](const Row& row) {
             const auto& less = row.variant.from_baseline;
             return less ? text(format::rho_text(less->difference, less->interval)) : QString();
           }},
  };
}

std::vector<CorrelationRow> correlation_rows(const compare::OperationSet& set,
                                             const compare::CorrelationTable& table) {
  std::vector<CorrelationRow> rows;
  for (std::size_t i = 0; i < table.variants.size(); ++i)
    rows.push_back({table.variants[i], set.variants.at(i).position});
  return rows;
}

}  // namespace folioscope::models
