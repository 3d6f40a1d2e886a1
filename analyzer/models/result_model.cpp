// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/result_model.h"

#include "format/units.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/marks.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

using compare::Outcome;

// No boot, so no number: that is not 0.
QString no_number() { return QStringLiteral("\u2013"); }

Column<ResultRow> number_column(const char* title, const char* hint,
                                double (*value)(const stats::Summary&)) {
  return {.title = title,
          .hint = hint,
          .alignment = Qt::AlignRight,
          .text =
              [value](const ResultRow& row) {
                if (row.result.summary.count == 0) return no_number();
                return text(format::with_symbol(row.scale, value(row.result.summary)));
              },
          .key =
              [value](const ResultRow& row) {
                return row.result.summary.count == 0 ? QVariant()
                                                     : QVariant(value(row.result.summary));
              }};
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
  return text(format::difference_interval_text(row.result, row.scale));
}

QString p_text(const ResultRow& row) { return text(format::adjusted_p_text(row.result)); }

QString outcome_detail(const ResultRow& row) {
  QString detail = text(format::explain(row.result, row.scale));
  if (const std::string shape = format::shape_text(row.result, row.scale); !shape.empty())
    detail += '\n' + text(shape);
  return detail;
}

QString variant_text(const ResultRow& row) {
  return row.beside.isEmpty() ? text(row.result.variant)
                              : QStringLiteral("%1: %2").arg(row.beside, text(row.result.variant));
}

QString boots_text(const ResultRow& row) {
  return QString::number(row.result.summary.count) + (row.result.touched_by_loss ? "*" : "");
}

}  // namespace

std::vector<Column<ResultRow>> result_columns() {
  return {
      {.title = "Variant",
       .text = variant_text,
       .mark =
           [](const ResultRow& row) {
             return QVariant(mark_icon(variant_mark(row.position), variant_color(row.position)));
           }},
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
      {.title = "95 % interval", .hint = "Student's, inside blocks", .text = interval_text},
      {.title = "Relative",
       .hint = "to the first variant's mean; the ratios that the exact test does not reject",
       .text = [](const ResultRow& row) { return text(format::relative_text(row.result)); }},
      {.title = "p",
       .hint = "exact, by relabeling the boots of each block; adjusted for all that was tested",
       .alignment = Qt::AlignRight,
       .text = p_text,
       .key = [](const ResultRow& row) { return row.result.difference.adjusted; }},
      {.title = "Shows",
       .hint = "the smallest difference that so many boots find in eight of ten runs",
       .alignment = Qt::AlignRight,
       .text =
           [](const ResultRow& row) {
             return text(format::detectable_text(row.result, row.scale));
           }},
      {.title = "Outcome",
       .text = [](const ResultRow& row) { return text(format::outcome_text(row.result)); },
       .detail = outcome_detail},
  };
}

std::vector<ResultRow> result_rows(const compare::MetricResult& metric) {
  std::vector<ResultRow> rows;
  for (std::size_t i = 0; i < metric.variants.size(); ++i)
    if (metric.variants[i].asked) rows.push_back({metric.variants[i], metric.scale, i, {}});
  return rows;
}

std::vector<ResultRow> rows_beside(const compare::MetricResult& metric, const QString& run,
                                   std::size_t first) {
  std::vector<ResultRow> rows = result_rows(metric);
  for (ResultRow& row : rows) {
    row.beside = run;
    row.position += first;
  }
  return rows;
}

}  // namespace folioscope::models
