// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/shown_text.h"
#include "catalog/acceleration.h"
#include "compare/evaluate.h"
#include "compare/findings.h"
#include "compare/headlines.h"
#include "compare/holders.h"
#include "compare/page_locks.h"
#include "compare/scale.h"
#include "format/answer.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "stats/outcome.h"
#include "text/report.h"
#include "text/run_sections.h"
#include "text/selection.h"
#include "text/table.h"
#include "text/tables.h"

namespace folioscope::text {
namespace {

std::string heading(const compare::MetricResult& metric) {
  std::string text = metric.metric;
  if (!metric.scale.symbol.empty()) text += ", " + metric.scale.symbol;
  if (const auto meaning = compare::describe(metric.metric); !meaning.empty())
    text += fmt::format(": {}", meaning);
  return text;
}

// Without the outcome.
std::vector<std::string> row_of(const compare::VariantResult& result, const compare::Scale& scale) {
  const std::string boots =
      fmt::format("{}{}", result.summary.count, result.touched_by_loss ? "*" : "");
  if (result.outcome == compare::Outcome::NoData)
    return {result.variant, "", "", "", "", "", boots, ""};
  return {result.variant,
          format::number(scale, result.summary.mean),
          format::number(scale, result.summary.quartile_range()),
          difference_cell(result, scale),
          format::difference_interval_text(result, scale),
          format::adjusted_p_text(result),
          boots,
          format::detectable_text(result, scale)};
}

Table metric_table() {
  using enum Align;
  Table table({Left, Right, Right, Right, Left, Right, Right, Right, Left});
  table.add({"", "mean", "IQR", "difference", "95 % interval", "p", "boots", "shows", ""});
  return table;
}

// Metrics in one sentence: "a +10.83 points, b -3".
class Listing {
 public:
  void add(const compare::MetricResult& metric, const compare::VariantResult& result) {
    if (!text_.empty()) text_ += ", ";
    text_ += metric.metric + ' ' + format::signed_number(metric.scale, result.difference.mean);
    if (const auto symbol = format::difference_symbol(metric.scale); !symbol.empty())
      text_ += ' ' + symbol;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// What the table below says, answer by answer.
class Answers {
 public:
  void add(const compare::MetricResult& metric, const compare::VariantResult& result) {
    switch (result.outcome) {
      case compare::Outcome::Improved:
        return improved_.add(metric, result);
      case compare::Outcome::Regressed:
        return regressed_.add(metric, result);
      case compare::Outcome::Changed:
        return changed_.add(metric, result);
      case compare::Outcome::Lead:
        return leads_.add(metric, result);
      case compare::Outcome::Inconclusive:
        if (compare::leans(result)) return leaning_.add(metric, result);
        break;
      case compare::Outcome::Withheld:
        ++withheld_[result.withheld];
        return;
      default:
        break;
    }
    ++counts_[result.outcome];
  }

  std::vector<std::string> lines() const {
    if (counts_.contains(compare::Outcome::SameCode))
      return {"nothing to compare: the patch changes no code"};
    std::vector<std::string> lines;
    const auto list = [&lines](const char* what, const Listing& listing) {
      if (!listing.text().empty()) lines.push_back(what + listing.text());
    };
    list("regressed: ", regressed_);
    list("improved: ", improved_);
    list("changed: ", changed_);
    if (lines.empty()) lines.emplace_back("no change shown");
    list("leads, no claims: ", leads_);
    list("every block points the same way, too few to tell: ", leaning_);
    const auto tally = [&lines](const std::string& answer, std::size_t count) {
      lines.push_back(answer + format::plural(static_cast<std::int64_t>(count), "metric"));
    };
    for (const auto& [outcome, what] :
         {std::pair(compare::Outcome::NoDifference, "no difference in "),
          {compare::Outcome::Inconclusive, "inconclusive for "},
          {compare::Outcome::NoData, "no data for "}})
      if (const auto found = counts_.find(outcome); found != counts_.end())
        tally(what, found->second);
    for (const auto& [reason, count] : withheld_)
      tally(fmt::format("withheld, for {}, for ", to_string(reason)), count);
    return lines;
  }

 private:
  Listing improved_, regressed_, changed_, leads_, leaning_;
  std::map<compare::Outcome, std::size_t> counts_;  // the others
  std::map<compare::WithheldFor, std::size_t> withheld_;
};

std::vector<std::string> summary_of(const std::vector<compare::MetricResult>& metrics,
                                    std::size_t variant) {
  Answers answers;
  for (const compare::MetricResult& metric : metrics) answers.add(metric, metric.variants[variant]);
  return answers.lines();
}

// A metric that a boot did not give has fewer.
std::int64_t most_blocks(const std::vector<compare::MetricResult>& metrics, std::size_t variant) {
  std::size_t most = 0;
  for (const compare::MetricResult& metric : metrics)
    most = std::max(most, metric.variants[variant].difference.blocks);
  return static_cast<std::int64_t>(most);
}

struct ConditionText {
  std::string text;
  std::size_t comparisons = 0;
  bool touched = false;
};

ConditionText condition_section(const compare::TestedRun& comparison, const Selection& selection) {
  ConditionText section;
  section.text = printable(format::condition_title(comparison, *selection.condition)) + "\n\n";
  if (selection.series.empty()) {
    section.text += "  no boot has given a metric yet\n";
    return section;
  }
  std::vector<compare::MetricResult> metrics;
  for (const query::Series* series : selection.series)
    metrics.push_back(compare::evaluate(comparison, *selection.condition, *series));

  for (std::size_t i = 1; i < comparison.variants.size(); ++i) {
    if (!compare::is_asked(*selection.condition, i)) continue;
    section.text += printable(fmt::format("  {} against {}, {}", comparison.variants[i].row.name,
                                          comparison.variants[0].row.name,
                                          comparison.run.acceleration == catalog::kImported
                                              ? std::string("unpaired")
                                              : format::plural(most_blocks(metrics, i), "block")));
    section.text += '\n';
    if (const std::string ends = format::endings_text(comparison, *selection.condition, i);
        !ends.empty())
      section.text += wrap(ends, 4, kLineWidth);
    for (const std::string& line : summary_of(metrics, i))
      section.text += wrap(line, 4, kLineWidth);
  }
  Table table = metric_table();
  for (const compare::MetricResult& metric : metrics) {
    table.add_line(heading(metric));
    for (const compare::VariantResult& result : metric.variants) {
      if (!result.asked) continue;
      add_with_outcome(row_of(result, metric.scale), result, metric.scale, table);
      section.comparisons += result.difference.blocks > 0;
      section.touched |= result.touched_by_loss;
    }
  }
  section.text += '\n' + table.render(2);
  if (selection.left_out > 0)
    section.text +=
        fmt::format("({} more: --all)\n",
                    format::plural(static_cast<std::int64_t>(selection.left_out), "metric"));
  return section;
}

// What is more than a metric: tables of their own, below those of the condition.
void add_tables(const compare::TestedRun& comparison, const query::Condition& condition,
                ConditionText& section) {
  const compare::HolderTable holders = compare::holders_of(comparison, condition);
  if (!holders.empty()) section.text += '\n' + holder_section(comparison, holders);
  const compare::LockTable locks = compare::page_locks_of(comparison, condition);
  if (!locks.empty()) section.text += '\n' + lock_section(locks);
  section.comparisons += compare::comparisons_in(holders) + compare::comparisons_in(locks);
}

std::string legend(const compare::TestedRun& comparison, bool touched) {
  std::string text = "How to read it\n\n";
  const bool imported = comparison.run.acceleration == catalog::kImported;
  text +=
      wrap(fmt::format(
               "The boot is the sample; mean and IQR (interquartile range) are over boots. "
               "difference: variant - {}{}, in the metric's unit (for %: percentage points), "
               "with Student's 95 % interval. p: exact, by relabeling {}, adjusted for the "
               "family. shows: the smallest difference that so many boots find in eight of ten "
               "runs; below it, how many of each would find a change of {:.0f} % of the "
               "baseline's mean.",
               comparison.variants.front().row.name,
               imported ? ", of the means (unpaired: imported boots are not known to have run "
                          "next to each other)"
                        : " inside blocks of boots that ran interleaved",
               imported ? "all boots" : "the boots of each block", compare::kPlannedChange * 100),
           2, kLineWidth);
  text += wrap(
      fmt::format(
          "improved, regressed, changed (no direction is better): p <= {:.2f} and larger than "
          "{:.0f} % of the baseline's mean (ratios: of the rarer outcome). no difference: the "
          "interval holds none larger than that, and there are {} boots or more of each, because "
          "fewer often do not hold a rare mode at all. inconclusive: everything else.",
          stats::kSignificance, compare::kMinimumEffect * 100, stats::kBootsForNoDifference),
      2, kLineWidth);
  text += wrap(format::family_text(comparison), 2, kLineWidth);
  if (touched)
    text += wrap(
        "*: some of these boots lost events that the metric is made of. withheld for unequal loss "
        "of events: and the share lost is not alike in both variants.",
        2, kLineWidth);
  return text;
}

std::string header(const query::Comparison& comparison) {
  std::string text = printable(comparison.run.name) + "\n\n";
  std::size_t width = 0;
  const std::vector<format::Fact> facts = format::run_facts(comparison);
  for (const format::Fact& fact : facts) width = std::max(width, display_width(fact.name));
  for (const format::Fact& fact : facts) {
    // The name stands in the indentation of the first line.
    std::string block = wrap(fact.text, width + 4, kLineWidth);
    block.replace(2, std::min(fact.name.size(), width), printable(fact.name));
    text += block;
  }
  return text;
}

// The last thing on the screen: the answer in a sentence or two.
std::string outcome_section(const compare::TestedRun& run) {
  std::string sentence;
  for (const format::Piece& piece : format::answer(run, compare::find(run))) sentence += piece.text;
  return "Outcome\n\n" + wrap(printable(sentence), 2, kLineWidth);
}

}  // namespace

std::string render_text(const compare::TestedRun& comparison, const Options& options) {
  std::string text = header(comparison) + '\n';
  std::size_t comparisons = 0;
  bool touched = false;
  for (const Selection& selection : select(comparison, options)) {
    ConditionText section = condition_section(comparison, selection);
    if (options.metrics.empty()) add_tables(comparison, *selection.condition, section);
    text += section.text + '\n';
    comparisons += section.comparisons;
    touched |= section.touched;
  }
  text += accounting_section(comparison);
  for (const std::string& section :
       {not_run_section(comparison), host_section(comparison), anomaly_section(comparison)})
    if (!section.empty()) text += '\n' + section;
  if (comparisons > 0) text += '\n' + legend(comparison, touched);
  if (comparisons > 0 && options.metrics.empty()) text += '\n' + outcome_section(comparison);
  return text;
}

}  // namespace folioscope::text
