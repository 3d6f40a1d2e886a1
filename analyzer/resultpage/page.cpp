// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compare/headlines.h"
#include "format/labels.h"
#include "resultpage/claims.h"
#include "resultpage/dot_chart.h"
#include "resultpage/escape.h"
#include "resultpage/markdown_table.h"
#include "resultpage/page_growth.h"
#include "resultpage/page_json.h"
#include "resultpage/sentences.h"

namespace folioscope::resultpage {
namespace {

constexpr std::size_t kMostCharts = 3;

ChartCategory category_of(const query::Comparison& comparison,
                          const compare::ConditionResult& condition, const std::string& metric) {
  ChartCategory category;
  for (const compare::LabelPart& part : condition.label) category.label.push_back(part.text);
  if (condition.host_cores > 0 && category.label.back() != compare::kOvercommitted)
    category.label.push_back(compare::kOvercommitted);
  for (std::size_t i = 0; i < comparison.variants.size(); ++i)
    category.columns.push_back(boots_of(comparison, condition, metric, i));
  return category;
}

std::string chart_of(const query::Comparison& comparison, const compare::Findings& findings,
                     const std::string& metric) {
  DotChart chart;
  chart.scale = compare::scale_of(findings, metric);
  chart.title = metric;
  if (!chart.scale.symbol.empty()) chart.title += ", " + chart.scale.symbol;
  chart.meaning = compare::describe(metric);
  for (const query::Variant& variant : comparison.variants)
    chart.variants.push_back(variant.row.name);
  for (const compare::ConditionResult& condition : findings.conditions)
    if (condition.metric(metric) != nullptr)
      chart.categories.push_back(category_of(comparison, condition, metric));
  return draw(chart);
}

std::vector<PageFile> charts_of(const query::Comparison& comparison,
                                const compare::Findings& findings, const std::string& stem) {
  std::vector<PageFile> charts;
  for (const std::string& metric : findings.headline) {
    if (charts.size() == kMostCharts) break;
    if (std::ranges::none_of(findings.conditions, [&](const compare::ConditionResult& condition) {
          return condition.metric(metric) != nullptr;
        }))
      continue;
    charts.push_back({fmt::format("{}-{}.svg", stem, charts.size() + 1),
                      chart_of(comparison, findings, metric)});
  }
  return charts;
}

std::string head(const query::Comparison& comparison) {
  const query::About& about = comparison.about;
  std::string text =
      fmt::format("# {}\n\n", markdown(page_name(comparison.run.name, comparison.run.profile)));
  if (!about.subject.empty())
    text += fmt::format("Discussion: “{}”{}.\n\n", markdown(about.subject),
                        about.date.empty() ? "" : ", " + markdown(about.date));
  if (!about.question.empty())
    text += fmt::format("**Question.** {}\n\n", markdown(about.question));
  if (!about.expectation.empty())
    text += fmt::format("**Expected.** {}\n\n", markdown(about.expectation));
  return text;
}

std::string claims_section(const query::Comparison& comparison, const compare::Findings& findings) {
  using enum text::Align;
  MarkdownTable table({{"the discussion says"},
                       {"measured here as"},
                       {"theirs", Right},
                       {"ours", Right},
                       {"at"},
                       {"found here"}});
  const std::vector<ClaimResult> claims = claims_of(comparison, findings);
  for (const ClaimResult& result : claims) {
    const std::string says = "“" + markdown(result.claim.says) + "”";
    const std::string theirs = markdown(result.theirs);
    if (result.claim.metric.empty()) {
      table.add({says, "nothing", theirs, "", "", ""});
      continue;
    }
    const std::string metric = markdown_code(result.claim.metric);
    if (result.places.empty()) table.add({says, metric, theirs, "", "", "no boot gave it"});
    for (const ClaimPlace& place : result.places)
      table.add({says, metric, theirs, markdown(place.ours),
                 markdown(format::label_text(*place.condition)), claim_numbers(place)});
  }
  if (table.empty()) return {};
  std::string text = "## Beside the discussion's own numbers\n\n" + table.render() + '\n';
  MarkdownTable steps({{"metric"}, {"from"}, {"to"}, {"theirs"}, {"ours, medians"}, {"at"}});
  for (const ClaimStep& step : steps_of(claims))
    steps.add({markdown_code(step.metric), markdown(step.from), markdown(step.to),
               markdown(step.theirs), markdown(step.ours),
               markdown(format::label_text(*step.condition))});
  if (!steps.empty()) text += steps.render() + '\n';
  return text;
}

std::string outcome_section(const compare::TestedRun& comparison, const compare::Findings& findings,
                            const std::vector<PageFile>& charts) {
  std::string text = "## Outcome\n\n" + outcome_sentence(comparison, findings) + "\n\n";
  if (const std::string table = outcome_table(comparison, findings); !table.empty())
    text += table + '\n';
  for (const std::size_t index : findings.told()) {
    const compare::ConditionResult& condition = findings.conditions[index];
    const std::string shapes = shape_list({*condition.metric(findings.decisive)});
    if (!shapes.empty() && findings.conditions.size() > 1)
      text += fmt::format("At {}:\n\n", markdown(format::label_text(condition)));
    text += shapes;
  }
  if (const std::string note = choice_note(comparison, findings); !note.empty())
    text += fmt::format("<sub>{}</sub>\n\n", note);
  for (const PageFile& chart : charts)
    text +=
        fmt::format("![{}: a dot per boot, a bar at the mean]({})\n\n",
                    markdown(page_name(comparison.run.name, comparison.run.profile)), chart.name);
  return text;
}

}  // namespace

std::string page_name(std::string_view experiment, std::string_view profile) {
  if (profile.empty() || profile == "quick") return std::string(experiment);
  return fmt::format("{}-{}", experiment, profile);
}

ChartColumn boots_of(const query::Comparison& comparison, const compare::ConditionResult& condition,
                     std::string_view metric, std::size_t variant) {
  ChartColumn column;
  if (const query::Series* series = compare::series_of(*condition.where, metric))
    for (const query::BootValue& boot : series->variants[variant].boots)
      column.values.push_back(boot.value);
  if (column.values.empty())
    column.missing =
        format::failures_text(comparison, *condition.where, comparison.variants[variant].row.name);
  return column;
}

std::vector<PageFile> Page::files() const {
  std::vector<PageFile> files{markdown};
  files.insert(files.end(), charts.begin(), charts.end());
  files.push_back(json);
  return files;
}

Page make_page(const compare::TestedRun& comparison) {
  const compare::Findings findings = compare::find(comparison);
  const std::string stem = file_name(page_name(comparison.run.name, comparison.run.profile));
  Page page;
  page.charts = charts_of(comparison, findings, stem);
  std::string text = head(comparison) + outcome_section(comparison, findings, page.charts);
  GrowthPart growth = growth_part(comparison, findings, stem);
  text += growth.section;
  std::ranges::move(growth.charts, std::back_inserter(page.charts));
  text += claims_section(comparison, findings);
  text += numbers_section(comparison, findings);
  text += holders_section(comparison, findings);
  text += locks_section(comparison, findings);
  text += no_sample_section(comparison);
  text += done_again_section(comparison);
  text += conditions_section(comparison);
  text += caveats_section(comparison, findings);
  text += repeat_section(comparison);
  page.markdown = {stem + ".md", std::move(text)};
  page.json = {stem + ".json", page_json(comparison, findings, page)};
  return page;
}

}  // namespace folioscope::resultpage
