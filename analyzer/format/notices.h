// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader has to know before believing a run: what is missing, what touches its numbers, and
// what to do about each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/anomaly.h"
#include "compare/findings.h"

namespace folioscope::format {

struct Notice {
  // Error: an answer may be wrong, or is not there; Warning: it is weaker than it looks; Note: how
  // to read it.
  catalog::Severity severity = catalog::Severity::Note;
  std::string what;    // a sentence without its full stop
  std::string remedy;  // what to do; may be empty

  bool operator==(const Notice&) const = default;
};

// The worst first. Texts from guests are in it, shortened to a line.
std::vector<Notice> notices(const compare::TestedRun& run, const compare::Findings& findings);

// Received, but not understood, dropped or repaired, with counts over all boots.
struct DataFault {
  catalog::Severity severity = catalog::Severity::Error;
  std::string name;
  std::int64_t count = 0;
  std::string_view meaning, advice;  // empty: of another version, or of no boot
};
std::vector<DataFault> data_faults(const query::Comparison& run);

}  // namespace folioscope::format
