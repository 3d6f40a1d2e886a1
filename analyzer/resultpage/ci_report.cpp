// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/ci_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "compare/evaluate.h"
#include "compare/findings.h"
#include "compare/overall.h"
#include "format/labels.h"
#include "format/wording.h"
#include "resultpage/escape.h"

namespace folioscope::resultpage {
namespace {

enum class Verdict { Pass, Fail, Skip };

struct Case {
  std::string name, text;  // text: the outcome, with its number
  Verdict verdict = Verdict::Pass;
};
struct Suite {
  std::string name;
  std::vector<Case> cases;

  std::int64_t count(Verdict verdict) const {
    return std::ranges::count(cases, verdict, &Case::verdict);
  }
};

Verdict verdict_of(compare::Outcome outcome) {
  switch (outcome) {
    case compare::Outcome::Regressed:
      return Verdict::Fail;
    case compare::Outcome::Lead:
    case compare::Outcome::Inconclusive:
    case compare::Outcome::Withheld:
    case compare::Outcome::NoData:
      return Verdict::Skip;
    default:
      return Verdict::Pass;
  }
}

Case case_of(const compare::MetricResult& metric, const compare::VariantResult& result) {
  Case one{result.variant + ": " + metric.metric, format::outcome_text(result),
           verdict_of(result.outcome)};
  if (const std::string number = format::difference_text(result, metric.scale); !number.empty())
    one.text += ", " + number;
  if (const std::string interval = format::difference_interval_text(result, metric.scale);
      !interval.empty())
    one.text += " " + interval;
  return one;
}

Suite suite_of(const compare::TestedRun& run, const compare::ConditionResult& condition) {
  Suite suite{format::condition_title(run, *condition.where), {}};
  for (std::size_t variant = 1; variant < run.variants.size(); ++variant) {
    if (!compare::is_asked(*condition.where, variant)) continue;
    for (const compare::MetricResult& metric : condition.metrics)
      suite.cases.push_back(case_of(metric, metric.variants[variant]));
    const bool worse = compare::ends_worse(run, *condition.where, variant);
    suite.cases.push_back({run.variants[variant].row.name + ": boots end",
                           worse ? "worse than the baseline's" : "not worse than the baseline's",
                           worse ? Verdict::Fail : Verdict::Pass});
  }
  return suite;
}

std::vector<Suite> suites_of(const compare::TestedRun& run) {
  std::vector<Suite> suites;
  for (const compare::ConditionResult& condition : compare::find(run).conditions)
    suites.push_back(suite_of(run, condition));
  return suites;
}

std::string junit_case(const std::string& suite, const Case& one) {
  const std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(suite), xml(one.name));
  switch (one.verdict) {
    case Verdict::Fail:
      return fmt::format("{}>\n      <failure message=\"{}\"/>\n    </testcase>\n", head,
                         xml(one.text));
    case Verdict::Skip:
      return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", head,
                         xml(one.text));
    case Verdict::Pass:
      break;
  }
  return fmt::format("{}>\n      <system-out>{}</system-out>\n    </testcase>\n", head,
                     xml(one.text));
}

// '#' begins a directive, and a line is a test.
std::string ktap_text(std::string_view text) {
  std::string line = plain_line(text);
  std::ranges::replace(line, '#', '_');
  return line;
}

}  // namespace

std::string junit(const compare::TestedRun& run) {
  const std::vector<Suite> suites = suites_of(run);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"{}\">\n", xml(run.run.name));
  for (const Suite& suite : suites) {
    out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
                       xml(suite.name), suite.cases.size(), suite.count(Verdict::Fail),
                       suite.count(Verdict::Skip));
    for (const Case& one : suite.cases) out += junit_case(suite.name, one);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

std::string ktap(const compare::TestedRun& run) {
  const std::vector<Suite> suites = suites_of(run);
  std::string out = fmt::format("KTAP version 1\n1..{}\n", suites.size());
  std::size_t number = 0;
  for (const Suite& suite : suites) {
    out += fmt::format("  KTAP version 1\n  # Subtest: {}\n  1..{}\n", ktap_text(suite.name),
                       suite.cases.size());
    std::size_t at = 0;
    for (const Case& one : suite.cases) {
      const bool failed = one.verdict == Verdict::Fail;
      const char* directive = one.verdict == Verdict::Skip ? "SKIP " : "";
      out += fmt::format("  {} {} {} # {}{}\n", failed ? "not ok" : "ok", ++at, ktap_text(one.name),
                         directive, ktap_text(one.text));
    }
    const bool failed = suite.count(Verdict::Fail) > 0;
    out += fmt::format("{} {} {}\n", failed ? "not ok" : "ok", ++number, ktap_text(suite.name));
  }
  return out;
}

}  // namespace folioscope::resultpage
