// SPDX-License-Identifier: GPL-3.0-or-later
// What ARCHITECTURE.md says about the tree, as checks on the text of its files: which folder may
// include which, where a third party may be named, and the licence line. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace folioscope::tree {

struct File {
  std::string path;  // from the top of the repository: "orchestrator/plan/plan.cpp"
  std::string text;
};

// The order of a group's folders: each may include itself and what stands before it.
struct Group {
  std::string_view name;
  std::vector<std::string_view> folders;
};
const std::vector<Group>& groups();

// Where a third party may be named.
struct Home {
  std::string_view party;   // as people call it
  std::string_view header;  // beginning of the included path
  std::vector<std::string_view> folders;
};
const std::vector<Home>& homes();

// One sentence for each include that breaks a rule: "path:line: why".
std::vector<std::string> check_includes(const File& file);

// The same for test support: headers of a testing/ folder are included by tests, benchmarks,
// fuzzers and testing/ alone, from the own group or proto/ (tests/ may take any); their names are
// unique.
std::vector<std::string> check_testing(const std::vector<File>& files);

// The same for a missing SPDX line, which must be within the first three lines.
std::vector<std::string> check_licence(const File& file);

}  // namespace folioscope::tree
