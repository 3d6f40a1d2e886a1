// SPDX-License-Identifier: GPL-3.0-or-later
// An entry is "{ KEY, KEY } hitcount: N  FIELD: N". A stack is a key of several lines:
//   { pfn:      51200, stacktrace:
//            folio_try_get+0x10/0x80
//            filemap_get_read_batch+0x9c/0x2b0
//   } hitcount:          2  val:          2
#include "derive/event_histogram.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "derive/text_walk.h"

namespace folioscope::derive {
namespace {

constexpr std::string_view kTrigger = "# trigger info: ", kStack = "stacktrace:",
                           kSums = "} hitcount:";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kIdle = " \t\r,";
  const std::size_t begin = text.find_first_not_of(kIdle);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kIdle) + 1 - begin);
}

// "folio_try_get+0x10/0x80 [module]" -> "folio_try_get"
std::string_view function_of(std::string_view line) {
  const std::string_view word = take_word(line);
  return word.substr(0, word.find('+'));
}

// More hits than any boot lives to see; sums of such counts do not overflow.
constexpr std::int64_t kMostHits = std::int64_t{1} << 53;

std::optional<std::int64_t> count(std::string_view word) {
  const auto value = number<std::int64_t>(word);
  return value && *value >= 0 && *value <= kMostHits ? value : std::nullopt;
}

// What stands behind the hits: "val:          2". Sums of negative numbers wrap around in print.
bool read_values(std::string_view text, EventHistogram::Entry& entry) {
  for (std::string_view name = take_word(text); !name.empty(); name = take_word(text)) {
    const auto sum = number<std::uint64_t>(take_word(text));
    if (!sum || !name.ends_with(':') || entry.values.size() == limits::kHistogramValues)
      return false;
    name.remove_suffix(1);
    entry.values.emplace_back(name, static_cast<std::int64_t>(*sum));
  }
  return true;
}

class Walk {
 public:
  explicit Walk(EventHistogram& out) : out_(out) {}

  void line(std::string_view line) {
    if (open_ && !line.starts_with("{ "))
      inside(line);
    else if (line.starts_with("{ "))
      begin(line.substr(2));
    else if (line.starts_with(kTrigger))
      out_.trigger = line.substr(kTrigger.size());
    else if (!line.starts_with('#') && !trimmed(line).empty())
      total(line);
  }

  // A text that ends inside an entry was cut there.
  void end() {
    if (open_) refuse();
  }

 private:
  void begin(std::string_view line) {
    end();
    entry_ = {};
    open_ = true;
    const std::size_t sums = line.rfind(kSums);
    if (sums != line.npos) return finish(line.substr(0, sums), line.substr(sums));
    if (!line.ends_with(kStack)) return refuse();
    // Since Linux 6.3 it is called common_stacktrace.
    const std::size_t word = line.rfind(' ');
    entry_.key = trimmed(line.substr(0, word == line.npos ? 0 : word));
  }

  void inside(std::string_view line) {
    const std::size_t sums = line.rfind(kSums);
    if (sums != line.npos) return finish(line.substr(0, sums), line.substr(sums));
    const std::string_view function = function_of(line);
    if (function.empty() || entry_.frames.size() == limits::kStackFrames) return refuse();
    entry_.frames.emplace_back(function);
  }

  // `keys` stand before the closing brace, on the same line.
  void finish(std::string_view keys, std::string_view sums) {
    const std::string_view more = trimmed(keys);
    if (!more.empty() && !entry_.key.empty()) entry_.key += ", ";
    entry_.key += more;
    sums.remove_prefix(kSums.size());
    const auto hits = count(take_word(sums));
    if (!hits || !read_values(sums, entry_) || out_.entries.size() == limits::kHistogramEntries)
      return refuse();
    entry_.hits = *hits;
    out_.entries.push_back(std::move(entry_));
    open_ = false;
  }

  void refuse() {
    ++out_.refused_lines;
    open_ = false;
  }

  void total(std::string_view line) {
    const std::string_view name = take_word(line);
    if (name == "Totals:" || name == "Entries:") return;
    const auto value = count(take_word(line));
    if (value && name == "Hits:") {
      out_.hits = *value;
    } else if (value && name == "Dropped:") {
      out_.dropped = *value;
      out_.complete = true;
    } else {
      ++out_.refused_lines;
    }
  }

  EventHistogram& out_;
  EventHistogram::Entry entry_;
  bool open_ = false;  // the end of entry_ has not been seen
};

}  // namespace

EventHistogram EventHistogram::parse(std::string_view text) {
  EventHistogram histogram;
  Walk walk(histogram);
  while (!text.empty()) walk.line(take_line(text));
  walk.end();
  std::ranges::stable_sort(histogram.entries, std::ranges::greater(), &Entry::hits);
  return histogram;
}

}  // namespace folioscope::derive
