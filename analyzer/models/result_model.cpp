// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/result_model.h"

#include "format/units.h"
#include "format/wording.h"
#include "models/colors.h"

namespace folioscope::models {
namespace {

using compare::Outcome;

QString text(const std::string& string) { return QString::fromStdString(string); }

Column<ResultRow> number_column(const char* title, const char* hint,
                                double (*value)(const stats::Summary&)) {
  return {.title = title,
          .hint = hint,
          .alignment = Qt::AlignRight,
          .text =
              [value](const ResultRow& row) {
                if (row.result.summary.count == 0) return QString();
                return text(format::with_symbol(row.scale, value(row.result.summary)));
              },
          .key = [value](const ResultRow& row) { return value(row.result.summary); }};
}

bool compared(const ResultRow& row) {
  return row.result.outcome != Outcome::Baseline && row.result.difference.blocks > 0;
}

QString difference_text(const ResultRow& row) {
  if (!compared(row)) return {};
  const std::string symbol = format::difference_symbol(row.scale);
  return text(format::signed_number(row.scale, row.result.difference.mean) +
              (symbol.empty() ? "" : " " + symbol));
}

QString interval_text(const ResultRow& row) {
  if (!compared(row) || !row.result.difference.interval) return {};
  return text(format::interval_text(row.scale, *row.result.difference.interval));
}

QString p_text(const ResultRow& row) {
  return compared(row) ? text(format::p_value(row.result.difference.p)) : QString();
}

QString outcome_detail(const ResultRow& row) {
  return text(format::explain(row.result, row.scale));
}

QString boots_text(const ResultRow& row) {
  return QString::number(row.result.summary.count) + (row.result.touched_by_loss ? "*" : "");
}

}  // namespace

std::vector<Column<ResultRow>> result_columns() {
  return {
      {.title = "Variant",
       .text = [](const ResultRow& row) { return text(row.result.variant); },
       .color = [](const ResultRow& row) { return variant_color(row.position); }},
      {.title = "Boots",
       .hint = "boots that gave the metric; *: some of them lost events that it is made of",
       .alignment = Qt::AlignRight,
       .text = boots_text,
       .key = [](const ResultRow& row) { return qulonglong{row.result.summary.count}; }},
      number_column("Median", "over boots", [](const stats::Summary& s) { return s.median; }),
      number_column("Mean", "over boots", [](const stats::Summary& s) { return s.mean; }),
      number_column("IQR", "interquartile range of the boots",
                    [](const stats::Summary& s) { return s.quartile_range(); }),
      {.title = "Difference",
       .hint = "mean difference to the first variant, inside blocks of boots that ran interleaved",
       .alignment = Qt::AlignRight,
       .text = difference_text,
       .key = [](const ResultRow& row) { return row.result.difference.mean; }},
      {.title = "95 % interval", .hint = "bootstrap over blocks", .text = interval_text},
      {.title = "p",
       .hint = "of the difference when the variants are swapped inside blocks",
       .alignment = Qt::AlignRight,
       .text = p_text,
       .key = [](const ResultRow& row) { return row.result.difference.p; }},
      {.title = "Outcome",
       .text = [](const ResultRow& row) { return text(format::outcome_text(row.result)); },
       .detail = outcome_detail},
  };
}

std::vector<ResultRow> result_rows(const compare::MetricResult& metric) {
  std::vector<ResultRow> rows;
  for (std::size_t i = 0; i < metric.variants.size(); ++i)
    rows.push_back({metric.variants[i], metric.scale, i});
  return rows;
}

}  // namespace folioscope::models
