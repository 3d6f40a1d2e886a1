// SPDX-License-Identifier: GPL-3.0-or-later
// What a build of selftests left: the programs that did not build, in the compiler's own words, out
// of make's messages and in a small text file beside the programs that did.
//
//   folioscope-selftests 1
//   collection NAME        as this kernel calls it
//   installed STAMP        of the host's packages when it was built
//   failed NAME            (repeated), followed by its lines, each after a tab
//   end
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::kbuild {

struct UnbuiltSelftest {
  std::string name;   // of the program, below the directory that was built into; else make's target
  std::string words;  // lines, bounded

  bool operator==(const UnbuiltSelftest&) const = default;
};

// `err` is the standard error of `make -k --output-sync=target`, so that the lines of one target
// stand together and before make's "*** [...]"; `out` is the directory built into.
std::vector<UnbuiltSelftest> unbuilt_of(const std::string& err, const std::string& out);

struct SelftestRecord {
  std::string collection;
  std::string installed;
  std::vector<UnbuiltSelftest> failed;

  bool operator==(const SelftestRecord&) const = default;
};
std::string to_text(const SelftestRecord& record);
// Nothing for what is not whole or not understood.
std::optional<SelftestRecord> selftest_record(std::string_view text);

}  // namespace folioscope::kbuild
