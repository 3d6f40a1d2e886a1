// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/pattern_reader.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/limits.h"
#include "catalog/metric.h"
#include "spec/event_text.h"
#include "spec/fields.h"

namespace folioscope::spec {
namespace {

constexpr const char* kLower = "lower";
constexpr const char* kHigher = "higher";

const Keys& metric_keys() {
  static const Keys keys{
      .section = "metric",
      .rows = {{"name", Form::single(kWordPattern), "What results call it."},
               {"pattern", Form::single(),
                "Regular expression (RE2) with one group, around the number; the last line of the "
                "output that has it counts."},
               {"unit", Form::single(), "Unit of the number.", MetricPattern().unit},
               {"better", Form::word({kLower, kHigher}),
                "Which direction is better; neither, if not said."}},
      .required = {"name", "pattern"}};
  return keys;
}

MetricPattern read_metric_pattern(const Node& node, Diagnostics& out) {
  MetricPattern metric;
  Fields fields(node, "metric", metric_keys(), out);
  if (!fields.is_map()) return metric;
  if (const Node* name = fields.find("name")) {
    metric.name = read_text(*name, "metric's name", out).value_or("");
    if (!metric.name.empty() && !is_word(metric.name))
      out.add(name->at, fmt::format("`{}` cannot name a metric", metric.name),
              "letters, digits and `_`, not beginning with a digit");
    if (catalog::find_metric(metric.name) != nullptr)
      out.add(name->at, fmt::format("`{}` is a metric of folioscope's", metric.name),
              "give it another name");
  }
  if (const Node* pattern = fields.find("pattern")) {
    metric.pattern = read_text(*pattern, "pattern", out).value_or("");
    const re2::RE2 expression(metric.pattern, re2::RE2::Quiet);
    if (!expression.ok())
      out.add(pattern->at, fmt::format("the pattern cannot be read: {}", expression.error()),
              "a regular expression of RE2: github.com/google/re2/wiki/Syntax");
    else if (!metric.pattern.empty() && expression.NumberOfCapturingGroups() != 1)
      out.add(pattern->at, "the pattern needs one group, around the number",
              "such as 'ops/s: ([0-9.]+)'; (?:...) groups without taking");
  }
  if (const Node* unit = fields.find("unit"))
    metric.unit = read_text(*unit, "unit", out).value_or("");
  if (const Node* better = fields.find("better")) {
    metric.better = read_text(*better, "better", out).value_or("");
    if (metric.better != kLower && metric.better != kHigher) {
      out.add(better->at, fmt::format("`{}` is no direction", metric.better),
              fmt::format("{} or {}", kLower, kHigher));
      metric.better.clear();
    }
  }
  return metric;
}

}  // namespace

Form metric_patterns_form() { return Form::list(Form::map(metric_keys)); }

std::vector<MetricPattern> read_metric_patterns(const Node& node, Diagnostics& out) {
  std::vector<MetricPattern> metrics;
  for (const Node* item : read_list(node, "metrics", ListForm::ListOnly, out)) {
    MetricPattern metric = read_metric_pattern(*item, out);
    if (std::ranges::find(metrics, metric.name, &MetricPattern::name) != metrics.end())
      out.add(item->at, fmt::format("metric `{}` is given twice", metric.name),
              "one name, one unit, one pattern");
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

}  // namespace folioscope::spec
