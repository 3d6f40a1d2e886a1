// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/variant_answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "compare/headlines.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"

namespace folioscope::format {
namespace {

using compare::VariantResult;

constexpr std::size_t kNamedOthers = 4;  // metrics of a kind that a paragraph names

std::string joined(const std::vector<std::string>& words, const char* between) {
  return fmt::format("{}", fmt::join(words, between));
}

// "+10.83 points [+7.91, +13.76], +2600 % [...]; 3 of 3 blocks agree; p = 0.002; 6 boots of each"
std::string evidence(const VariantResult& result, const compare::Scale& scale) {
  const compare::Difference& difference = result.difference;
  std::vector<std::string> parts;
  std::string size = difference_text(result, scale);
  if (const std::string interval = difference_interval_text(result, scale); !interval.empty())
    size += ' ' + interval;
  if (const std::string relative = relative_text(result); !relative.empty())
    size += ", " + relative;
  parts.push_back(size);
  if (const std::string blocks = blocks_text(result); !blocks.empty()) parts.push_back(blocks);
  parts.push_back(p_statement(difference.adjusted));
  parts.push_back(
      plural(static_cast<std::int64_t>(std::min(difference.boots, difference.baseline_boots)),
             "boot") +
      " of each");
  return joined(parts, "; ");
}

bool moved(const VariantResult& result) {
  return compare::is_change(result.outcome) || result.outcome == compare::Outcome::Lead;
}

std::vector<Piece> sentence_of(const query::Comparison& run,
                               const compare::ConditionResult& condition,
                               const compare::MetricResult& metric, const VariantResult& result) {
  const VariantResult& baseline = metric.variants.front();
  const auto mean = [&](const VariantResult& of) {
    return with_symbol(metric.scale, of.summary.mean);
  };
  std::vector<Piece> pieces;
  const Piece name{.text = metric.metric, .code = true};
  if (result.outcome == compare::Outcome::NoData || baseline.summary.count == 0) {
    const VariantResult& without = baseline.summary.count == 0 ? baseline : result;
    return {{fmt::format("No number from {} for ", without.variant)},
            name,
            {fmt::format(": {}.", ending_text(run, *condition.where, without.variant))}};
  }
  if (moved(result))
    return {
        {"Takes "},
        name,
        {fmt::format(" from {} to {}", mean(baseline), mean(result))},
        {fmt::format(": {}{}.", evidence(result, metric.scale),
                     result.outcome == compare::Outcome::Lead ? "; a lead, but no claim" : "")}};
  const bool tested = result.difference.blocks > 0 &&
                      result.outcome != compare::Outcome::SameCode &&
                      result.outcome != compare::Outcome::Withheld;
  pieces = {name, {fmt::format(" {} beside {}", mean(result), mean(baseline))}};
  if (tested) pieces.push_back({fmt::format(": {}", evidence(result, metric.scale))});
  pieces.push_back({fmt::format(". {}", explain(result, metric.scale))});
  return pieces;
}

// "x (+3 %)"
std::string other_text(const compare::MetricResult& metric, const VariantResult& result) {
  return fmt::format("{} ({})", metric.metric, difference_text(result, metric.scale));
}

std::string others_text(const compare::Findings& findings,
                        const compare::ConditionResult& condition, std::size_t variant) {
  using compare::Outcome;
  std::map<Outcome, std::vector<std::string>> named;
  std::map<Outcome, std::size_t> counted;
  for (const compare::MetricResult& metric : condition.metrics) {
    if (metric.metric == findings.decisive || variant >= metric.variants.size()) continue;
    const VariantResult& result = metric.variants[variant];
    ++counted[result.outcome];
    if (moved(result)) named[result.outcome].push_back(other_text(metric, result));
  }
  std::vector<std::string> parts;
  for (auto& [outcome, metrics] : named) {
    const std::size_t more = metrics.size() - std::min(metrics.size(), kNamedOthers);
    metrics.resize(metrics.size() - more);
    parts.push_back(fmt::format("{}: {}{}", to_string(outcome), joined(metrics, ", "),
                                more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  for (const auto& [outcome, count] : counted)
    if (!named.contains(outcome))
      parts.push_back(fmt::format("{}: {}", to_string(outcome),
                                  plural(static_cast<std::int64_t>(count), "metric")));
  return parts.empty() ? std::string() : "Other metrics: " + joined(parts, "; ") + '.';
}

VariantAnswer answer_of(const compare::TestedRun& run, const compare::Findings& findings,
                        std::size_t variant) {
  VariantAnswer answer{.variant = run.variants[variant].row.name, .position = variant};
  for (const std::size_t index : findings.told()) {
    const compare::ConditionResult& condition = findings.conditions[index];
    const compare::MetricResult& metric = *condition.metric(findings.decisive);
    const VariantResult& result = metric.variants[variant];
    const bool first = answer.text.empty();
    if (!result.asked) continue;
    if (!first) answer.text.push_back({" "});
    if (findings.told().size() > 1)
      answer.text.push_back({fmt::format("At {}: ", label_text(condition)), false, first});
    for (Piece& piece : sentence_of(run, condition, metric, result)) {
      piece.strong = first && moved(result);
      answer.text.push_back(std::move(piece));
    }
    if (const std::string endings = endings_text(run, *condition.where, variant); !endings.empty())
      answer.text.push_back({fmt::format(" It has {}.", endings)});
    if (first) {
      answer.outcome = result.outcome;
      answer.others = others_text(findings, condition, variant);
    }
  }
  return answer;
}

}  // namespace

std::vector<VariantAnswer> variant_answers(const compare::TestedRun& run,
                                           const compare::Findings& findings) {
  std::vector<VariantAnswer> answers;
  for (std::size_t variant = 1; variant < run.variants.size(); ++variant)
    if (VariantAnswer answer = answer_of(run, findings, variant); !answer.text.empty())
      answers.push_back(std::move(answer));
  return answers;
}

std::vector<Piece> summary(const compare::TestedRun& run, const compare::Findings& findings) {
  if (findings.told().empty() || run.variants.size() < 2) return answer(run, findings);
  const compare::ConditionResult& condition = findings.conditions[findings.told().front()];
  const compare::MetricResult& metric = *condition.metric(findings.decisive);
  std::map<compare::Outcome, std::int64_t> outcomes;
  std::int64_t asked = 0;
  std::string one;  // of them
  for (std::size_t i = 1; i < metric.variants.size(); ++i) {
    if (!metric.variants[i].asked) continue;
    ++outcomes[metric.variants[i].outcome];
    one = metric.variants[i].variant;
    ++asked;
  }
  std::vector<std::string> about, counts;
  if (const std::string_view meaning = compare::describe(metric.metric); !meaning.empty())
    about.emplace_back(meaning);
  if (std::string better = direction_text(better_of(run, metric.metric)); !better.empty())
    about.push_back(std::move(better));
  for (const auto& [outcome, count] : outcomes)
    counts.push_back(asked == 1 ? to_string(outcome)
                                : fmt::format("{} {}", count, to_string(outcome)));
  std::vector<Piece> pieces{{.text = metric.metric, .code = true}};
  if (!about.empty()) pieces.push_back({fmt::format(" ({})", joined(about, "; "))});
  pieces.push_back({fmt::format(
      "{}, {} against {}: ", findings.conditions.size() > 1 ? " at " + label_text(condition) : "",
      asked == 1 ? one : plural(asked, "variant"), metric.variants.front().variant)});
  pieces.push_back({.text = joined(counts, ", "), .strong = true});
  pieces.push_back({"."});
  return pieces;
}

}  // namespace folioscope::format
