// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/perf_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "imports/lines.h"
#include "imports/measured.h"

namespace folioscope::imports {
namespace {

// Each of events and tasks: both and the sums are less than a boot may have metrics
// (derive/workload_metrics.cpp).
constexpr std::size_t kMostNames = 450;
// Different names that are counted: tasks of a build farm's day.
constexpr std::size_t kMostCounts = 1 << 20;

using Counts = std::map<std::string, std::int64_t, std::less<>>;

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view take_front(std::string_view& text) {
  text = without_blanks(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

std::string_view take_back(std::string_view& text) {
  text = without_blanks(text);
  const std::size_t blank = text.find_last_of(" \t");
  const std::string_view word = blank == text.npos ? text : text.substr(blank + 1);
  text.remove_suffix(word.size());
  return word;
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_whole(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, is_digit);
}

// "1234" or "1234/1235"; a task that ended is "-1" or ":-1".
bool is_pid(std::string_view word) {
  if (word.starts_with(':')) word.remove_prefix(1);
  const std::string_view pid = word.substr(0, word.find('/'));
  const std::string_view tid = pid.size() == word.size() ? pid : word.substr(pid.size() + 1);
  return (is_whole(pid) || pid == "-1") && (is_whole(tid) || tid == "-1");
}

std::optional<double> seconds_of(std::string_view word) {
  if (!word.ends_with(':') || word.find('.') == word.npos) return std::nullopt;
  word.remove_suffix(1);
  double seconds = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), seconds);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return seconds;
}

struct Word {
  std::size_t begin = 0, end = 0;
};

// The first word from `at` on that can be the time.
std::optional<Word> time_from(std::string_view line, std::size_t at) {
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t", at);
    if (begin == line.npos) return std::nullopt;
    const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    if (seconds_of(line.substr(begin, end - begin))) return Word{begin, end};
    at = end;
  }
}

// The line as an event with its time there.
std::optional<PerfEvent> event_at(std::string_view line, const Word& time) {
  std::string_view before = line.substr(0, time.begin), behind = line.substr(time.end);
  std::string_view word = take_back(before);
  if (word.starts_with('[')) word = take_back(before);
  if (!is_pid(word) || without_blanks(before).empty()) return std::nullopt;
  std::string_view event = take_front(behind);
  if (is_whole(event)) event = take_front(behind);  // the period of a sample
  if (event.size() < 2 || !event.ends_with(':')) return std::nullopt;
  event.remove_suffix(1);
  return PerfEvent{without_blanks(before), event,
                   *seconds_of(line.substr(time.begin, time.end - time.begin))};
}

// Of a call chain: blanks, and an address.
bool is_frame(std::string_view line) {
  if (!line.starts_with(' ') && !line.starts_with('\t')) return false;
  const std::string_view address = take_front(line);
  return !address.empty() && std::ranges::all_of(address, [](char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || byte == 'x';
  });
}

// False: there are too many.
bool count_in(Counts& counts, const std::string& name) {
  const auto found = counts.find(name);
  if (found != counts.end()) {
    ++found->second;
    return true;
  }
  if (counts.size() == kMostCounts) return false;
  counts.emplace(name, 1);
  return true;
}

// The largest first; of equal ones by name.
std::int64_t put_counts(const Counts& counts, std::vector<Measured>& numbers) {
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [name, count] : counts) order.emplace_back(-count, name);
  std::ranges::sort(order);
  const std::size_t kept = std::min(order.size(), kMostNames);
  for (std::size_t i = 0; i < kept; ++i)
    numbers.push_back({order[i].second, static_cast<double>(-order[i].first), "count"});
  return static_cast<std::int64_t>(order.size() - kept);
}

struct Tally {
  Counts events, tasks;
  std::int64_t all = 0, not_understood = 0, over = 0;
  double first = 0, last = 0;

  void take(std::string_view line) {
    const auto event = perf_event(line);
    if (!event) {
      const bool said = line.starts_with('#') || without_blanks(line).empty() || is_frame(line);
      not_understood += said ? 0 : 1;
      return;
    }
    first = all == 0 ? event->seconds : std::min(first, event->seconds);
    last = all == 0 ? event->seconds : std::max(last, event->seconds);
    ++all;
    over += count_in(events, metric_name(fmt::format("event:{}", event->event))) ? 0 : 1;
    over += count_in(tasks, metric_name(fmt::format("comm:{}", event->comm))) ? 0 : 1;
  }
};

}  // namespace

std::optional<PerfEvent> perf_event(std::string_view line) {
  // A task's name may have blanks, colons and numbers.
  for (auto time = time_from(line, 0); time; time = time_from(line, time->end))
    if (const auto event = event_at(line, *time)) return event;
  return std::nullopt;
}

Result<PerfBoot> read_perf_script(const InputFile& file, Label label) {
  Tally tally;
  TRY_STATUS(for_each_line(file, [&tally](std::string_view line, std::int64_t) {
    tally.take(line);
    return Status();
  }));
  if (tally.all == 0)
    return user_fault(fmt::format("{} has no event as `perf script` prints it", file.name()),
                      "perf script -i perf.data > FILE, with the fields comm, pid, time and event");
  PerfBoot made{.events = tally.all, .not_understood = tally.not_understood};
  std::vector<Measured> numbers = {{"events", static_cast<double>(tally.all), "count"},
                                   {"trace_seconds", tally.last - tally.first, "s"}};
  made.names_left_out = tally.over + put_counts(tally.events, numbers);
  made.names_left_out += put_counts(tally.tasks, numbers);
  TRY(made.boot, boot_of(numbers, std::move(label)));
  // Which tasks there are differs from boot to boot.
  std::erase_if(made.boot.metrics,
                [](const store::MetricPatternRow& row) { return row.name.starts_with("comm:"); });
  return made;
}

}  // namespace folioscope::imports
