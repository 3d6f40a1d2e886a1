// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/shown_text.h"

namespace folioscope::simulate {
namespace {

double percent(double share) { return 100 * share; }

std::string goal_text(const Goal& goal) {
  if (goal.none()) return "-";
  if (goal.most <= 0) return "never";
  if (goal.least <= 0) return fmt::format("<= {:.0f} %", percent(goal.most));
  if (goal.most >= 1) return fmt::format(">= {:.0f} %", percent(goal.least));
  return fmt::format("{:.0f}-{:.0f} %", percent(goal.least), percent(goal.most));
}

// The rows of one meaning, which share their goal.
struct Line {
  const Row* first = nullptr;
  double low = 1, high = 0, error = 0;
  std::uint64_t apart = 0;
  bool holds = true;

  void add(const Row& row) {
    if (!first) first = &row;
    low = std::min(low, row.figure());
    high = std::max(high, row.figure());
    error = std::max(error, row.error());
    apart += row.count.apart;
    holds = holds && row.holds();
  }
  std::string figure() const {
    if (low == high) return fmt::format("{:.1f} %", percent(low));
    return fmt::format("{:.1f}-{:.1f} %", percent(low), percent(high));
  }
  std::string judged() const { return first->goal.none() ? "" : holds ? "  holds" : "  missed"; }
};

std::vector<Line> lines_of(const std::vector<Row>& rows) {
  std::vector<Line> lines;
  for (const Row& row : rows) {
    if (lines.empty() || lines.back().first->meaning != row.meaning) lines.emplace_back();
    lines.back().add(row);
  }
  return lines;
}

nlohmann::ordered_json json_of(const Row& row) {
  return {{"key", row.key},
          {"of", row.of},
          {"meaning", row.meaning},
          {"figure", row.figure()},
          {"standard_error", row.error()},
          {"experiments", row.count.of},
          {"without_interval", row.count.apart},
          {"goal", row.goal.none() ? nlohmann::ordered_json(nullptr)
                                   : nlohmann::ordered_json({row.goal.least, row.goal.most})},
          {"holds", row.holds()}};
}

// The figures that miss their goal, each.
std::string missed(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows)
    if (!row.holds())
      text += fmt::format("  {}, {}: {:.1f} % (goal {}, se {:.1f} %)\n", row.key, row.of,
                          percent(row.figure()), goal_text(row.goal), percent(row.error()));
  return text.empty() ? "" : "\nmissed:\n" + text;
}

std::string without_interval(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows)
    if (row.count.apart > 0)
      text +=
          fmt::format("{} {}, {}: {}", text.empty() ? "" : ";", row.key, row.of, row.count.apart);
  return text.empty() ? "" : "\nno interval, all values equal:" + text + "\n";
}

}  // namespace

bool all_hold(const std::vector<Row>& rows) { return std::ranges::all_of(rows, &Row::holds); }

std::string as_text(const std::vector<Row>& rows, const Course& course) {
  std::string text = fmt::format(
      "{} experiments for each figure, seed {}. A range is over families of values; se: the\n"
      "largest standard error. Missed: more than three standard errors off the goal.\n\n",
      course.experiments, course.seed);
  text += fmt::format("{:<77}  {:>12}  {:>7}  {:>8}\n", "", "simulated", "se", "goal");
  for (const Line& line : lines_of(rows))
    text += fmt::format("{:<77}  {:>12}  {:>5.1f} %  {:>8}{}\n", line.first->meaning, line.figure(),
                        percent(line.error), goal_text(line.first->goal), line.judged());
  return text + missed(rows) + without_interval(rows);
}

std::string as_json(const std::vector<Row>& rows, const Course& course) {
  nlohmann::ordered_json out{
      {"experiments", course.experiments}, {"seed", course.seed}, {"holds", all_hold(rows)}};
  for (const Row& row : rows) out[row.key][row.of] = row.figure();
  for (const Row& row : rows) out["rows"].push_back(json_of(row));
  return json_text(out) + "\n";
}

}  // namespace folioscope::simulate
