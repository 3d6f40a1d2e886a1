// SPDX-License-Identifier: GPL-3.0-or-later
// What ARCHITECTURE.md says about the tree, as checks on the text of its files: which folder may
// include which, where a third party may be named, and the licence line. Pure.
#pragma once

#include <string>
#include <vector>

namespace folioscope::tree {

struct File {
  std::string path;  // from the top of the repository: "orchestrator/plan/plan.cpp"
  std::string text;
};

// One sentence for each include that breaks a rule: "path:line: why".
std::vector<std::string> check_includes(const File& file);

// The same for test support: headers of a testing/ folder are included by tests, benchmarks,
// fuzzers and testing/ alone, from the own group or proto/ (tests/ may take any); their names are
// unique.
std::vector<std::string> check_testing(const std::vector<File>& files);

// The same for a missing SPDX line, which must be within the first three lines.
std::vector<std::string> check_licence(const File& file);

}  // namespace folioscope::tree
