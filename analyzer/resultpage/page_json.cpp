// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/page_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "compare/totals.h"
#include "format/labels.h"
#include "resultpage/claims.h"
#include "resultpage/escape.h"
#include "resultpage/sentences.h"

namespace folioscope::resultpage {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 2, kOldestFormat = 1;
constexpr const char* kKind = "folioscope-result";

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Json json_of(const ClaimPlace& place, const std::string& unit) {
  Json numbers = Json::array();
  for (const ClaimNumber& number : place.numbers)
    numbers.push_back({{"variant", number.variant},
                       {"median", number.median},
                       {"unit", unit},
                       {"boots", number.boots}});
  return {{"condition", format::label_text(*place.condition)},
          {"amplified", place.condition->amplified()},
          {"text", claim_numbers(place)},
          {"ours", place.ours},
          {"numbers", std::move(numbers)}};
}

Json json_of(const ClaimResult& result) {
  Json found = Json::array();
  for (const ClaimPlace& place : result.places) found.push_back(json_of(place, place.unit));
  Json theirs;
  if (result.claim.value)
    theirs = {{"value", *result.claim.value}, {"unit", result.claim.unit}, {"text", result.theirs}};
  return {{"says", result.claim.says},
          {"metric", result.claim.metric},
          {"variant", result.claim.variant},
          {"theirs", std::move(theirs)},
          {"found", std::move(found)}};
}

Json json_of(const ClaimStep& step) {
  return {{"metric", step.metric}, {"from", step.from},
          {"to", step.to},         {"theirs", step.theirs},
          {"ours", step.ours},     {"condition", format::label_text(*step.condition)}};
}

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The member has another name in format 1.
std::string text_at(const Json& json, const char* key, const char* old_key) {
  return text_at(json, json.contains(key) ? key : old_key);
}

std::int64_t number_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

// A list that is not there is an empty one.
const Json& list_at(const Json& json, const char* key) {
  static const Json kNone = Json::array();
  const auto found = json.find(key);
  return found != json.end() && found->is_array() ? *found : kNone;
}

PageSummary summary_of(const Json& json) {
  PageSummary summary{.experiment = text_at(json, "experiment"),
                      .profile = text_at(json, "profile"),
                      .thread = text_at(json, "thread"),
                      .subject = text_at(json, "subject"),
                      .date = text_at(json, "date"),
                      .question = text_at(json, "question"),
                      .outcome = text_at(json, "outcome", "verdict"),
                      .outcome_table = text_at(json, "outcome_table", "verdict_table"),
                      .page = file_name(text_at(json, "page")),
                      .charts = {},
                      .claims = {},
                      .steps = {}};
  summary.started_host_ns = number_at(json, "started_host_ns");
  if (const auto before = json.find("before"); before != json.end())
    summary.before = {text_at(*before, "outcome"), number_at(*before, "started_host_ns")};
  for (const Json& chart : list_at(json, "charts"))
    if (chart.is_string()) summary.charts.push_back(file_name(chart.get<std::string>()));
  for (const Json& claim : list_at(json, "claims")) {
    const Json theirs = claim.is_object() ? claim.value("theirs", Json()) : Json();
    SummaryClaim read{
        text_at(claim, "says"), text_at(claim, "metric"), text_at(theirs, "text"), {}};
    for (const Json& found : list_at(claim, "found"))
      read.found.push_back(
          {text_at(found, "condition", "point"), text_at(found, "text"), text_at(found, "ours")});
    summary.claims.push_back(std::move(read));
  }
  for (const Json& step : list_at(json, "steps"))
    summary.steps.push_back({text_at(step, "metric"), text_at(step, "from"), text_at(step, "to"),
                             text_at(step, "theirs"), text_at(step, "ours"),
                             text_at(step, "condition", "point")});
  return summary;
}

Result<Json> parse_file(const std::filesystem::path& file) {
  std::ostringstream text;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return user_fault(fmt::format("cannot read {}", file.string()), "check its rights");
  text << stream.rdbuf();
  Json json = Json::parse(text.str(), nullptr, false);
  if (json.is_discarded())
    return user_fault(fmt::format("{} is no JSON", file.string()),
                      "write it again: folioscope report RUN --format markdown --out DIR");
  return json;
}

}  // namespace

std::string page_json(const compare::TestedRun& comparison, const compare::Findings& findings,
                      const Page& page) {
  const query::About& about = comparison.about;
  Json charts = Json::array(), claims = Json::array(), steps = Json::array();
  for (const PageFile& chart : page.charts) charts.push_back(chart.name);
  const std::vector<ClaimResult> results = claims_of(comparison, findings);
  for (const ClaimResult& result : results) claims.push_back(json_of(result));
  for (const ClaimStep& step : steps_of(results)) steps.push_back(json_of(step));
  const Json document{{"format", kFormat},
                      {"kind", kKind},
                      {"experiment", comparison.run.name},
                      {"profile", comparison.run.profile},
                      {"started_host_ns", comparison.run.started.ns},
                      {"acceleration", comparison.run.acceleration},
                      {"boots_done", compare::done_boots(comparison)},
                      {"boots", compare::wanted_boots(comparison)},
                      {"thread", about.thread},
                      {"subject", about.subject},
                      {"date", about.date},
                      {"question", about.question},
                      {"expectation", about.expectation},
                      {"outcome", outcome_sentence(comparison, findings)},
                      {"outcome_table", outcome_table(comparison, findings)},
                      {"page", page.markdown.name},
                      {"charts", std::move(charts)},
                      {"claims", std::move(claims)},
                      {"steps", std::move(steps)}};
  return text_of(document);
}

std::string with_before(const PageFile& page, const std::filesystem::path& directory) {
  Json json = Json::parse(page.content);
  const std::filesystem::path file = directory / page.name;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return page.content;
  const Result<Json> there = parse_file(file);
  if (!there.ok() || !there->is_object() || text_at(*there, "kind") != kKind) return page.content;
  const PageSummary old = summary_of(*there);
  if (old.started_host_ns != number_at(json, "started_host_ns"))
    json["before"] = {{"outcome", old.outcome}, {"started_host_ns", old.started_host_ns}};
  else if (old.before)
    json["before"] = {{"outcome", old.before->outcome},
                      {"started_host_ns", old.before->started_host_ns}};
  return text_of(json);
}

Result<std::vector<PageSummary>> read_summaries(const std::filesystem::path& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  if (error)
    return user_fault(fmt::format("cannot list {}: {}", directory.string(), error.message()),
                      "name the directory that the pages were written to");
  std::ranges::sort(files);
  std::vector<PageSummary> summaries;
  for (const std::filesystem::path& file : files) {
    TRY(const Json json, parse_file(file));
    if (!json.is_object() || text_at(json, "kind") != kKind) continue;  // of another command
    const Json format = json.value("format", Json());
    if (!format.is_number_integer() || format < kOldestFormat || format > kFormat)
      return user_fault(
          fmt::format("{} is of a format that this program does not know", file.string()),
          "use the program that wrote it, or write the page again");
    summaries.push_back(summary_of(json));
  }
  std::ranges::stable_sort(summaries, {}, &PageSummary::name);
  return summaries;
}

}  // namespace folioscope::resultpage
