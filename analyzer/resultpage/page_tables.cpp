// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a page: the headline at every condition, holders, page locks.
#include <fmt/format.h>

#include <algorithm>

#include "compare/headlines.h"
#include "compare/holders.h"
#include "compare/page_locks.h"
#include "compare/scale.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "resultpage/escape.h"
#include "resultpage/markdown_table.h"
#include "resultpage/page.h"
#include "resultpage/sentences.h"

namespace folioscope::resultpage {
namespace {

// More conditions than these, and all but the deciding ones are folded away.
constexpr std::size_t kOpenPoints = 4;
constexpr std::size_t kPlacesOnPage = 5;

std::string mean_count(double value) { return format::number({1, "", 1}, value); }

std::string boots_text(const query::Comparison& comparison,
                       const compare::ConditionResult& condition,
                       const compare::VariantResult& result) {
  const auto variant =
      std::ranges::find(condition.where->variants, result.variant, &query::VariantFacts::variant);
  const auto given = static_cast<std::int64_t>(result.summary.count);
  std::string text = fmt::format("{}{}", given, result.touched_by_loss ? "\\*" : "");
  if (variant == condition.where->variants.end() || variant->planned == given) return text;
  text += fmt::format(" of {}", variant->planned);
  const std::string failures = format::failures_text(comparison, *condition.where, result.variant);
  return failures.empty() ? text : text + ": " + failures;
}

std::string metric_title(const compare::MetricResult& metric) {
  std::string text = markdown_code(metric.metric);
  if (!metric.scale.symbol.empty()) text += ", " + markdown(metric.scale.symbol);
  return text;
}

// difference, interval, p, outcome
std::vector<std::string> difference_cells(const compare::VariantResult& result,
                                          const compare::Scale& scale) {
  if (result.outcome == compare::Outcome::Baseline) return {"", "", "", "baseline"};
  std::string outcome = format::outcome_text(result);
  if (compare::is_change(result.outcome)) outcome = "**" + outcome + "**";
  if (result.difference.blocks == 0) return {"", "", "", outcome};
  const bool shown =
      result.outcome != compare::Outcome::SameCode && result.outcome != compare::Outcome::Withheld;
  return {shown ? format::difference_text(result, scale) : "",
          format::difference_interval_text(result, scale),
          shown ? format::adjusted_p_text(result) : "", outcome};
}

void add_metric(const query::Comparison& comparison, const compare::ConditionResult& condition,
                const compare::MetricResult& metric, MarkdownTable& table) {
  std::string title = metric_title(metric);
  for (const compare::VariantResult& result : metric.variants) {
    if (!result.asked) continue;
    std::vector<std::string> row{
        title, markdown(result.variant), boots_text(comparison, condition, result),
        result.summary.count == 0 ? "" : format::number(metric.scale, result.summary.mean)};
    for (std::string& cell : difference_cells(result, metric.scale)) row.push_back(std::move(cell));
    table.add(row);
    title.clear();
  }
}

MarkdownTable metric_table() {
  using enum text::Align;
  return MarkdownTable({{"metric"},
                        {"variant"},
                        {"boots", Right},
                        {"mean", Right},
                        {"difference", Right},
                        {"95 % interval"},
                        {"p", Right},
                        {"outcome"}});
}

// `body` behind a triangle. `title` is XML: Markdown is not read there.
std::string folded(const std::string& title, const std::string& body, bool open) {
  return fmt::format("<details{}>\n<summary>{}</summary>\n\n{}\n</details>\n\n",
                     open ? " open" : "", title, body);
}

bool is_open(const compare::Findings& findings, std::size_t condition) {
  return findings.conditions.size() <= kOpenPoints || findings.plain == condition ||
         findings.amplified == condition;
}

std::string meanings(const compare::Findings& findings) {
  std::string text;
  for (const std::string& metric : findings.headline)
    if (const auto meaning = compare::describe(metric); !meaning.empty())
      text += fmt::format("- {}: {}\n", markdown_code(metric), markdown(meaning));
  return text.empty() ? text : text + '\n';
}

std::string not_measured(const compare::Findings& findings) {
  std::string text;
  for (const std::string& metric : findings.headline)
    if (std::ranges::none_of(findings.conditions, [&](const compare::ConditionResult& condition) {
          return condition.metric(metric) != nullptr;
        }))
      text += (text.empty() ? "" : ", ") + markdown_code(metric);
  return text.empty() ? text : fmt::format("No boot gave {}.\n\n", text);
}

// The decisive metric, a line for each condition: plain and amplified ones side by side.
std::string sweep_list(const query::Comparison& comparison, const compare::Findings& findings) {
  if (findings.conditions.size() < 2 || findings.decisive.empty()) return {};
  std::string text = fmt::format("{} under every condition:\n\n", markdown_code(findings.decisive));
  for (const compare::ConditionResult& condition : findings.conditions) {
    const compare::MetricResult* metric = condition.metric(findings.decisive);
    text += fmt::format("- {}: ", markdown(format::label_text(condition)));
    if (metric == nullptr) {
      text += "no boot gave it\n";
      continue;
    }
    for (std::size_t i = 0; i < metric->variants.size(); ++i) {
      const compare::VariantResult& result = metric->variants[i];
      if (!result.asked) continue;
      text += fmt::format("{}{} ", i == 0 ? "" : "; ", markdown(result.variant));
      if (result.summary.count == 0) {
        const std::string failures =
            format::failures_text(comparison, *condition.where, result.variant);
        text += failures.empty() ? "no data" : failures;
        continue;
      }
      text += format::with_symbol(metric->scale, result.summary.mean);
      if (i > 0) text += fmt::format(" ({})", to_string(result.outcome));
    }
    text += '\n';
  }
  return text + '\n';
}

std::string class_table(const compare::HolderTable& holders) {
  using enum text::Align;
  MarkdownTable table({{"held by"},
                       {"variant"},
                       {"failures in a boot", Right},
                       {"share", Right},
                       {"difference", Right},
                       {"95 % interval"},
                       {"p", Right},
                       {"outcome"}});
  const auto add = [&](std::string title, const compare::MetricResult& failures,
                       const compare::HolderRow* row) {
    for (std::size_t i = 0; i < failures.variants.size(); ++i) {
      const compare::VariantResult& result = failures.variants[i];
      if (!result.asked) continue;
      std::vector<std::string> cells{
          title, markdown(result.variant),
          result.summary.count == 0 ? "" : mean_count(result.summary.mean),
          row == nullptr || row->share.variants[i].summary.count == 0
              ? ""
              : format::with_symbol(row->share.scale, row->share.variants[i].summary.mean)};
      for (std::string& cell : difference_cells(result, failures.scale))
        cells.push_back(std::move(cell));
      table.add(cells);
      title.clear();
    }
  };
  add("anybody", holders.failures, nullptr);
  for (const compare::HolderRow& row : holders.classes) {
    std::string title = markdown_code(row.holder_class);
    if (const auto meaning = compare::describe_class(row.holder_class); !meaning.empty())
      title += fmt::format(": {}", markdown(meaning));
    add(title, row.failures, &row);
  }
  return table.render();
}

std::string place_table(const compare::HolderTable& holders) {
  using enum text::Align;
  MarkdownTable table({{"stack, innermost frame first"},
                       {"variant"},
                       {"failures in a boot", Right},
                       {"task"},
                       {"median age", Right}});
  for (const compare::HolderRow& row : holders.places) {
    std::string title = markdown_code(row.holder_class) + ": " + markdown_code(row.place);
    for (std::size_t i = 0; i < row.variants.size(); ++i) {
      const compare::HolderVariant& variant = row.variants[i];
      if (row.failures.variants[i].summary.count == 0 || variant.failures_per_boot == 0) continue;
      table.add({title, markdown(row.failures.variants[i].variant),
                 mean_count(variant.failures_per_boot), markdown_code(variant.comm),
                 variant.median_age_ns ? format::short_time(*variant.median_age_ns) : ""});
      title.clear();
    }
  }
  return table.empty() ? "" : '\n' + table.render();
}

std::string lock_table(const compare::LockBlock& block) {
  using enum text::Align;
  const std::string heading = markdown(block.title);
  MarkdownTable table({{heading},
                       {"variant"},
                       {"in a boot", Right},
                       {"p50", Right},
                       {"p90", Right},
                       {"p99", Right},
                       {"max", Right},
                       {"p50 differs", Right},
                       {"95 % interval"}});
  for (const compare::LockRow& row : block.rows) {
    std::string title = markdown(row.title);
    for (std::size_t i = 0; i < row.variants.size(); ++i) {
      const compare::LockVariant& variant = row.variants[i];
      const compare::VariantResult& result = row.p50.variants[i];
      std::vector<std::string> cells{title, markdown(result.variant), mean_count(variant.per_boot)};
      for (const double value : {variant.p50, variant.p90, variant.p99, variant.largest})
        cells.push_back(variant.per_boot == 0 ? "" : format::lock_value(row, value));
      cells.push_back(format::difference_text(result, row.p50.scale));
      cells.push_back(format::difference_interval_text(result, row.p50.scale));
      table.add(cells);
      title.clear();
    }
  }
  return table.render() + '\n';
}

}  // namespace

std::string shape_list(const std::vector<compare::MetricResult>& metrics) {
  std::string text;
  for (const compare::MetricResult& metric : metrics)
    for (const compare::VariantResult& result : metric.variants)
      if (const std::string shape = format::shape_text(result, metric.scale); !shape.empty())
        text += fmt::format("- {}, {}: {}\n", markdown_code(metric.metric),
                            markdown(result.variant), markdown(shape));
  return text.empty() ? text : text + '\n';
}

std::string numbers_section(const compare::TestedRun& comparison,
                            const compare::Findings& findings) {
  std::string text = "## Numbers\n\n" + meanings(findings) + not_measured(findings) +
                     sweep_list(comparison, findings);
  for (std::size_t i = 0; i < findings.conditions.size(); ++i) {
    const compare::ConditionResult& condition = findings.conditions[i];
    MarkdownTable table = metric_table();
    for (const compare::MetricResult& metric : condition.metrics)
      add_metric(comparison, condition, metric, table);
    std::string body = table.render();
    if (const std::string shapes = shape_list(condition.metrics); !shapes.empty())
      body += '\n' + shapes;
    text +=
        folded(xml(format::result_title(comparison, condition)),
               table.empty() ? "No boot gave a headline metric.\n" : body, is_open(findings, i));
  }
  return text;
}

std::string holders_section(const compare::TestedRun& comparison,
                            const compare::Findings& findings) {
  std::string text;
  bool in_cma = false;
  for (std::size_t i = 0; i < findings.conditions.size(); ++i) {
    const compare::ConditionResult& condition = findings.conditions[i];
    const compare::HolderTable holders =
        compare::holders_of(comparison, *condition.where, kPlacesOnPage);
    if (holders.empty()) continue;
    in_cma |= holders.in_cma;
    text += folded(xml(format::result_title(comparison, condition)),
                   class_table(holders) + place_table(holders),
                   findings.conditions.size() == 1 || findings.plain == i);
  }
  if (text.empty()) return text;
  return fmt::format(
      "## Who held the page\n\nFailed migrations{} by who held the reference that was one too "
      "many. A failure with several holders counts for each.\n\n{}",
      in_cma ? " inside CMA allocations" : "", text);
}

std::string locks_section(const compare::TestedRun& comparison, const compare::Findings& findings) {
  std::string text;
  for (const compare::ConditionResult& condition : findings.conditions) {
    const compare::LockTable locks = compare::page_locks_of(comparison, *condition.where);
    if (locks.empty()) continue;
    std::string tables;
    for (const compare::LockBlock& block : locks.blocks) tables += lock_table(block);
    text += folded(xml(format::result_title(comparison, condition)), tables, false);
  }
  if (text.empty()) return text;
  return "## Page locks\n\nNumber of holds or waits in a boot (mean), and how long: medians over "
         "boots of each boot's own p50, p90 and p99, the latter two read off buckets of powers of "
         "two.\n\n" +
         text;
}

}  // namespace folioscope::resultpage
