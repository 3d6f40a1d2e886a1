// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a page: the headline at every point, holders, page locks.
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

namespace folioscope::report {
namespace {

// More points than these, and all but the deciding ones are folded away.
constexpr std::size_t kOpenPoints = 4;
constexpr std::size_t kPlacesOnPage = 5;

std::string mean_count(double value) { return number({1, "", 1}, value); }

std::string boots_text(const query::Comparison& comparison, const Point& point,
                       const VariantResult& result) {
  const auto arm = std::ranges::find(point.group->arms, result.variant, &query::ArmFacts::variant);
  const auto given = static_cast<std::int64_t>(result.summary.count);
  std::string text = fmt::format("{}{}", given, result.touched_by_loss ? "\\*" : "");
  if (arm == point.group->arms.end() || arm->planned == given) return text;
  text += fmt::format(" of {}", arm->planned);
  const std::string failures = failures_text(comparison, *point.group, result.variant);
  return failures.empty() ? text : text + ": " + failures;
}

std::string metric_title(const MetricResult& metric) {
  std::string text = markdown_code(metric.metric);
  if (!metric.scale.symbol.empty()) text += ", " + markdown(metric.scale.symbol);
  return text;
}

// difference, interval, p, verdict
std::vector<std::string> difference_cells(const VariantResult& result, const Scale& scale) {
  if (result.verdict == Verdict::Baseline) return {"", "", "", "baseline"};
  std::string verdict = verdict_text(result);
  if (result.verdict == Verdict::Changed) verdict = "**" + verdict + "**";
  if (result.difference.blocks == 0) return {"", "", "", verdict};
  const bool shown = result.verdict != Verdict::SameCode && result.verdict != Verdict::Withheld;
  return {shown ? difference_text(result, scale) : "", difference_interval_text(result, scale),
          shown ? p_value(result.difference.p) : "", verdict};
}

void add_metric(const query::Comparison& comparison, const Point& point, const MetricResult& metric,
                MarkdownTable& table) {
  std::string title = metric_title(metric);
  for (const VariantResult& result : metric.variants) {
    std::vector<std::string> row{
        title, markdown(result.variant), boots_text(comparison, point, result),
        result.summary.count == 0 ? "" : number(metric.scale, result.summary.median)};
    for (std::string& cell : difference_cells(result, metric.scale)) row.push_back(std::move(cell));
    table.add(row);
    title.clear();
  }
}

MarkdownTable metric_table() {
  using enum Align;
  return MarkdownTable({{"metric"},
                        {"variant"},
                        {"boots", Right},
                        {"median", Right},
                        {"difference", Right},
                        {"95 % interval"},
                        {"p", Right},
                        {"verdict"}});
}

// `body` behind a triangle. `title` is XML: Markdown is not read there.
std::string folded(const std::string& title, const std::string& body, bool open) {
  return fmt::format("<details{}>\n<summary>{}</summary>\n\n{}\n</details>\n\n",
                     open ? " open" : "", title, body);
}

bool is_open(const Findings& findings, std::size_t point) {
  return findings.points.size() <= kOpenPoints || findings.plain == point ||
         findings.amplified == point;
}

std::string meanings(const Findings& findings) {
  std::string text;
  for (const std::string& metric : findings.headline)
    if (const auto meaning = describe(metric); !meaning.empty())
      text += fmt::format("- {}: {}\n", markdown_code(metric), markdown(meaning));
  return text.empty() ? text : text + '\n';
}

std::string not_measured(const Findings& findings) {
  std::string text;
  for (const std::string& metric : findings.headline)
    if (std::ranges::none_of(findings.points,
                             [&](const Point& point) { return point.metric(metric) != nullptr; }))
      text += (text.empty() ? "" : ", ") + markdown_code(metric);
  return text.empty() ? text : fmt::format("No boot gave {}.\n\n", text);
}

// The decisive metric, a line for each point: plain and amplified ones side by side.
std::string sweep_list(const query::Comparison& comparison, const Findings& findings) {
  if (findings.points.size() < 2 || findings.decisive.empty()) return {};
  std::string text = fmt::format("{} at every point:\n\n", markdown_code(findings.decisive));
  for (const Point& point : findings.points) {
    const MetricResult* metric = point.metric(findings.decisive);
    text += fmt::format("- {}: ", markdown(label_text(point)));
    if (metric == nullptr) {
      text += "no boot gave it\n";
      continue;
    }
    for (std::size_t i = 0; i < metric->variants.size(); ++i) {
      const VariantResult& result = metric->variants[i];
      text += fmt::format("{}{} ", i == 0 ? "" : "; ", markdown(result.variant));
      if (result.summary.count == 0) {
        const std::string failures = failures_text(comparison, *point.group, result.variant);
        text += failures.empty() ? "no data" : failures;
        continue;
      }
      text += with_symbol(metric->scale, result.summary.median);
      if (i > 0) text += fmt::format(" ({})", to_string(result.verdict));
    }
    text += '\n';
  }
  return text + '\n';
}

std::string class_table(const GroupCulprits& culprits) {
  using enum Align;
  MarkdownTable table({{"held by"},
                       {"variant"},
                       {"failures in a boot", Right},
                       {"share", Right},
                       {"difference", Right},
                       {"95 % interval"},
                       {"p", Right},
                       {"verdict"}});
  const auto add = [&](std::string title, const MetricResult& failures, const CulpritRow* row) {
    for (std::size_t i = 0; i < failures.variants.size(); ++i) {
      const VariantResult& result = failures.variants[i];
      std::vector<std::string> cells{
          title, markdown(result.variant),
          result.summary.count == 0 ? "" : mean_count(result.summary.mean),
          row == nullptr || row->share.variants[i].summary.count == 0
              ? ""
              : with_symbol(row->share.scale, row->share.variants[i].summary.mean)};
      for (std::string& cell : difference_cells(result, failures.scale))
        cells.push_back(std::move(cell));
      table.add(cells);
      title.clear();
    }
  };
  add("anybody", culprits.failures, nullptr);
  for (const CulpritRow& row : culprits.classes) {
    std::string title = markdown_code(row.holder_class);
    if (const auto meaning = describe_class(row.holder_class); !meaning.empty())
      title += fmt::format(": {}", markdown(meaning));
    add(title, row.failures, &row);
  }
  return table.render();
}

std::string place_table(const GroupCulprits& culprits) {
  using enum Align;
  MarkdownTable table({{"stack, latest frame first"},
                       {"variant"},
                       {"failures in a boot", Right},
                       {"task"},
                       {"median age", Right}});
  for (const CulpritRow& row : culprits.places) {
    std::string title = markdown_code(row.holder_class) + ": " + markdown_code(row.place);
    for (std::size_t i = 0; i < row.arms.size(); ++i) {
      const CulpritArm& arm = row.arms[i];
      if (row.failures.variants[i].summary.count == 0 || arm.failures_per_boot == 0) continue;
      table.add({title, markdown(row.failures.variants[i].variant),
                 mean_count(arm.failures_per_boot), markdown_code(arm.comm),
                 arm.median_age_ns ? short_time(*arm.median_age_ns) : ""});
      title.clear();
    }
  }
  return table.empty() ? "" : '\n' + table.render();
}

std::string lock_table(const LockBlock& block) {
  using enum Align;
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
  for (const LockRow& row : block.rows) {
    std::string title = markdown(row.title);
    for (std::size_t i = 0; i < row.arms.size(); ++i) {
      const LockArm& arm = row.arms[i];
      const VariantResult& result = row.p50.variants[i];
      std::vector<std::string> cells{title, markdown(result.variant), mean_count(arm.per_boot)};
      for (const double value : {arm.p50, arm.p90, arm.p99, arm.largest})
        cells.push_back(arm.per_boot == 0 ? "" : lock_value(row, value));
      cells.push_back(difference_text(result, row.p50.scale));
      cells.push_back(difference_interval_text(result, row.p50.scale));
      table.add(cells);
      title.clear();
    }
  }
  return table.render() + '\n';
}

}  // namespace

std::string numbers_section(const query::Comparison& comparison, const Findings& findings) {
  std::string text = "## Numbers\n\n" + meanings(findings) + not_measured(findings) +
                     sweep_list(comparison, findings);
  for (std::size_t i = 0; i < findings.points.size(); ++i) {
    const Point& point = findings.points[i];
    MarkdownTable table = metric_table();
    for (const MetricResult& metric : point.metrics) add_metric(comparison, point, metric, table);
    text += folded(xml(point_title(comparison, point)),
                   table.empty() ? "No boot gave a headline metric.\n" : table.render(),
                   is_open(findings, i));
  }
  return text;
}

std::string holders_section(const query::Comparison& comparison, const Findings& findings) {
  std::string text;
  bool in_cma = false;
  for (std::size_t i = 0; i < findings.points.size(); ++i) {
    const Point& point = findings.points[i];
    const GroupCulprits culprits = culprits_of(comparison, *point.group, kPlacesOnPage);
    if (culprits.empty()) continue;
    in_cma |= culprits.in_cma;
    text +=
        folded(xml(point_title(comparison, point)), class_table(culprits) + place_table(culprits),
               findings.points.size() == 1 || findings.plain == i);
  }
  if (text.empty()) return text;
  return fmt::format(
      "## Who held the page\n\nFailed migrations{} by who held the reference that was one too "
      "many. A failure with several holders counts for each.\n\n{}",
      in_cma ? " inside CMA allocations" : "", text);
}

std::string locks_section(const query::Comparison& comparison, const Findings& findings) {
  std::string text;
  for (const Point& point : findings.points) {
    const GroupLocks locks = page_locks_of(comparison, *point.group);
    if (locks.empty()) continue;
    std::string tables;
    for (const LockBlock& block : locks.blocks) tables += lock_table(block);
    text += folded(xml(point_title(comparison, point)), tables, false);
  }
  if (text.empty()) return text;
  return "## Page locks\n\nNumber of holds or waits in a boot (mean), and how long: medians over "
         "boots of each boot's own p50, p90 and p99, the latter two read off buckets of powers of "
         "two.\n\n" +
         text;
}

}  // namespace folioscope::report
