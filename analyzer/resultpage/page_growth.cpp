// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/page_growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compare/growth.h"
#include "compare/headlines.h"
#include "compare/scale.h"
#include "format/labels.h"
#include "format/units.h"
#include "resultpage/escape.h"
#include "resultpage/growth_chart.h"
#include "resultpage/markdown_table.h"

namespace folioscope::resultpage {
namespace {

constexpr std::size_t kMostChartsOfAnAxis = 3;  // of one axis; the tables have every metric
constexpr std::size_t kMostPanels = 6;          // in one picture; the tables have all

GrowthPicture picture_of(const query::Comparison& comparison, const compare::GrowthPanel& panel,
                         const std::string& metric) {
  GrowthPicture picture{panel.title, {}};
  if (panel.overcommitted())
    picture.title += picture.title.empty() ? compare::kOvercommitted
                                           : std::string(", ") + compare::kOvercommitted;
  for (const compare::GrowthStep& step : panel.steps) {
    GrowthColumn column{step.x, step.label, step.condition->host_cores > 0, {}};
    for (std::size_t i = 0; i < comparison.variants.size(); ++i)
      column.variants.push_back(boots_of(comparison, *step.condition, metric, i));
    picture.columns.push_back(std::move(column));
  }
  return picture;
}

std::string chart_of(const query::Comparison& comparison, const compare::Findings& findings,
                     const compare::GrowthAxis& axis, const std::string& metric) {
  GrowthChart chart;
  chart.scale = compare::scale_of(findings, metric);
  chart.head.title = metric;
  if (!chart.scale.symbol.empty()) chart.head.title += ", " + chart.scale.symbol;
  chart.head.title += ", over " + axis.name;
  chart.head.meaning = compare::describe(metric);
  for (const query::Variant& variant : comparison.variants)
    chart.head.variants.push_back(variant.row.name);
  chart.axis = axis.name;
  for (const compare::GrowthPanel& panel : axis.panels)
    if (chart.panels.size() < kMostPanels)
      chart.panels.push_back(picture_of(comparison, panel, metric));
  return draw(chart);
}

// Rows of one metric: means by variant, in bold where they differ from the baseline's.
void add_metric(const query::Comparison& comparison, const compare::GrowthPanel& panel,
                const std::string& metric, const compare::Scale& scale, MarkdownTable& table) {
  std::string title = markdown_code(metric);
  if (!scale.symbol.empty()) title += ", " + markdown(scale.symbol);
  for (std::size_t i = 0; i < comparison.variants.size(); ++i) {
    std::vector<std::string> row{title, markdown(comparison.variants[i].row.name)};
    for (const compare::GrowthStep& step : panel.steps) {
      const compare::MetricResult* result = step.condition->metric(metric);
      std::string cell;
      if (result != nullptr && result->variants[i].summary.count > 0)
        cell = format::number(scale, result->variants[i].summary.mean);
      else
        cell = format::failures_text(comparison, *step.condition->where,
                                     comparison.variants[i].row.name);
      if (result != nullptr && compare::is_change(result->variants[i].outcome))
        cell = "**" + cell + "**";
      row.push_back(std::move(cell));
    }
    table.add(row);
    title.clear();
  }
}

std::string panel_table(const query::Comparison& comparison, const compare::Findings& findings,
                        const compare::GrowthAxis& axis, const compare::GrowthPanel& panel,
                        const std::vector<std::string>& metrics) {
  using enum text::Align;
  std::vector<std::string> titles;
  for (const compare::GrowthStep& step : panel.steps)
    titles.push_back(markdown(step.label) + (step.condition->host_cores > 0 ? " †" : ""));
  const std::string first = markdown(panel.title.empty() ? "metric" : panel.title);
  std::vector<MarkdownTable::Column> columns{{first}, {"variant"}};
  titles.front() = markdown(axis.name) + " " + titles.front();
  for (const std::string& title : titles) columns.push_back({title, Right});
  MarkdownTable table(columns);
  for (const std::string& metric : metrics)
    add_metric(comparison, panel, metric, compare::scale_of(findings, metric), table);
  return table.render() + '\n';
}

bool measured(const compare::GrowthAxis& axis, const std::string& metric) {
  return std::ranges::any_of(axis.panels, [&](const compare::GrowthPanel& panel) {
    return std::ranges::any_of(panel.steps, [&](const compare::GrowthStep& step) {
      return step.condition->metric(metric) != nullptr;
    });
  });
}

bool any_overcommitted(const compare::GrowthAxis& axis) {
  return std::ranges::any_of(axis.panels, [](const compare::GrowthPanel& panel) {
    return std::ranges::any_of(panel.steps, [](const compare::GrowthStep& step) {
      return step.condition->host_cores > 0;
    });
  });
}

}  // namespace

GrowthPart growth_part(const query::Comparison& comparison, const compare::Findings& findings,
                       const std::string& stem) {
  GrowthPart part;
  for (const compare::GrowthAxis& axis : compare::growth_of(comparison, findings)) {
    std::vector<std::string> metrics;
    for (const std::string& metric : findings.headline)
      if (measured(axis, metric)) metrics.push_back(metric);
    if (metrics.empty()) continue;
    part.section += fmt::format("## Over {}\n\n", markdown(axis.name));
    std::size_t number = 0;
    for (const std::string& metric : metrics) {
      if (number == kMostChartsOfAnAxis) break;
      part.charts.push_back({fmt::format("{}-over-{}-{}.svg", stem, file_name(axis.name), ++number),
                             chart_of(comparison, findings, axis, metric)});
      part.section += fmt::format("![{} over {}: a line through the means, a dot per boot]({})\n\n",
                                  markdown(metric), markdown(axis.name), part.charts.back().name);
    }
    if (axis.panels.size() > kMostPanels)
      part.section += fmt::format("{} of {} sweeps are drawn; the tables have all.\n\n",
                                  kMostPanels, axis.panels.size());
    for (const compare::GrowthPanel& panel : axis.panels)
      part.section += panel_table(comparison, findings, axis, panel, metrics);
    part.section +=
        "Means of boots; in bold what is changed against the baseline under that condition.";
    if (any_overcommitted(axis)) part.section += " †: overcommitted.";
    part.section += "\n\n";
  }
  return part;
}

}  // namespace folioscope::resultpage
