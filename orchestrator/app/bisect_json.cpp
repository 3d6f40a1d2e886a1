// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "app/bisect_text.h"
#include "base/shown_text.h"

namespace folioscope::app {
namespace {

using Json = nlohmann::ordered_json;
using bisect::Answer;
using bisect::Finding;

const char* to_string(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::Culprit:
      return "culprit";
    case Finding::Kind::Suspects:
      return "suspects";
    case Finding::Kind::Undecided:
      return "undecided";
    case Finding::Kind::EndsUndecided:
      return "ends alike";
    case Finding::Kind::EndsLike:
      return "same code";
    case Finding::Kind::EndsUntestable:
      break;
  }
  return "untestable";
}

const char* to_string(const StepRecord& step) {
  const Answer& answer = step.answer;
  switch (answer.kind) {
    case Answer::Kind::Untestable:
      return "untestable";
    case Answer::Kind::LikeLow:
      return "same code as low";
    case Answer::Kind::LikeHigh:
      return "same code as high";
    case Answer::Kind::Compared:
      break;
  }
  if (answer.from_low.differs && answer.to_high.differs) return "differs from both";
  if (answer.from_low.differs) return "differs from low";
  return answer.to_high.differs ? "differs from high" : "inconclusive";
}

Json json_of(const ComparedPrefixes& pair) {
  const compare::PairResult& result = pair.result;
  Json interval;
  if (result.interval) interval = {result.interval->low, result.interval->high};
  return {{"from", pair.from},
          {"to", pair.to},
          {"before", result.from.mean},
          {"after", result.to.mean},
          {"boots", {result.from.count, result.to.count}},
          {"difference", result.contrast.difference},
          {"interval", interval},
          {"p", result.p},
          {"changed", result.differs}};
}

Json json_of(const ComparedPrefixes* pair) { return pair == nullptr ? Json() : json_of(*pair); }

Json head(const bisect::Question& question, const std::filesystem::path& directory,
          double confidence) {
  Json patches = Json::array();
  for (std::size_t i = 0; i < question.series.patches.size(); ++i) {
    const bisect::Patch& patch = question.series.patches[i];
    patches.push_back({{"number", i + 1},
                       {"subject", patch.subject},
                       {"author", patch.author},
                       {"commit", patch.commit.empty() ? Json() : Json(patch.commit)},
                       {"file", patch.file.string()}});
  }
  return {{"experiment", question.spec.name},
          {"metric", question.metric},
          {"machine", question.spec.machines[question.condition.machine].name},
          {"workload", question.workload.key},
          {"confidence", confidence},
          {"directory", directory.string()},
          {"patches", std::move(patches)},
          {"left_out", question.series.left_out}};
}

Json json_of(const StepRecord& step) {
  Json pairs = Json::array();
  for (const ComparedPrefixes& pair : step.pairs) pairs.push_back(json_of(pair));
  return {{"low", step.probe.low},
          {"tested", step.probe.middle},
          {"high", step.probe.high},
          {"answer", to_string(step)},
          {"error", step.probe.error},
          {"boots", step.boots},
          {"directory", step.directory.string()},
          {"note", step.note},
          {"pairs", std::move(pairs)}};
}

// A subject or a message may hold any bytes.
}  // namespace

std::string json_of(const SearchReport& report) {
  Json json = head(report.question, report.directory, report.confidence);
  const Finding& finding = report.finding;
  const bool named = finding.kind == Finding::Kind::Culprit ||
                     finding.kind == Finding::Kind::Suspects ||
                     finding.kind == Finding::Kind::Undecided;
  int boots = 0;
  Json steps = Json::array(), parts = Json::array();
  std::string unit;
  for (const StepRecord& step : report.steps) {
    boots += step.boots;
    steps.push_back(json_of(step));
    for (const ComparedPrefixes& pair : step.pairs)
      if (!pair.result.unit.empty()) unit = pair.result.unit;
  }
  for (const bisect::Range& part : finding.parts)
    parts.push_back(
        {{"patches", numbers_of(part)}, {"change", json_of(change_over(report, part))}});
  json["unit"] = unit;
  json["boots"] = boots;
  json["outcome"] = to_string(finding.kind);
  json["suspects"] = named ? numbers_of(finding.where) : std::vector<int>();
  json["change"] = named ? json_of(change_over(report, finding.where)) : Json();
  const bool ends = !report.steps.empty() && !report.steps.front().pairs.empty();
  json["ends"] = ends ? json_of(report.steps.front().pairs.front()) : Json();
  json["parts"] = std::move(parts);
  json["steps"] = std::move(steps);
  return json_text(json) + "\n";
}

std::string json_of(const TableReport& report) {
  Json json = head(report.question, report.directory, report.confidence);
  Json rows = Json::array(), not_built = Json::array();
  std::string unit;
  for (const ComparedPrefixes& row : report.table.rows) {
    rows.push_back({{"patches", numbers_of({row.from, row.to})}, {"change", json_of(row)}});
    if (!row.result.unit.empty()) unit = row.result.unit;
  }
  for (const auto& [prefix, why] : report.table.not_built)
    not_built.push_back({{"prefix", prefix}, {"why", why}});
  json["unit"] = unit;
  json["boots"] = report.table.boots;
  json["rows"] = std::move(rows);
  json["same_code"] = report.table.same_code;
  json["not_built"] = std::move(not_built);
  return json_text(json) + "\n";
}

}  // namespace folioscope::app
