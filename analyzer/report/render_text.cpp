// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "report/culprits.h"
#include "report/evaluate.h"
#include "report/headlines.h"
#include "report/page_locks.h"
#include "report/report.h"
#include "report/run_text.h"
#include "report/selection.h"
#include "report/table.h"
#include "report/units.h"

namespace folioscope::report {
namespace {

std::string heading(const MetricResult& metric) {
  std::string text = metric.metric;
  if (!metric.scale.symbol.empty()) text += ", " + metric.scale.symbol;
  if (const auto meaning = describe(metric.metric); !meaning.empty())
    text += fmt::format(": {}", meaning);
  return text;
}

std::vector<std::string> row_of(const VariantResult& result, const Scale& scale) {
  const std::string boots =
      fmt::format("{}{}", result.summary.count, result.touched_by_loss ? "*" : "");
  if (result.verdict == Verdict::NoData)
    return {result.variant, boots, "", "", "", "", "", "", verdict_text(result)};
  std::vector<std::string> row{result.variant, boots, number(scale, result.summary.median),
                               number(scale, result.summary.mean),
                               number(scale, result.summary.quartile_range())};
  const stats::Difference& difference = result.difference;
  if (result.verdict == Verdict::Baseline || difference.blocks == 0)
    row.insert(row.end(), {"", "", ""});
  else
    row.insert(row.end(), {signed_number(scale, difference.mean),
                           difference.interval ? interval_text(scale, *difference.interval) : "",
                           p_value(difference.p)});
  row.push_back(result.verdict == Verdict::Baseline ? "" : verdict_text(result));
  return row;
}

Table metric_table() {
  using enum Align;
  Table table({Left, Right, Right, Right, Right, Right, Left, Right, Left});
  table.add({"", "boots", "median", "mean", "spread", "difference", "95 % interval", "p", ""});
  return table;
}

// Metrics in one sentence: "a +10.83 points, b -3".
class Listing {
 public:
  void add(const MetricResult& metric, const VariantResult& result) {
    if (!text_.empty()) text_ += ", ";
    text_ += metric.metric + ' ' + signed_number(metric.scale, result.difference.mean);
    if (const auto symbol = difference_symbol(metric.scale); !symbol.empty()) text_ += ' ' + symbol;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// What the table below says, answer by answer.
std::vector<std::string> summary_of(const std::vector<MetricResult>& metrics, std::size_t variant) {
  Listing changed, leaning;
  std::size_t same = 0, unclear = 0, withheld = 0, missing = 0;
  for (const MetricResult& metric : metrics) {
    const VariantResult& result = metric.variants[variant];
    switch (result.verdict) {
      case Verdict::Changed:
        changed.add(metric, result);
        break;
      case Verdict::NoDifference:
        ++same;
        break;
      case Verdict::CannotTell:
        if (leans(result))
          leaning.add(metric, result);
        else
          ++unclear;
        break;
      case Verdict::Withheld:
        ++withheld;
        break;
      case Verdict::NoData:
        ++missing;
        break;
      case Verdict::SameCode:
      case Verdict::Baseline:
        return {"nothing to compare: the patch changes no code"};
    }
  }
  std::vector<std::string> lines;
  lines.push_back("changed: " + (changed.text().empty() ? "nothing shown" : changed.text()));
  if (!leaning.text().empty())
    lines.push_back("every block points the same way, too few to tell: " + leaning.text());
  const auto tally = [&lines](const char* answer, std::size_t count_of) {
    if (count_of == 0) return;
    lines.push_back(
        fmt::format("{} {}", answer, plural(static_cast<std::int64_t>(count_of), "metric")));
  };
  tally("no difference in", same);
  tally("cannot tell for", unclear);
  tally("withheld, for lost events, for", withheld);
  tally("no data for", missing);
  return lines;
}

// A metric that a boot did not give has fewer.
std::int64_t most_blocks(const std::vector<MetricResult>& metrics, std::size_t variant) {
  std::size_t most = 0;
  for (const MetricResult& metric : metrics)
    most = std::max(most, metric.variants[variant].difference.blocks);
  return static_cast<std::int64_t>(most);
}

struct GroupText {
  std::string text;
  std::size_t comparisons = 0;
  bool touched = false;
};

GroupText group_section(const query::Comparison& comparison, const Selection& selection) {
  GroupText section;
  section.text = printable(group_title(comparison, *selection.group)) + "\n\n";
  if (selection.series.empty()) {
    section.text += "  no boot has given a metric yet\n";
    return section;
  }
  std::vector<MetricResult> metrics;
  for (const query::Series* series : selection.series)
    metrics.push_back(evaluate(comparison, *selection.group, *series));

  for (std::size_t i = 1; i < comparison.variants.size(); ++i) {
    section.text += printable(fmt::format("  {} against {}, {}", comparison.variants[i].row.name,
                                          comparison.variants[0].row.name,
                                          plural(most_blocks(metrics, i), "block")));
    section.text += '\n';
    for (const std::string& line : summary_of(metrics, i))
      section.text += wrap(line, 4, kLineWidth);
  }
  Table table = metric_table();
  for (const MetricResult& metric : metrics) {
    table.add_line(heading(metric));
    for (const VariantResult& result : metric.variants) {
      table.add(row_of(result, metric.scale));
      section.comparisons += result.difference.blocks > 0;
      section.touched |= result.touched_by_loss;
    }
  }
  section.text += '\n' + table.render(2);
  if (selection.left_out > 0)
    section.text += fmt::format("({} more: --all)\n",
                                plural(static_cast<std::int64_t>(selection.left_out), "metric"));
  return section;
}

// What is more than a metric: tables of their own, below those of the group.
void add_tables(const query::Comparison& comparison, const query::Group& group,
                GroupText& section) {
  const GroupCulprits culprits = culprits_of(comparison, group);
  if (!culprits.empty()) section.text += '\n' + culprit_section(comparison, culprits);
  const GroupLocks locks = page_locks_of(comparison, group);
  if (!locks.empty()) section.text += '\n' + lock_section(locks);
  section.comparisons += comparisons_in(culprits) + comparisons_in(locks);
}

std::string legend(const query::Comparison& comparison, std::size_t comparisons, bool touched) {
  std::string text = "How to read it\n\n";
  text += wrap(
      fmt::format(
          "The boot is the sample. median, mean and spread (distance between the quartiles) are "
          "over boots. difference: mean of variant - {} inside blocks of boots that ran "
          "interleaved, in the metric's unit (for %: percentage points), with a 95 % bootstrap "
          "interval over blocks and the p of swapping the variants inside blocks.",
          comparison.variants.front().row.name),
      2, kLineWidth);
  text += wrap(
      fmt::format("changed: p <= {:.2f} and an interval without zero, or the same difference in "
                  "every one of {} or more blocks. no difference: none larger than {:.0f} % of the "
                  "baseline's mean (ratios: {:.0f} point). cannot tell (+n): about n more "
                  "boots of each variant would; {} blocks are the fewest that can show a change.",
                  stats::kSignificance, stats::kFewestConstantBlocks, kMinimumEffect * 100,
                  kMinimumEffectRatio * 100, stats::kFewestBlocks),
      2, kLineWidth);
  if (touched)
    text += wrap(
        "*: some of these boots lost events that the metric is made of. withheld: and the "
        "share lost is not alike in both variants.",
        2, kLineWidth);
  text += wrap(fmt::format("{} made here; p is not adjusted for their number: of comparisons "
                           "without any effect, 1 in 20 falls below {:.2f}.",
                           plural(static_cast<std::int64_t>(comparisons), "comparison"),
                           stats::kSignificance),
               2, kLineWidth);
  return text;
}

std::string header(const query::Comparison& comparison) {
  std::string text = printable(comparison.run.name) + "\n\n";
  std::size_t width = 0;
  const std::vector<Fact> facts = run_facts(comparison);
  for (const Fact& fact : facts) width = std::max(width, display_width(fact.name));
  for (const Fact& fact : facts) {
    // The name stands in the indentation of the first line.
    std::string block = wrap(fact.text, width + 4, kLineWidth);
    block.replace(2, std::min(fact.name.size(), width), printable(fact.name));
    text += block;
  }
  return text;
}

}  // namespace

std::string render_text(const query::Comparison& comparison, const Options& options) {
  std::string text = header(comparison) + '\n';
  std::size_t comparisons = 0;
  bool touched = false;
  for (const Selection& selection : select(comparison, options)) {
    GroupText section = group_section(comparison, selection);
    if (options.metrics.empty()) add_tables(comparison, *selection.group, section);
    text += section.text + '\n';
    comparisons += section.comparisons;
    touched |= section.touched;
  }
  text += accounting_section(comparison);
  for (const std::string& section : {not_run_section(comparison), anomaly_section(comparison)})
    if (!section.empty()) text += '\n' + section;
  if (comparisons > 0) text += '\n' + legend(comparison, comparisons, touched);
  return text;
}

}  // namespace folioscope::report
