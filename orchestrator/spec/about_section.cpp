// SPDX-License-Identifier: GPL-3.0-or-later
// about: what the page of an experiment's results says. Names of metrics are read in
// metric_reader.cpp, `decide` in decide_section.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

// Part of a file's name and of links: "lru-batches".
constexpr const char* kSlug = "^[a-z][a-z0-9-]*$";

const Keys& claim_keys() {
  static const Keys keys{
      .section = "claim",
      .rows = {{"says", Form::single(), "The claim in its own words."},
               {"metric", Form::single(kMetricPattern), "The metric it is about."},
               {"variant", Form::name(), "The variant it is about."},
               {"workload", Form::single(),
                "The condition it is about: a program and what it is run with, such as `cma-churn "
                "park=activate`."},
               {"value", Form::number(), "Its number, in `unit`."},
               {"unit", Form::word({std::begin(kClaimUnits), std::end(kClaimUnits)}),
                "Of `value`; `% change` is against the baseline.", "count"}},
      .required = {"says"},
      .needs = {{"unit", "value"}}};
  return keys;
}

const Keys& about_keys() {
  static const Keys keys{
      .section = "about",
      .rows = {{"thread", Form::single(kSlug), "Short name of the discussion, for links."},
               {"subject", Form::single(), "Subject of the discussion."},
               {"date", Form::single(), "When it was."},
               {"question", Form::single(), "The question, as the discussion asked it."},
               {"expectation", Form::single(), "What the experiment is expected to show, and why."},
               {"headline", Form::list(Form::single(kMetricPattern)),
                "Metrics in the order of the page; the first decides."},
               {"decide", decide_form(), "Where the question is decided."},
               {"claims", Form::list(Form::map(claim_keys)),
                "Numbers of the discussion, to stand beside the measured ones."},
               {"caveats", Form::list(Form::single()), "What the numbers do not say."}}};
  return keys;
}

// A block of YAML text ends with a line break that nobody meant.
std::string read_prose(const Node& node, std::string_view what, Diagnostics& out) {
  std::string text = read_text(node, what, out).value_or("");
  text.erase(text.find_last_not_of(" \n") + 1);
  return text;
}

std::string read_slug(const Node& node, std::string_view what, Diagnostics& out) {
  const auto text = read_text(node, what, out);
  if (!text) return {};
  if (!fits(*text, kSlug))
    out.add(node.at, fmt::format("{} `{}` cannot be part of a link", what, *text),
            "small letters, digits and `-`, beginning with a letter, such as fault-around");
  return *text;
}

std::vector<std::string> read_headline(const Node& node, const Spec& spec, Diagnostics& out) {
  std::vector<std::string> metrics;
  for (const Node* item : read_list(node, "about.headline", ListForm::ListOnly, out)) {
    std::string metric = read_metric(*item, "headline", spec, out);
    if (metric.empty()) continue;
    if (std::ranges::find(metrics, metric) != metrics.end())
      out.add(item->at, fmt::format("`{}` is in the headline twice", metric), "remove one of them");
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

std::optional<double> read_number(const Node& node, std::string_view what, Diagnostics& out) {
  const auto text = read_text(node, what, out);
  if (!text) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size() && std::isfinite(value))
    return value;
  out.add(node.at, fmt::format("{} `{}` is not a number", what, *text),
          "a decimal number such as 0.8; `unit` says of what");
  return std::nullopt;
}

std::string read_unit(const Node& node, const Fields& claim, Diagnostics& out) {
  const std::string unit = read_text(node, "claim's unit", out).value_or("");
  const std::vector<std::string> known(std::begin(kClaimUnits), std::end(kClaimUnits));
  if (!unit.empty() && std::ranges::find(known, unit) == known.end())
    out.add(node.at, fmt::format("unknown unit `{}`", unit), suggest(unit, known));
  if (!claim.find("value"))
    out.add(claim.key_place("unit"), "claim has a `unit` and no `value`",
            "add the number, or remove the unit");
  return unit;
}

WorkloadName read_claims_workload(const Node& node, Diagnostics& out) {
  const auto text = read_text(node, "claim's workload", out);
  if (!text) return {};
  const auto name = parse_workload_name(*text);
  if (!name)
    out.add(node.at, fmt::format("`{}` is no workload of a condition", *text),
            "a program and what it is run with, such as cma-churn park=activate");
  return name.value_or(WorkloadName{});
}

Claim read_claim(const Node& node, const Spec& spec, Diagnostics& out) {
  Claim claim;
  Fields fields(node, "claim", claim_keys(), out);
  if (!fields.is_map()) return claim;
  if (const Node* says = fields.find("says")) claim.says = read_prose(*says, "claim", out);
  if (const Node* metric = fields.find("metric"))
    claim.metric = read_metric(*metric, "claim's metric", spec, out);
  if (const Node* variant = fields.find("variant"))
    claim.variant = read_name(*variant, "claim's variant", out).value_or("");
  if (const Node* workload = fields.find("workload"))
    claim.workload = read_claims_workload(*workload, out);
  if (const Node* value = fields.find("value"))
    claim.value = read_number(*value, "claim's value", out);
  if (const Node* unit = fields.find("unit")) claim.unit = read_unit(*unit, fields, out);
  return claim;
}

}  // namespace

Form about_form() { return Form::map(about_keys); }

About read_about(const Node& node, const Spec& spec, const Context& context) {
  Diagnostics& out = context.diagnostics;
  About about;
  Fields fields(node, "about", about_keys(), out);
  if (!fields.is_map()) return about;
  if (const Node* thread = fields.find("thread"))
    about.thread = read_slug(*thread, "about.thread", out);
  const auto prose = [&](const char* key, std::string& text) {
    if (const Node* value = fields.find(key))
      text = read_prose(*value, fmt::format("about.{}", key), out);
  };
  prose("subject", about.subject);
  prose("date", about.date);
  prose("question", about.question);
  prose("expectation", about.expectation);
  if (const Node* headline = fields.find("headline"))
    about.headline = read_headline(*headline, spec, out);
  if (const Node* decide = fields.find("decide"))
    about.decide = read_decide(*decide, about.headline, spec, context);
  if (const Node* claims = fields.find("claims"))
    for (const Node* item : read_list(*claims, "about.claims", ListForm::ListOnly, out))
      about.claims.push_back(read_claim(*item, spec, out));
  if (const Node* caveats = fields.find("caveats"))
    for (const Node* item : read_list(*caveats, "about.caveats", ListForm::ListOnly, out))
      about.caveats.push_back(read_prose(*item, "caveat", out));
  return about;
}

}  // namespace folioscope::spec
