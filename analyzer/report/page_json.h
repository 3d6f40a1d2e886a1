// SPDX-License-Identifier: GPL-3.0-or-later
// What the index of several pages needs of one, as EXPERIMENT.json:
//
//   format      1
//   kind        "folioscope-result": other JSON files of the directory are something else
//   experiment, profile, started_host_ns, acceleration, boots_done, boots
//   thread, subject, date, question, expectation   "" where the experiment does not say
//   verdict     Markdown: the sentences of the page
//   page        file name; charts: file names
//   claims      {says, metric, variant, found}: found a list of {point, amplified, text, numbers},
//               numbers a list of {variant, median, unit, boots}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/page.h"

namespace folioscope::report {

std::string page_json(const query::Comparison& comparison, const Findings& findings,
                      const Page& page);

struct FoundNumber {
  std::string point, text;  // the text is Markdown
};

struct SummaryClaim {
  std::string says, metric;
  std::vector<FoundNumber> found;
};

// One page, read back.
struct PageSummary {
  std::string experiment, profile, thread, subject, date, question, verdict, page;
  std::vector<std::string> charts;
  std::vector<SummaryClaim> claims;
};

// The pages of `directory`, by experiment; JSON files of another kind are passed over. Faults: no
// such directory; a file that cannot be read or is of a newer format.
Result<std::vector<PageSummary>> read_summaries(const std::filesystem::path& directory);

}  // namespace folioscope::report
