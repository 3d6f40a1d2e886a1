// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bisect_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/shown_text.h"
#include "format/units.h"
#include "format/wording.h"
#include "text/table.h"

namespace folioscope::app {
namespace {

using bisect::Finding;
using bisect::Range;

compare::Scale scale_of(const std::vector<ComparedPrefixes>& pairs) {
  std::vector<double> values;
  std::string unit;
  for (const ComparedPrefixes& pair : pairs) {
    if (pair.result.empty()) continue;
    unit = pair.result.unit;
    values.insert(values.end(), {pair.result.from.mean, pair.result.to.mean});
  }
  return compare::scale_for(unit, values);
}

std::vector<ComparedPrefixes> all_pairs(const SearchReport& report) {
  std::vector<ComparedPrefixes> all;
  for (const StepRecord& step : report.steps)
    all.insert(all.end(), step.pairs.begin(), step.pairs.end());
  return all;
}

std::string difference_text(const compare::PairResult& result, const compare::Scale& scale) {
  std::string text = fmt::format("{} {}", format::signed_number(scale, result.contrast.difference),
                                 format::difference_symbol(scale));
  if (result.interval && result.interval->low < result.interval->high)
    return text + " " + format::interval_text(scale, *result.interval);
  return text + (result.contrast.equal ? "" : ", no spread");
}

std::string change_text(const ComparedPrefixes& change, const compare::Scale& scale) {
  return fmt::format("{} -> {}, {}", format::with_symbol(scale, change.result.from.mean),
                     format::with_symbol(scale, change.result.to.mean),
                     difference_text(change.result, scale));
}

std::string patch_lines(const bisect::Question& question, int number) {
  const bisect::Patch& patch = question.series.patches[static_cast<std::size_t>(number) - 1];
  std::string text = fmt::format("  {}: {}\n", number, printable(patch.subject));
  if (!patch.author.empty()) text += fmt::format("     {}\n", printable(patch.author));
  if (!patch.commit.empty()) text += fmt::format("     commit {}\n", patch.commit);
  return text + fmt::format("     {}\n", patch.file.string());
}

std::string range_text(Range range) {
  if (range.patches() == 1) return fmt::format("patch {}", range.high);
  return fmt::format("patches {}-{}", range.low + 1, range.high);
}

std::string headline(const bisect::Question& question, const std::filesystem::path& directory) {
  return fmt::format("{}: {} over {} patches, {}, {}; {}\n\n", question.spec.name, question.metric,
                     question.series.patches.size(),
                     question.spec.machines[question.condition.machine].name, question.workload.key,
                     directory.string());
}

std::string suspects_text(const SearchReport& report) {
  std::string text;
  for (const int number : numbers_of(report.finding.where))
    text += patch_lines(report.question, number);
  return text;
}

const ComparedPrefixes* ends_of(const SearchReport& report) {
  return report.steps.empty() || report.steps.front().pairs.empty()
             ? nullptr
             : &report.steps.front().pairs.front();
}

// What the suspects account for, beside the difference of the ends.
std::string amount_text(const SearchReport& report, const compare::Scale& scale) {
  const ComparedPrefixes* ends = ends_of(report);
  const ComparedPrefixes* change = change_over(report, report.finding.where);
  std::string text;
  if (change != nullptr) text += fmt::format("  it changes: {}\n", change_text(*change, scale));
  if (ends != nullptr) text += fmt::format("  the ends:   {}\n", change_text(*ends, scale));
  for (const Range& part : report.finding.parts) {
    const ComparedPrefixes* moved = change_over(report, part);
    text +=
        fmt::format("  {} change it, too{}; a search between them finds which\n", range_text(part),
                    moved == nullptr ? "" : ": " + difference_text(moved->result, scale));
  }
  return text;
}

std::string ends_text(const SearchReport& report, const compare::Scale& scale) {
  const ComparedPrefixes* ends = ends_of(report);
  std::string text = "The ends are not shown to differ: there is nothing to search.\n";
  if (ends == nullptr) return text;
  const compare::PairResult& result = ends->result;
  text += fmt::format("  {}; {} and {} boots\n", change_text(*ends, scale), result.from.count,
                      result.to.count);
  if (const auto shown = compare::shown_by(result))
    text += fmt::format("  a difference of {} {} would have been shown in 8 of 10 runs\n",
                        format::number(scale, *shown), format::difference_symbol(scale));
  else
    text += "  no spread was seen, so how large a difference would have been shown is not known\n";
  return text;
}

// How many boots would tell where a step could not: if half of the difference is on each side.
std::string needed_text(const SearchReport& report) {
  const StepRecord& last = report.steps.back();
  const ComparedPrefixes* ends = ends_of(report);
  if (last.pairs.empty() || ends == nullptr) return {};
  const double half = ends->result.contrast.difference / 2;
  const auto boots = compare::boots_to_show(last.pairs.front().result, half);
  if (!boots) return {};
  return fmt::format(
      "  if half of the change lies on either side, about {} boots of each tell: --boots {}, with\n"
      "  another --out\n",
      *boots, std::max<std::size_t>(*boots, static_cast<std::size_t>(report.question.boots) * 2));
}

std::string finding_text(const SearchReport& report, const compare::Scale& scale) {
  const Finding& finding = report.finding;
  const std::string sure =
      fmt::format("(wrong with a chance of {:.3g} % at most)", 100 * (1 - report.confidence));
  switch (finding.kind) {
    case Finding::Kind::Culprit:
      return fmt::format("Culprit: patch {} of {} {}\n", finding.where.high,
                         report.question.series.patches.size(), sure) +
             suspects_text(report) + amount_text(report, scale);
    case Finding::Kind::Suspects:
      return fmt::format("Suspects: {} {}; what lies between cannot be tested\n",
                         range_text(finding.where), sure) +
             suspects_text(report) + amount_text(report, scale);
    case Finding::Kind::Undecided:
      return fmt::format("Inconclusive: {} {}; the boots of the last step do not tell which\n",
                         range_text(finding.where), sure) +
             suspects_text(report) + amount_text(report, scale) + needed_text(report);
    case Finding::Kind::EndsUndecided:
      return ends_text(report, scale);
    case Finding::Kind::EndsLike:
      return "The series changes no code under this configuration: there is nothing to search.\n";
    case Finding::Kind::EndsUntestable:
      break;
  }
  return fmt::format("The ends cannot be compared: {}\n", report.steps.back().note);
}

std::string side_text(const StepRecord& step, std::size_t pair, int prefix, bool from,
                      const compare::Scale& scale) {
  const std::string name = prefix == 0 ? "base" : prefix == 1 ? "1" : fmt::format("1-{}", prefix);
  if (pair >= step.pairs.size()) return name;
  const compare::PairResult& result = step.pairs[pair].result;
  const stats::Summary& side = from ? result.from : result.to;
  if (side.count == 0) return name;
  return fmt::format("{}: {}", name, format::with_symbol(scale, side.mean));
}

std::string answer_text(const StepRecord& step) {
  const bisect::Answer& answer = step.answer;
  switch (answer.kind) {
    case bisect::Answer::Kind::Untestable:
      return "passed over";
    case bisect::Answer::Kind::LikeLow:
      return step.probe.of_ends() ? "same code" : "same code as low";
    case bisect::Answer::Kind::LikeHigh:
      return "same code as high";
    case bisect::Answer::Kind::Compared:
      break;
  }
  if (step.probe.of_ends()) return answer.from_low.differs ? "they differ" : "not shown to differ";
  if (answer.from_low.differs && answer.to_high.differs) return "differs from both";
  if (answer.from_low.differs) return "differs from low";
  return answer.to_high.differs ? "differs from high" : "inconclusive";
}

std::string p_text(const StepRecord& step) {
  if (step.pairs.empty()) return "";
  double p = step.pairs.front().result.p;
  if (!step.probe.of_ends()) p = std::min(p, step.pairs[1].result.p);
  return fmt::format("{} of {:.3g}", format::p_value(p), step.probe.error);
}

std::string steps_text(const SearchReport& report, const compare::Scale& scale) {
  using text::Align;
  text::Table table({Align::Right, Align::Left, Align::Left, Align::Left, Align::Right,
                     Align::Right, Align::Left});
  table.add({"step", "low", "tested", "high", "boots", "p", ""});
  for (const StepRecord& step : report.steps) {
    const bool ends = step.probe.of_ends();
    table.add({fmt::format("{}", step.number), side_text(step, 0, step.probe.low, true, scale),
               ends ? "" : side_text(step, 0, step.probe.middle, false, scale),
               side_text(step, ends ? 0 : 1, step.probe.high, false, scale),
               fmt::format("{}", step.boots), p_text(step), answer_text(step)});
    if (!step.note.empty()) table.add_line("        " + printable(step.note));
  }
  return table.render(2);
}

int total_boots(const std::vector<StepRecord>& steps) {
  return std::accumulate(steps.begin(), steps.end(), 0,
                         [](int sum, const StepRecord& step) { return sum + step.boots; });
}

std::string row_outcome(const ComparedPrefixes& row) {
  if (row.result.differs) return "changed";
  if (row.result.withheld != compare::WithheldFor::Nothing)
    return fmt::format("withheld: {}", compare::to_string(row.result.withheld));
  return "";
}

}  // namespace

std::vector<int> numbers_of(Range range) {
  std::vector<int> numbers;
  for (int patch = range.low + 1; patch <= range.high; ++patch) numbers.push_back(patch);
  return numbers;
}

const ComparedPrefixes* change_over(const SearchReport& report, Range range) {
  const auto code = [&](int prefix) {
    const auto found = report.code.find(prefix);
    return found == report.code.end() ? fmt::format("prefix {}", prefix) : found->second;
  };
  const ComparedPrefixes* last = nullptr;
  for (const StepRecord& step : report.steps)
    for (const ComparedPrefixes& pair : step.pairs)
      if (code(pair.from) == code(range.low) && code(pair.to) == code(range.high) &&
          !pair.result.empty())
        last = &pair;
  return last;
}

std::string text_of(const SearchReport& report) {
  const compare::Scale scale = scale_of(all_pairs(report));
  std::string text = headline(report.question, report.directory);
  text += finding_text(report, scale) + "\n" + steps_text(report, scale);
  for (const std::string& commit : report.question.series.left_out)
    text += fmt::format("  left out, changes no line: {}\n", printable(commit));
  return text + fmt::format("  {} in all\n", format::plural(total_boots(report.steps), "boot"));
}

std::string text_of(const TableReport& report) {
  using text::Align;
  const ByPatch& by_patch = report.table;
  const compare::Scale scale = scale_of(by_patch.rows);
  text::Table table({Align::Right, Align::Left, Align::Right, Align::Right, Align::Left,
                     Align::Right, Align::Left});
  table.add({"patch", "", "before", "after", "difference", "adjusted p", ""});
  int done = 0;
  for (const ComparedPrefixes& row : by_patch.rows) {
    // Those below the last change no code, or came with a prefix that was not built.
    for (int patch = row.from + 1; patch < row.to; ++patch, ++done)
      table.add({fmt::format("{}", patch),
                 report.question.series.patches[static_cast<std::size_t>(patch) - 1].subject, "",
                 "", by_patch.same_code.contains(patch) ? "no code" : "not built alone", "", ""});
    table.add({fmt::format("{}", row.to),
               report.question.series.patches[static_cast<std::size_t>(row.to) - 1].subject,
               format::with_symbol(scale, row.result.from.mean),
               format::with_symbol(scale, row.result.to.mean), difference_text(row.result, scale),
               format::p_value(row.result.p), row_outcome(row)});
    done = row.to;
  }
  const int patches = static_cast<int>(report.question.series.patches.size());
  for (int patch = done + 1; patch <= patches; ++patch)
    table.add({fmt::format("{}", patch),
               report.question.series.patches[static_cast<std::size_t>(patch) - 1].subject, "", "",
               by_patch.same_code.contains(patch) ? "no code" : "not built", "", ""});
  std::string text = headline(report.question, report.directory) + table.render(2);
  for (const auto& [prefix, why] : by_patch.not_built)
    text += fmt::format("  {}: not built: {}\n", bisect::describe_prefix(prefix, patches),
                        printable(why));
  return text +
         fmt::format("  {} in all; any false \"changed\" with a chance of {:.3g} % at most\n",
                     format::plural(by_patch.boots, "boot"), 100 * (1 - report.confidence));
}

}  // namespace folioscope::app
