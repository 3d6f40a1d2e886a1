// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a guest's console. Cut anywhere they give the same reports, memory is
// bounded, and whatever came before, a kernel's report at the begin of a line is seen.
#include <algorithm>
#include <string>
#include <vector>

#include "fleet/console_scanner.h"
#include "testing/fuzz.h"

using namespace folioscope;
using fleet::ConsoleReport;
using fleet::ConsoleScanner;
using fuzz::check;

namespace {

using Reports = std::vector<ConsoleReport>;

void append(Reports& to, const Reports& more) { to.insert(to.end(), more.begin(), more.end()); }

void check_bounds(const Reports& reports, const ConsoleScanner& scanner) {
  constexpr std::size_t kMostText =
      ConsoleScanner::kReportLines * (ConsoleScanner::kLongestLine + 1);
  for (const ConsoleReport& report : reports) {
    check(report.text.size() <= kMostText && report.text.ends_with('\n'));
    check(report.headline.size() <= ConsoleScanner::kLongestLine);
    check(report.text.find(report.headline) != report.text.npos);
  }
  const std::string last = scanner.last_lines();
  // And the one under way.
  check(std::ranges::count(last, '\n') <= static_cast<long>(ConsoleScanner::kLastLines) + 1);
}

void check_cut_anywhere(std::string_view text) {
  ConsoleScanner whole, parts;
  Reports reports = whole.feed(text), by_parts;
  std::size_t length = 1;
  for (std::size_t at = 0; at < text.size(); at += length, length = length * 5 % 7)
    append(by_parts, parts.feed(text.substr(at, length)));
  append(reports, whole.finish());
  append(by_parts, parts.finish());
  check(reports == by_parts && whole.notes() == parts.notes());
  check(whole.last_lines() == parts.last_lines());
  check_bounds(reports, whole);
}

void check_seen(std::string_view text) {
  constexpr std::string_view kReport = "BUG: fuzzed";
  ConsoleScanner scanner;
  (void)scanner.feed(text);
  Reports reports = scanner.feed("\n" + std::string(kReport) + "\n");
  append(reports, scanner.finish());
  check(std::ranges::any_of(reports, [&](const ConsoleReport& report) {
    return report.text.find(kReport) != report.text.npos;
  }));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text({data, size});
  check_cut_anywhere(text);
  check_seen(text);
  return 0;
}
