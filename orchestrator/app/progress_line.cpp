// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/progress_line.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/shown_text.h"
#include "plan/describe.h"

namespace folioscope::app {
namespace {

constexpr std::chrono::seconds kLogEvery{10};
constexpr std::chrono::milliseconds kRedrawEvery{100};

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// At most so many characters of a text in UTF-8.
std::string_view cut_to(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (; end < text.size() && characters > 0; --characters) end += utf8_length(text.substr(end));
  return text.substr(0, end);
}

}  // namespace

ProgressLine::ProgressLine()
    : terminal_(::isatty(STDERR_FILENO) == 1), started_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() { erase(); }

void ProgressLine::erase() {
  if (dirty_) fmt::print(stderr, "\r\033[K");
  dirty_ = false;
}

void ProgressLine::show(const run::Progress& progress) {
  std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!progress.milestone && now - last_ < (terminal_ ? kRedrawEvery : kLogEvery)) return;
  last_ = now;
  const auto spent = std::chrono::duration_cast<std::chrono::seconds>(now - started_).count();
  std::string line =
      fmt::format("[{:2}:{:02}] {}", spent / 60, spent % 60, printable(progress.text));
  if (progress.seconds_left >= 0)
    line += fmt::format(", {} {} left", progress.at_most ? "at most" : "about",
                        plan::format_duration(progress.seconds_left));
  erase();
  if (progress.milestone || !terminal_) {
    fmt::print(stderr, "{}\n", line);
  } else {
    fmt::print(stderr, "{}", cut_to(line, terminal_width() - 1));
    dirty_ = true;
  }
  std::fflush(stderr);
}

}  // namespace folioscope::app
