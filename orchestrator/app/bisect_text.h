// SPDX-License-Identifier: GPL-3.0-or-later
// What a search has found, as text and as JSON.
//
// {"experiment", "metric", "unit", "machine", "workload", "confidence", "directory", "boots",
//  "patches": [{"number", "subject", "author", "commit", "file"}],     commit: null or in full
//  "left_out": ["abc123 subject"],                                      commits that change no line
//  and of a search
//  "outcome": "culprit" | "suspects" | "undecided" | "ends alike" | "same code" | "untestable",
//  "suspects": [numbers],                       one of a culprit; empty where the ends are alike
//  "change": pair | null,                       over the suspects, where boots of one step had both
//  "ends": pair | null,
//  "parts": [{"patches": [numbers], "change": pair | null}],
//  "steps": [{"low", "tested", "high", "answer", "error", "boots", "directory", "note",
//             "pairs": [pair]}]
//  or of a table by patch
//  "rows": [{"patches": [numbers], "change": pair}], "same_code": [numbers],
//  "not_built": [{"prefix", "why"}]}
// where pair is {"from", "to": prefixes, "before", "after": means, "boots": [2], "difference",
// "interval": [2] | null, "p", "changed"}, in the metric's unit. The p of a step is of its test,
// that of a row is adjusted for all of them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/bisect_run.h"

namespace folioscope::app {

struct SearchReport {
  const bisect::Question& question;
  std::filesystem::path directory;
  double confidence = 0.95;
  bisect::Finding finding;
  std::vector<StepRecord> steps;
  std::map<int, std::string> code;  // of prefixes that were built
};
std::string text_of(const SearchReport& report);
std::string json_of(const SearchReport& report);

struct TableReport {
  const bisect::Question& question;
  std::filesystem::path directory;
  double confidence = 0.95;
  ByPatch table;
};
std::string text_of(const TableReport& report);
std::string json_of(const TableReport& report);

// The comparison of a step whose two prefixes have the code of these; the last there is.
const ComparedPrefixes* change_over(const SearchReport& report, bisect::Range range);
// "3, 4" for patches 3 and 4.
std::vector<int> numbers_of(bisect::Range range);

}  // namespace folioscope::app
