// SPDX-License-Identifier: GPL-3.0-or-later
// The results of kernel selftests, as Documentation/dev-tools/ktap.rst has them and as the older
// programs of tools/testing/selftests write them: "ok 1 name", "not ok 2 name # SKIP why", indented
// inside the results of others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::derive {

enum class TestResult { Passed, Failed, Skipped };

struct KtapTest {
  std::string name;  // of the innermost test, made of letters that a metric's name takes; "" -> "N"
  TestResult result = TestResult::Passed;
};

struct Ktap {
  std::vector<KtapTest> tests;  // those that hold no others; in their order
  std::int64_t planned = 0;     // of the outermost "1..N" lines; 0: none was given
  std::int64_t reported = 0;    // outermost results
  std::int64_t bailed_out = 0;  // "Bail out!" lines
};

// Whether the lines say that they are KTAP or TAP, or have results of that kind.
bool is_ktap(const std::vector<std::string>& lines);
Ktap read_ktap(const std::vector<std::string>& lines);

}  // namespace folioscope::derive
