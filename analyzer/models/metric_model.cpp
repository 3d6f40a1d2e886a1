// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metric_model.h"

#include <algorithm>
#include <array>

#include "compare/headlines.h"
#include "compare/outcomes.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/marks.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

using compare::Outcome;

// The first of these that some variant has speaks for the metric.
constexpr std::array kTelling{Outcome::Regressed,    Outcome::Improved, Outcome::Changed,
                              Outcome::Lead,         Outcome::Withheld, Outcome::Inconclusive,
                              Outcome::NoDifference, Outcome::SameCode, Outcome::NoData};

QString rank_text(const MetricRow& row) {
  switch (row.rank) {
    case MetricRank::Decides:
      return QStringLiteral("\u25c6");
    case MetricRank::Headline:
      return QStringLiteral("\u25c7");
    case MetricRank::Other:
      break;
  }
  return {};
}

QString better_text(const MetricRow& row) {
  switch (compare::better_of(*row.run, row.series->metric)) {
    case catalog::Better::Lower:
      return QStringLiteral("\u2193");
    case catalog::Better::Higher:
      return QStringLiteral("\u2191");
    case catalog::Better::Neither:
      break;
  }
  return {};
}

QString metric_detail(const MetricRow& row) {
  QStringList lines{text(row.series->metric)};
  for (const std::string_view line :
       {compare::describe(row.series->metric), std::string_view(row.series->unit)})
    if (!line.empty()) lines << text(line);
  const std::string better =
      format::direction_text(compare::better_of(*row.run, row.series->metric));
  if (!better.empty()) lines << text(better);
  if (row.rank == MetricRank::Decides) lines << QStringLiteral("the metric that decides");
  if (row.rank == MetricRank::Headline) lines << QStringLiteral("a headline metric");
  return lines.join('\n');
}

QString outcome_word(const MetricRow& row) {
  if (!row.compares()) return {};
  return row.outcome ? text(to_string(*row.outcome)) : QString(QChar(0x2026));
}

QVariant outcome_icon(const MetricRow& row) {
  if (!row.compares() || !row.outcome) return {};
  return mark_icon(outcome_mark(*row.outcome), outcome_color(*row.outcome));
}

}  // namespace

QString metric_key(const query::Series& series) {
  return text(series.metric) + '\n' + text(series.unit);
}

Outcome outcome_of(const MetricRow& row) {
  const auto variants = compare::outcomes(*row.run, *row.condition, *row.series);
  for (const Outcome outcome : kTelling)
    if (std::ranges::find(variants, compare::VariantOutcome{outcome, true}) != variants.end())
      return outcome;
  return Outcome::NoData;
}

QStringList outcome_words() {
  QStringList words;
  for (const Outcome outcome : kTelling) words << text(to_string(outcome));
  return words;
}

std::vector<Column<MetricRow>> metric_columns() {
  return {
      {.title = "Metric",
       .text = [](const MetricRow& row) { return text(row.series->metric); },
       .detail = metric_detail},
      {.title = "Outcome",
       .hint = "the most telling one of the variants",
       .text = outcome_word,
       .mark = outcome_icon},
      {.title = "Better", .text = better_text, .detail = metric_detail},
      {.title = "Rank", .text = rank_text, .detail = metric_detail},
  };
}

void MetricFilter::set_words(const QString& words) {
  words_ = words.split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

bool MetricFilter::filterAcceptsRow(int source_row, const QModelIndex&) const {
  if (words_.isEmpty()) return true;
  const MetricRow& row = static_cast<const MetricModel*>(sourceModel())->row(source_row);
  const QString texts = metric_detail(row);
  return std::ranges::all_of(
      words_, [&](const QString& word) { return texts.contains(word, Qt::CaseInsensitive); });
}

std::vector<MetricRow> metric_rows(const RunData& run, const query::Condition& condition) {
  std::vector<MetricRow> rows;
  for (const query::Series* series : compare::ordered(*run, condition)) {
    const MetricRank rank = series->metric == run->findings.decisive     ? MetricRank::Decides
                            : compare::is_headline(*run, series->metric) ? MetricRank::Headline
                                                                         : MetricRank::Other;
    rows.push_back({series, &condition, run, rank});
  }
  return rows;
}

}  // namespace folioscope::models
