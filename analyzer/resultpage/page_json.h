// SPDX-License-Identifier: GPL-3.0-or-later
// What the index of several pages needs of one, as NAME.json:
//
//   format      2; format 1 is still read: its outcome was called verdict, a condition a point
//   kind        "folioscope-result": other JSON files of the directory are something else
//   experiment, profile, started_host_ns, acceleration, boots_done, boots
//   thread, subject, date, question, expectation   "" where the experiment does not say
//   outcome     Markdown: the sentence of the page; outcome_table: what it rests on, "" for nothing
//   page        file name; charts: file names
//   claims      {says, metric, variant, theirs, found}: theirs {value, unit, text}, or null; found
//               a list of {condition, amplified, text, ours, numbers}, numbers a list of {variant,
//               median, unit, boots}; ours: the number beside theirs, as text
//   steps       {metric, from, to, theirs, ours, condition}: two numbers of one metric, how much
//               the one is of the other there and here, as text; from and to are variants
//   before      {outcome, started_host_ns}: what the page said when it was of another run, for
//   "said
//               before, says now"; not there where nothing was said
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "resultpage/page.h"

namespace folioscope::resultpage {

std::string page_json(const compare::TestedRun& comparison, const compare::Findings& findings,
                      const Page& page);

// `page`, a page_json() that goes into `directory`, with what the page of that name says there now:
// of another run its outcome, of the same one what it knows of before. A file that is none of ours
// says nothing.
std::string with_before(const PageFile& page, const std::filesystem::path& directory);

struct FoundNumber {
  std::string condition, text, ours;  // the text is Markdown
};

struct SummaryClaim {
  std::string says, metric, theirs;
  std::vector<FoundNumber> found;
};

struct SummaryStep {
  std::string metric, from, to, theirs, ours, condition;
};

// One page, read back.
struct PageSummary {
  // What the page said when it was of another run.
  struct Before {
    std::string outcome;               // Markdown
    std::int64_t started_host_ns = 0;  // of that run
  };

  std::string name() const { return page_name(experiment, profile); }

  std::string experiment, profile, thread, subject, date, question, outcome, outcome_table, page;
  std::vector<std::string> charts;
  std::vector<SummaryClaim> claims;
  std::vector<SummaryStep> steps;
  std::int64_t started_host_ns = 0;
  std::optional<Before> before = {};
};

// The pages of `directory`, by experiment; JSON files of another kind are passed over. Faults: no
// such directory; a file that cannot be read or is of a newer format.
Result<std::vector<PageSummary>> read_summaries(const std::filesystem::path& directory);

}  // namespace folioscope::resultpage
