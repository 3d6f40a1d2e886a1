// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bisect_step.h"

#include <fmt/format.h>

#include <set>

#include "bisect/question.h"

namespace folioscope::app {
namespace {

using bisect::Answer;

ComparedPrefixes compare_prefixes(const StepTest& test, const query::Comparison& run, int blocks,
                                  int from, int to) {
  const compare::Pair pair{test.metric, bisect::variant_name(from), bisect::variant_name(to)};
  return {from, to,
          compare::follow_pair(run, test.place, pair, test.looks, test.probe.error, blocks)};
}

bisect::Compared compared(const compare::PairResult& result) {
  return {result.differs, result.contrast.difference};
}

bool ends_otherwise(const compare::PairResult& result) {
  return result.withheld == compare::WithheldFor::Endings;
}

std::string endings_note(const StepTest& test, const query::Comparison& run, int blocks) {
  std::set<int> prefixes{test.probe.low, test.probe.middle, test.probe.high};
  std::string text;
  for (const int prefix : prefixes) {
    const compare::Endings endings =
        compare::endings_of(run, test.place, bisect::variant_name(prefix), blocks);
    text += fmt::format("{}{}: {} of {} boots done", text.empty() ? "" : ", ",
                        bisect::variant_name(prefix), endings.done, endings.ended);
  }
  return text;
}

// The ends are shown to differ by less than matters: a search between them has nothing to find.
bool too_little(const compare::PairResult& result) {
  return stats::judge(result.contrast, false,
                      compare::minimum_effect_of(result.unit, result.from.mean)) ==
         stats::Outcome::NoDifference;
}

StepResult test_ends(const StepTest& test, const query::Comparison& run, int blocks) {
  StepResult step;
  step.pairs = {compare_prefixes(test, run, blocks, test.probe.low, test.probe.high)};
  const compare::PairResult& ends = step.pairs.front().result;
  step.answer.from_low = compared(ends);
  if (ends_otherwise(ends)) {
    step.answer.kind = Answer::Kind::Untestable;
    step.note = "boots do not end alike: " + endings_note(test, run, blocks);
  }
  step.metric_missing = ends.unit.empty() && !ends_otherwise(ends);
  step.settled = ends.differs || ends_otherwise(ends) || step.metric_missing || too_little(ends);
  return step;
}

StepResult test_middle(const StepTest& test, const query::Comparison& run, int blocks) {
  StepResult step;
  const bisect::Probe& probe = test.probe;
  step.pairs = {compare_prefixes(test, run, blocks, probe.low, probe.middle),
                compare_prefixes(test, run, blocks, probe.middle, probe.high),
                compare_prefixes(test, run, blocks, probe.low, probe.high)};
  const compare::PairResult &from_low = step.pairs[0].result, &to_high = step.pairs[1].result;
  step.answer.from_low = compared(from_low);
  step.answer.to_high = compared(to_high);
  if (ends_otherwise(from_low) || ends_otherwise(to_high) || from_low.to.count == 0) {
    step.answer.kind = Answer::Kind::Untestable;
    step.note = "passed over, its boots do not end alike or give no value: " +
                endings_note(test, run, blocks);
  } else if (from_low.withheld != compare::WithheldFor::Nothing ||
             to_high.withheld != compare::WithheldFor::Nothing) {
    step.note = "withheld for unequal loss of events: a larger `buffer` in the experiment";
  }
  step.settled =
      from_low.differs || to_high.differs || step.answer.kind == Answer::Kind::Untestable;
  return step;
}

}  // namespace

StepResult test_step(const StepTest& test, const query::Comparison& run, int blocks) {
  return test.probe.of_ends() ? test_ends(test, run, blocks) : test_middle(test, run, blocks);
}

std::vector<ComparedPrefixes> test_by_patch(const query::Comparison& run,
                                            const compare::Place& place, const std::string& metric,
                                            const std::vector<int>& prefixes, double error) {
  std::vector<compare::Pair> pairs;
  for (std::size_t i = 1; i < prefixes.size(); ++i)
    pairs.push_back(
        {metric, bisect::variant_name(prefixes[i - 1]), bisect::variant_name(prefixes[i])});
  const std::vector<compare::PairResult> results = compare::test_pairs(run, place, pairs, error);
  std::vector<ComparedPrefixes> rows;
  for (std::size_t i = 0; i < results.size(); ++i)
    rows.push_back({prefixes[i], prefixes[i + 1], results[i]});
  return rows;
}

Fault missing_metric(const query::Comparison& run, const StepTest& test) {
  constexpr std::size_t kShown = 12;
  std::string reported;
  std::size_t count = 0;
  for (const query::Condition& condition : run.conditions)
    for (const query::Series& series : condition.series)
      if (++count <= kShown)
        reported += fmt::format("{}{}", reported.empty() ? "" : ", ", series.metric);
  return user_fault(fmt::format("no boot of {} reported {}", test.place.workload, test.metric),
                    reported.empty() ? "no boot reported anything: folioscope report says why"
                    : count <= kShown
                        ? "they reported " + reported
                        : fmt::format("they reported {} and {} more", reported, count - kShown));
}

}  // namespace folioscope::app
