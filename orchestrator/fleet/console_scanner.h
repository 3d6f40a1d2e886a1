// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the kernel's own reports of trouble in a console stream that may be cut anywhere, may carry
// time stamps, carriage returns and terminal escapes, and may be mixed with what programs print.
// Pure: bytes in, reports out; one byte at a time gives what the whole text gives.
//
// Memory is bounded whatever the guest prints: lines are cut at kLongestLine, reports at
// kReportLines; what was cut is counted.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::fleet {

struct ConsoleReport {
  enum class Kind { Oops, Hang };
  Kind kind = Kind::Oops;
  std::string headline;  // the line that was recognised, without time stamp
  std::string text;      // that line and what followed, as printed

  bool operator==(const ConsoleReport&) const = default;
};

// Seen on the console, worth telling, no end of the guest.
struct ConsoleNotes {
  std::uint64_t warnings = 0;    // WARNING:, lockdep, UBSAN
  std::uint64_t oom_kills = 0;   // the guest killed a process for memory
  std::uint64_t cut_lines = 0;   // longer than kLongestLine
  bool panicked = false;         // "Kernel panic - not syncing"
  bool said_power_down = false;  // "reboot: Power down", "reboot: System halted"
  bool said_restart = false;     // "reboot: Restarting system"

  bool operator==(const ConsoleNotes&) const = default;
};

class ConsoleScanner {
 public:
  static constexpr std::size_t kLongestLine = 1024;
  static constexpr std::size_t kReportLines = 24;
  static constexpr std::size_t kLastLines = 20;

  // Reports that became complete.
  std::vector<ConsoleReport> feed(std::string_view bytes);
  // Closes a report that waits for more lines: for a console that fell silent. The line under way
  // stays open.
  std::optional<ConsoleReport> close_report();
  bool report_open() const { return open_.has_value(); }
  // The console's end: the last line counts although nothing ended it.
  std::vector<ConsoleReport> finish();

  const ConsoleNotes& notes() const { return notes_; }
  std::string last_lines() const;  // up to kLastLines, each ended by '\n'

 private:
  enum class Escape { None, Started, Sequence };

  void end_line(std::vector<ConsoleReport>& done);
  void scan(std::string_view line, std::vector<ConsoleReport>& done);
  void remember(const std::string& line);

  std::string line_;
  bool line_cut_ = false;
  Escape escape_ = Escape::None;
  std::optional<ConsoleReport> open_;
  std::size_t open_lines_ = 0;
  std::deque<std::string> last_;
  ConsoleNotes notes_;
};

}  // namespace folioscope::fleet
