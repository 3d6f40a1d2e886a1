// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compare/headlines.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"

namespace folioscope::format {
namespace {

using compare::Outcome;
using compare::VariantResult;
using Pieces = std::vector<Piece>;
using Results = std::vector<const VariantResult*>;

Piece plain(std::string text) { return {std::move(text)}; }
Piece code(std::string text) { return {.text = std::move(text), .code = true}; }

void append(Pieces& pieces, const Pieces& more) {
  pieces.insert(pieces.end(), more.begin(), more.end());
}

Results with(const compare::MetricResult& metric, Outcome outcome) {
  Results results;
  for (const VariantResult& result : metric.variants)
    if (result.asked && result.outcome == outcome) results.push_back(&result);
  return results;
}

// "a, b": every name a piece of its own.
Pieces names(const Results& results) {
  Pieces pieces;
  for (const VariantResult* result : results) {
    if (!pieces.empty()) pieces.push_back(plain(", "));
    pieces.push_back(plain(result->variant));
  }
  return pieces;
}

Pieces metric_name(const std::string& metric) {
  Pieces pieces{code(metric)};
  const std::string_view meaning = compare::describe(metric);
  if (!meaning.empty()) append(pieces, {plain(" ("), plain(std::string(meaning)), plain(")")});
  return pieces;
}

// "share takes `waits` (sleeps on pages) from 1024 to 9160 (improved, +8136 [+8001, +8270]), ...";
// in means, which are what was tested.
Pieces changes(const compare::MetricResult& metric, const Results& changed, const Pieces& what) {
  const stats::Summary& baseline = metric.variants.front().summary;
  const auto mean = [&metric](const stats::Summary& summary) {
    return with_symbol(metric.scale, summary.mean);
  };
  Pieces pieces;
  for (const VariantResult* result : changed) {
    if (pieces.empty()) {
      pieces = {plain(result->variant), plain(" takes ")};
      append(pieces, what);
      pieces.push_back(plain(fmt::format(" from {}", mean(baseline))));
    } else {
      append(pieces, {plain(", "), plain(result->variant)});
    }
    const std::string interval = difference_interval_text(*result, metric.scale);
    pieces.push_back(plain(
        fmt::format(" to {} ({}: {}{}{}, {}, {} of each)", mean(result->summary),
                    to_string(result->outcome), difference_text(*result, metric.scale),
                    interval.empty() ? "" : " ", interval, p_statement(result->difference.adjusted),
                    plural(static_cast<std::int64_t>(std::min(result->difference.boots,
                                                              result->difference.baseline_boots)),
                           "boot"))));
  }
  return pieces;
}

// "inconclusive for a (-2 % [-11, +9]; 6 boots show ...)": each with what it could have shown.
void add_inconclusive(const compare::MetricResult& metric, std::vector<Pieces>& parts) {
  for (const VariantResult* result : with(metric, Outcome::Inconclusive)) {
    Pieces part{plain("inconclusive for "), plain(result->variant)};
    const std::string interval = difference_interval_text(*result, metric.scale);
    if (result->difference.blocks > 0 && result->difference.equal)
      part = {plain(outcome_text(*result)), plain(" for "), plain(result->variant)};
    else if (!interval.empty())
      part.push_back(
          plain(fmt::format(" ({} {})", difference_text(*result, metric.scale), interval)));
    parts.push_back(std::move(part));
  }
}

// Every comparison but the changed ones, each a part of its own.
std::vector<Pieces> unchanged(const query::Comparison& comparison,
                              const compare::ConditionResult& condition,
                              const compare::MetricResult& metric) {
  std::vector<Pieces> parts;
  const auto add = [&](Outcome outcome, const char* text) {
    const Results results = with(metric, outcome);
    if (results.empty()) return;
    parts.push_back({plain(text)});
    append(parts.back(), names(results));
  };
  add(Outcome::NoDifference, "no difference with ");
  add_inconclusive(metric, parts);
  add(Outcome::Lead, "a lead, but no claim, for ");
  add(Outcome::SameCode, "no changed code in ");
  add(Outcome::Withheld, "withheld for ");
  for (const VariantResult* result : with(metric, Outcome::NoData))
    parts.push_back(
        {plain("no number from "), plain(result->variant),
         plain(fmt::format(" ({})", ending_text(comparison, *condition.where, result->variant)))});
  return parts;
}

// Every comparison under one condition, which it does not name; `what` is the metric.
Pieces comparisons(const query::Comparison& comparison, const compare::ConditionResult& condition,
                   const compare::MetricResult& metric, const Pieces& what) {
  const VariantResult& baseline = metric.variants.front();
  Pieces pieces;
  if (baseline.summary.count == 0) {
    pieces = {plain("inconclusive: the baseline "), plain(baseline.variant), plain(" gave no ")};
    append(pieces, what);
    pieces.push_back(
        plain(fmt::format(" ({})", ending_text(comparison, *condition.where, baseline.variant))));
    return pieces;
  }
  if (metric.variants.size() == 1) {
    pieces = {plain(baseline.variant), plain(" has ")};
    append(pieces, what);
    pieces.push_back(plain(fmt::format(" {} (mean); there is no other variant to compare it with",
                                       with_symbol(metric.scale, baseline.summary.mean))));
    return pieces;
  }
  std::vector<Pieces> parts = unchanged(comparison, condition, metric);
  Results changed;
  for (const VariantResult& result : metric.variants)
    if (compare::is_change(result.outcome)) changed.push_back(&result);
  if (changed.empty()) {
    pieces = what;
    pieces.push_back(plain(": "));
  } else {
    parts.insert(parts.begin(), changes(metric, changed, what));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) pieces.push_back(plain("; "));
    append(pieces, parts[i]);
  }
  return pieces;
}

// Under how many conditions of the kind nothing changed, and under how many any difference is
// negligible.
struct Nulls {
  std::size_t conditions = 0, without_change = 0, equal = 0;
};
Nulls nulls_of(const compare::Findings& findings, bool amplified) {
  Nulls nulls;
  for (const compare::ConditionResult& condition : findings.conditions) {
    const compare::MetricResult* metric = condition.metric(findings.decisive);
    if (metric == nullptr || condition.amplified() != amplified || metric->variants.size() < 2)
      continue;
    ++nulls.conditions;
    nulls.equal += std::ranges::all_of(metric->variants, [](const VariantResult& result) {
      return !result.asked || result.outcome == Outcome::Baseline ||
             result.outcome == Outcome::NoDifference || result.outcome == Outcome::SameCode;
    });
    // A variant that gave nothing, because its boots died, is no null result.
    nulls.without_change += std::ranges::none_of(metric->variants, [](const VariantResult& result) {
      return compare::is_change(result.outcome) ||
             (result.asked && result.outcome == Outcome::NoData);
    });
  }
  return nulls;
}

// Said behind the answer of a single condition, when none shows a change.
std::string null_sentence(const compare::Findings& findings, bool amplified) {
  const Nulls nulls = nulls_of(findings, amplified);
  const char* kind = amplified ? "amplified " : "";
  if (nulls.conditions < 2 || nulls.without_change < nulls.conditions) return {};
  if (nulls.equal == nulls.conditions)
    return fmt::format(
        " Under none of {} {}conditions is there a difference larger than {:.0f} % of the "
        "baseline's mean (ratios: of the rarer outcome).",
        nulls.conditions, kind, compare::kMinimumEffect * 100);
  return fmt::format(" No change could be shown under any of {} {}conditions.", nulls.conditions,
                     kind);
}

// Of the variants whose boots end otherwise than the baseline's.
Pieces endings(const compare::TestedRun& run, const query::Condition& condition) {
  Pieces pieces;
  for (std::size_t variant = 1; variant < run.variants.size(); ++variant)
    if (std::string text = endings_text(run, condition, variant); !text.empty())
      append(pieces, {plain("; "), plain(std::move(text))});
  return pieces;
}

Pieces strong(Pieces pieces) {
  for (Piece& piece : pieces) piece.strong = true;
  return pieces;
}

}  // namespace

std::vector<Piece> answer(const compare::TestedRun& comparison, const compare::Findings& findings) {
  if (findings.decisive.empty()) return strong({plain("No boot has given a number yet.")});
  Pieces text, what = metric_name(findings.decisive);
  for (const std::size_t index : findings.told()) {
    const compare::ConditionResult& condition = findings.conditions[index];
    Pieces sentence;
    if (findings.conditions.size() > 1)
      sentence = {plain("At "), plain(label_text(condition)), plain(": ")};
    append(sentence,
           comparisons(comparison, condition, *condition.metric(findings.decisive), what));
    append(sentence, endings(comparison, *condition.where));
    sentence.push_back(plain("."));
    if (text.empty()) {
      text = strong(std::move(sentence));
    } else {
      text.push_back(plain(" "));
      append(text, sentence);
    }
    if (std::string nulls = null_sentence(findings, condition.amplified()); !nulls.empty())
      text.push_back(plain(std::move(nulls)));
    what = {code(findings.decisive)};  // explained once
  }
  if (text.empty())
    return strong({plain("No boot under the deciding condition has given "),
                   code(findings.decisive), plain(".")});
  return text;
}

}  // namespace folioscope::format
