// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/console_scanner.h"

#include <cctype>
#include <utility>

namespace folioscope::fleet {
namespace {

enum class Means { Oops, Panic, Hang, Warning, OomKill, PowerDown, Restart };

struct Pattern {
  std::string_view text;
  Means means;
};

// The first that matches counts, so the particular stands before the general. Texts are those of
// Linux 5.10 to 6.12 on x86 and arm64.
constexpr Pattern kPatterns[] = {
    {"Kernel panic - not syncing", Means::Panic},
    // Lock-ups and stalls: the guest lives, its work does not.
    {"BUG: soft lockup", Means::Hang},
    {"BUG: workqueue lockup", Means::Hang},
    {"Watchdog detected hard LOCKUP", Means::Hang},
    {"self-detected stall on CPU", Means::Hang},
    {"detected stalls on CPUs/tasks", Means::Hang},
    {"detected expedited stalls on CPUs/tasks", Means::Hang},
    {"kthread starved for", Means::Hang},
    {"INFO: task ", Means::Hang},  // "... blocked for more than N seconds"
    // Reports after which nothing the guest says can be trusted.
    {"BUG: ", Means::Oops},  // KASAN, KFENCE, bad page state, NULL dereference, sleeping in atomic
    {"kernel BUG at ", Means::Oops},
    {"Oops: ", Means::Oops},
    {"general protection fault", Means::Oops},
    {"stack segment: ", Means::Oops},
    {"double fault: ", Means::Oops},
    {"traps: PANIC", Means::Oops},
    {"PANIC: ", Means::Oops},  // double fault and early exceptions
    {"divide error: ", Means::Oops},
    {"invalid opcode: ", Means::Oops},
    {"int3: ", Means::Oops},
    {"Unable to handle kernel", Means::Oops},
    {"unable to handle kernel", Means::Oops},
    {"Internal error: ", Means::Oops},
    {"stack-protector: Kernel stack is corrupted", Means::Oops},
    {"list_add corruption", Means::Oops},
    {"list_del corruption", Means::Oops},
    {"ODEBUG: ", Means::Oops},
    // Noted.
    {"WARNING: ", Means::Warning},
    {"INFO: possible ", Means::Warning},
    {"INFO: suspicious RCU usage", Means::Warning},
    {"UBSAN: ", Means::Warning},
    {"Out of memory: Killed process", Means::OomKill},
    {"Memory cgroup out of memory: Killed process", Means::OomKill},
    {"reboot: Power down", Means::PowerDown},
    {"reboot: System halted", Means::PowerDown},
    {"reboot: Restarting system", Means::Restart},
};

// A pattern counts where a message can begin: at the start of a line, or behind something that is
// no part of a word (a time stamp, a prefix, a program's unfinished output).
bool contains(std::string_view line, std::string_view pattern) {
  for (std::size_t at = line.find(pattern); at != line.npos; at = line.find(pattern, at + 1))
    if (at == 0 || std::isalnum(static_cast<unsigned char>(line[at - 1])) == 0) return true;
  return false;
}

const Pattern* recognise(std::string_view line) {
  for (const Pattern& pattern : kPatterns) {
    if (!contains(line, pattern.text)) continue;
    if (pattern.text == "INFO: task " && line.find("blocked for more than") == line.npos) continue;
    return &pattern;
  }
  return nullptr;
}

// Drops "[   12.345678]" and the optional "[ T123]" after it.
std::string_view without_stamp(std::string_view line) {
  while (line.starts_with('[')) {
    const std::size_t end = line.find("] ");
    if (end == line.npos || end > 24) break;
    line.remove_prefix(end + 2);
  }
  return line;
}

bool ends_report(std::string_view line) { return line.find("---[ end ") != line.npos; }

}  // namespace

std::vector<ConsoleReport> ConsoleScanner::feed(std::string_view bytes) {
  std::vector<ConsoleReport> done;
  for (const char c : bytes) {
    if (escape_ == Escape::Started) {
      escape_ = c == '[' ? Escape::Sequence : Escape::None;  // ESC and one character, or CSI
      if (c == '\n') end_line(done);
    } else if (escape_ == Escape::Sequence) {
      if (c >= '@' && c <= '~') escape_ = Escape::None;
      if (c == '\n') escape_ = Escape::None;
      if (c == '\n') end_line(done);
    } else if (c == '\n') {
      end_line(done);
    } else if (c == '\x1b') {
      escape_ = Escape::Started;
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
      continue;  // carriage returns, bells and other bytes that print nothing
    } else if (line_.size() < kLongestLine) {
      line_ += c;
    } else {
      line_cut_ = true;
    }
  }
  return done;
}

void ConsoleScanner::end_line(std::vector<ConsoleReport>& done) {
  if (line_cut_) ++notes_.cut_lines;
  line_cut_ = false;
  remember(line_);
  scan(line_, done);
  line_.clear();
}

void ConsoleScanner::scan(std::string_view line, std::vector<ConsoleReport>& done) {
  const Pattern* pattern = recognise(line);
  const Means means = pattern != nullptr ? pattern->means : Means::Warning;
  if (pattern != nullptr) {
    notes_.warnings += means == Means::Warning;
    notes_.oom_kills += means == Means::OomKill;
    notes_.panicked |= means == Means::Panic;
    notes_.said_power_down |= means == Means::PowerDown;
    notes_.said_restart |= means == Means::Restart;
  }
  const bool oops = pattern != nullptr && (means == Means::Oops || means == Means::Panic);
  const bool hang = pattern != nullptr && means == Means::Hang;
  // An oops ends the report of a hang; within one report further headlines are just lines.
  if (oops && open_ && open_->kind == ConsoleReport::Kind::Hang) done.push_back(*close_report());
  if (!open_ && (oops || hang)) {
    open_ = ConsoleReport{oops ? ConsoleReport::Kind::Oops : ConsoleReport::Kind::Hang,
                          std::string(without_stamp(line)),
                          {}};
    open_lines_ = 0;
  }
  if (!open_) return;
  open_->text.append(line).append("\n");
  if (++open_lines_ >= kReportLines || ends_report(line)) done.push_back(*close_report());
}

std::optional<ConsoleReport> ConsoleScanner::close_report() {
  return std::exchange(open_, std::nullopt);
}

std::vector<ConsoleReport> ConsoleScanner::finish() {
  std::vector<ConsoleReport> done;
  if (!line_.empty()) end_line(done);
  if (open_) done.push_back(*close_report());
  return done;
}

void ConsoleScanner::remember(const std::string& line) {
  if (last_.size() == kLastLines) last_.pop_front();
  last_.push_back(line);
}

std::string ConsoleScanner::last_lines() const {
  std::string out;
  for (const std::string& line : last_) out.append(line).append("\n");
  if (!line_.empty()) out.append(line_).append("\n");
  return out;
}

}  // namespace folioscope::fleet
