// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/sentences.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compare/headlines.h"
#include "compare/scale.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "resultpage/escape.h"
#include "resultpage/markdown_table.h"

namespace folioscope::report {
namespace {

using Results = std::vector<const VariantResult*>;

Results with(const MetricResult& metric, Verdict verdict) {
  Results results;
  for (const VariantResult& result : metric.variants)
    if (result.verdict == verdict) results.push_back(&result);
  return results;
}

std::string names(const Results& results) {
  std::vector<std::string> texts;
  for (const VariantResult* result : results) texts.push_back(markdown(result->variant));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string metric_text(const std::string& metric) {
  const std::string_view meaning = describe(metric);
  return markdown_code(metric) + (meaning.empty() ? "" : fmt::format(" ({})", markdown(meaning)));
}

// "share takes `waits` (sleeps on pages) from 1024 to 9160, share-no-bookmark to 7678 (medians)".
// A change that the medians do not show is told in means.
std::string changes(const MetricResult& metric, const Results& changed, const std::string& what) {
  const stats::Summary& baseline = metric.variants.front().summary;
  const auto text = [&metric](double value) { return with_symbol(metric.scale, value); };
  const bool means = std::ranges::any_of(changed, [&](const VariantResult* result) {
    return text(result->summary.median) == text(baseline.median);
  });
  const auto center = [&](const stats::Summary& summary) {
    return text(means ? summary.mean : summary.median);
  };
  std::string sentence;
  for (const VariantResult* result : changed) {
    sentence += sentence.empty()
                    ? fmt::format("{} takes {} from {} to {}", markdown(result->variant), what,
                                  center(baseline), center(result->summary))
                    : fmt::format(", {} to {}", markdown(result->variant), center(result->summary));
  }
  return sentence + (means ? " (means)" : " (medians)");
}

std::string ended_as(const query::Comparison& comparison, const Point& point,
                     const std::string& variant) {
  const std::string failures = failures_text(comparison, *point.group, variant);
  return failures.empty() ? std::string("no boot that gave it") : failures;
}

// Every comparison at one point, without its place; `what` is the metric.
std::string answer(const query::Comparison& comparison, const Point& point,
                   const MetricResult& metric, const std::string& what) {
  const VariantResult& baseline = metric.variants.front();
  if (metric.variants.size() == 1 && baseline.summary.count > 0)
    return fmt::format("{} has {} {} (median); there is no other variant to compare it with",
                       markdown(baseline.variant), what,
                       with_symbol(metric.scale, baseline.summary.median));
  if (baseline.summary.count == 0)
    return fmt::format("cannot tell: the baseline {} gave no {} ({})", markdown(baseline.variant),
                       what, ended_as(comparison, point, baseline.variant));
  std::vector<std::string> parts;
  const Results changed = with(metric, Verdict::Changed);
  if (!changed.empty()) parts.push_back(changes(metric, changed, what));
  const auto add = [&](Verdict verdict, std::string_view text) {
    if (const Results results = with(metric, verdict); !results.empty())
      parts.push_back(fmt::format("{} {}", text, names(results)));
  };
  add(Verdict::NoDifference, "no difference with");
  add(Verdict::CannotTell, "cannot tell for");
  add(Verdict::SameCode, "no changed code in");
  add(Verdict::Withheld, "withheld, because events were lost, for");
  for (const VariantResult* result : with(metric, Verdict::NoData))
    parts.push_back(fmt::format("no number from {} ({})", markdown(result->variant),
                                ended_as(comparison, point, result->variant)));
  return (changed.empty() ? what + ": " : "") + fmt::format("{}", fmt::join(parts, "; "));
}

// At how many points of the kind nothing changed, and at how many any difference is negligible.
struct Nulls {
  std::size_t points = 0, without_change = 0, equal = 0;
};
Nulls nulls_of(const Findings& findings, bool amplified) {
  Nulls nulls;
  for (const Point& point : findings.points) {
    const MetricResult* metric = point.metric(findings.decisive);
    if (metric == nullptr || point.amplified() != amplified || metric->variants.size() < 2)
      continue;
    ++nulls.points;
    nulls.equal += std::ranges::all_of(metric->variants, [](const VariantResult& result) {
      return result.verdict == Verdict::Baseline || result.verdict == Verdict::NoDifference ||
             result.verdict == Verdict::SameCode;
    });
    // A variant that gave nothing, because its boots died, is no null result.
    nulls.without_change += std::ranges::none_of(metric->variants, [](const VariantResult& result) {
      return result.verdict == Verdict::Changed || result.verdict == Verdict::NoData;
    });
  }
  return nulls;
}

// Said behind the answer of a single point, when no point shows a change.
std::string null_sentence(const Findings& findings, bool amplified) {
  const Nulls nulls = nulls_of(findings, amplified);
  const char* kind = amplified ? "amplified " : "";
  if (nulls.points < 2 || nulls.without_change < nulls.points) return {};
  if (nulls.equal == nulls.points)
    return fmt::format(
        " At none of {} {}points is there a difference larger than {:.0f} % of the baseline's mean "
        "(ratios: {:.0f} point).",
        nulls.points, kind, kMinimumEffect * 100, kMinimumEffectRatio * 100);
  return fmt::format(" No change could be shown at any of {} {}points.", nulls.points, kind);
}

std::string interval_cell(const VariantResult& result, const Scale& scale) {
  if (result.difference.constant && result.verdict != Verdict::SameCode &&
      result.verdict != Verdict::Withheld)
    return "the same in every block";
  return difference_interval_text(result, scale);
}

std::string verdict_cell(const query::Comparison& comparison, const Point& point,
                         const VariantResult& result, const Scale& scale) {
  switch (result.verdict) {
    case Verdict::Changed:
      return "**changed**";
    case Verdict::NoDifference:
      if (result.difference.constant && result.difference.mean == 0) return "no difference";
      return fmt::format("no difference larger than {}", with_symbol(scale, result.minimum_effect));
    case Verdict::CannotTell:
      if (result.difference.blocks == 0) return "no block has a boot of both";
      return fmt::format(
          "cannot tell{}{}", leans(result) ? ", too few blocks" : "",
          result.more_boots
              ? fmt::format("; about {} of each would",
                            plural(static_cast<std::int64_t>(*result.more_boots), "more boot"))
              : "");
    case Verdict::NoData:
      return "no data: " + ended_as(comparison, point, result.variant);
    default:
      return to_string(result.verdict);
  }
}

// Medians of every variant, and differences of all but the baseline.
void add_point(const query::Comparison& comparison, const Findings& findings, const Point& point,
               MarkdownTable& table) {
  const MetricResult& metric = *point.metric(findings.decisive);
  const bool several = findings.points.size() > 1;
  std::string place = markdown(label_text(point));
  for (const VariantResult& result : metric.variants) {
    const bool compared = result.verdict != Verdict::Baseline && result.difference.blocks > 0;
    std::vector<std::string> row{
        markdown(result.variant),
        result.summary.count == 0 ? "" : with_symbol(metric.scale, result.summary.median),
        compared ? difference_text(result, metric.scale) : "",
        compared ? interval_cell(result, metric.scale) : "",
        compared ? p_value(result.difference.p) : "",
        compared ? std::to_string(result.difference.blocks) : "",
        verdict_cell(comparison, point, result, metric.scale)};
    if (several) row.insert(row.begin(), place);
    table.add(row);
    place.clear();
  }
}

}  // namespace

std::string verdict_sentence(const query::Comparison& comparison, const Findings& findings) {
  if (findings.decisive.empty()) return "**No boot has given a number yet.**";
  std::string text, what = metric_text(findings.decisive);
  for (const std::size_t index : findings.told()) {
    const Point& point = findings.points[index];
    std::string sentence;
    if (findings.points.size() > 1) sentence = fmt::format("At {}: ", markdown(label_text(point)));
    sentence += answer(comparison, point, *point.metric(findings.decisive), what) + '.';
    text += text.empty() ? "**" + sentence + "**" : ' ' + sentence;
    text += null_sentence(findings, point.amplified());
    what = markdown_code(findings.decisive);  // explained once
  }
  if (text.empty())
    return fmt::format("**No boot at the deciding point has given {}.**",
                       markdown_code(findings.decisive));
  return text;
}

std::string verdict_table(const query::Comparison& comparison, const Findings& findings) {
  if (comparison.variants.size() < 2 || findings.told().empty()) return {};
  using enum Align;
  std::vector<MarkdownTable::Column> columns{
      {"variant"},       {"median", Right}, {"mean difference", Right},
      {"95 % interval"}, {"p", Right},      {"blocks of boots", Right},
      {"verdict"}};
  if (findings.points.size() > 1) columns.insert(columns.begin(), {"at"});
  MarkdownTable table(columns);
  for (const std::size_t point : findings.told())
    add_point(comparison, findings, findings.points[point], table);
  return table.render();
}

std::string choice_note(const query::Comparison& comparison, const Findings& findings) {
  if (findings.points.size() < 2 || findings.told().empty()) return {};
  const std::string metric = markdown_code(findings.decisive);
  const auto points = plural(static_cast<std::int64_t>(findings.points.size()), "point");
  std::vector<std::string> wanted;
  for (const auto& [name, value] : comparison.about.decide.at)
    wanted.push_back(value.empty() ? name + " not given" : name + "=" + value);
  const std::string place = markdown(fmt::format("{}", fmt::join(wanted, ", ")));
  if (findings.named == 1)
    return fmt::format("The experiment decides at {}; all {} are below.", place, points);
  if (findings.named > 1)
    return fmt::format(
        "The experiment decides at {}, which {} of {} are; of these the one is named where {} "
        "changed most. All are below.",
        place, findings.named, points, metric);
  const std::string largest =
      fmt::format("of {} the one is named where {} changed most; all are below.", points, metric);
  if (wanted.empty()) return "The experiment does not say at which point it decides: " + largest;
  return fmt::format("The experiment decides at {}, which this run does not have: {}", place,
                     largest);
}

}  // namespace folioscope::report
