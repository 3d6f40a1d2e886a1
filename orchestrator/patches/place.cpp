// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/place.h"

#include <algorithm>

namespace folioscope::patches {
namespace {

// The lines a hunk looks for, and how many of them are context at its two ends.
struct Pattern {
  std::vector<const std::string*> lines;
  int before = 0, after = 0;
};

Pattern pattern_of(const Hunk& hunk) {
  Pattern pattern;
  bool changed = false;
  for (const HunkLine& line : hunk.lines) {
    changed = changed || line.kind != ' ';
    pattern.after = line.kind == ' ' ? pattern.after + 1 : 0;
    if (!changed) ++pattern.before;
    if (line.kind != '+') pattern.lines.push_back(&line.text);
  }
  return pattern;
}

// Which of the lines have to match, and where the first of all stands.
struct Attempt {
  long at = 0;  // from 0
  int skip_before = 0, skip_after = 0;
};

bool fits(const Lines& file, const Pattern& pattern, const Attempt& attempt) {
  const long size = static_cast<long>(pattern.lines.size());
  for (long i = attempt.skip_before; i < size - attempt.skip_after; ++i) {
    const long at = attempt.at + i;
    if (at < 0 || at >= static_cast<long>(file.size())) return false;
    if (file[static_cast<std::size_t>(at)] != *pattern.lines[static_cast<std::size_t>(i)])
      return false;
  }
  return true;
}

// A hunk without old lines names the line after which it goes.
long expected_line(const Hunk& hunk) {
  return hunk.old_count == 0 ? hunk.old_first : std::max(0, hunk.old_first - 1);
}

struct Bounds {
  long low = 0, high = 0;
};

// With less context at one end than at the other a hunk begins or ends the file; fuzz makes up for
// that before it is taken from both ends.
std::optional<Placement> place_with(const Lines& file, const Hunk& hunk, const Pattern& pattern,
                                    const Search& search, int fuzz) {
  const int context = std::max(pattern.before, pattern.after);
  const int before = fuzz + pattern.before - context, after = fuzz + pattern.after - context;
  const long size = static_cast<long>(pattern.lines.size());
  const long end = static_cast<long>(file.size()) - size;
  const long expected = expected_line(hunk), guess = expected + search.guess;
  Bounds bounds{static_cast<long>(search.first), end + std::max(after, 0)};
  if (before < 0 && hunk.old_first <= 1) bounds.high = std::min(bounds.high, 0L);
  if (after < 0) bounds.low = std::max(bounds.low, end);
  const Attempt attempt{0, std::max(before, 0), std::max(after, 0)};
  const long reach = std::max(std::abs(bounds.high - guess), std::abs(guess - bounds.low));
  for (long away = 0; away <= reach; ++away)
    for (const long at : {guess + away, guess - away}) {
      if (at < bounds.low || at > bounds.high) continue;
      if (fits(file, pattern, {at, attempt.skip_before, attempt.skip_after}))
        return Placement{static_cast<std::size_t>(at), fuzz, at - expected};
    }
  return std::nullopt;
}

std::string without_blanks(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') out += c;
  return out;
}

std::string shown(const std::string& line) {
  return line.ends_with('\n') ? line.substr(0, line.size() - 1) : line;
}

bool fits_but_for_blanks(const Lines& file, const Hunk& hunk) {
  Lines bare_file;
  for (const std::string& line : file) bare_file.push_back(without_blanks(line));
  Hunk bare = hunk;
  for (HunkLine& line : bare.lines) line.text = without_blanks(line.text);
  return find_place(bare_file, bare, {0, 0, 0}).has_value();
}

}  // namespace

Lines to_lines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

std::optional<Placement> find_place(const Lines& file, const Hunk& hunk, const Search& search) {
  const Pattern pattern = pattern_of(hunk);
  if (pattern.lines.empty()) {
    const long at =
        std::min(static_cast<long>(file.size()),
                 std::max(static_cast<long>(search.first), expected_line(hunk) + search.guess));
    return Placement{static_cast<std::size_t>(at), 0, at - expected_line(hunk)};
  }
  const int most = std::min(search.max_fuzz, std::max(pattern.before, pattern.after));
  for (int fuzz = 0; fuzz <= most; ++fuzz)
    if (const auto place = place_with(file, hunk, pattern, search, fuzz)) return place;
  return std::nullopt;
}

Mismatch find_mismatch(const Lines& file, const Hunk& hunk) {
  const Pattern pattern = pattern_of(hunk);
  const long expected = expected_line(hunk);
  long best_at = 0, best = 0;
  for (long at = 0; at < static_cast<long>(file.size()); ++at) {
    long same = 0;
    for (std::size_t i = 0; i < pattern.lines.size(); ++i) {
      const std::size_t line = static_cast<std::size_t>(at) + i;
      // A bare brace or blank line is in every file at every place.
      if (line < file.size() && file[line] == *pattern.lines[i])
        same += without_blanks(file[line]).size() > 2 ? 4 : 1;
    }
    const bool nearer = std::abs(at - expected) < std::abs(best_at - expected);
    if (same > best || (same == best && best > 0 && nearer)) best = same, best_at = at;
  }
  Mismatch mismatch;
  mismatch.only_blanks = fits_but_for_blanks(file, hunk);
  if (best < 4) return mismatch;
  for (std::size_t i = 0; i < pattern.lines.size(); ++i) {
    const std::size_t line = static_cast<std::size_t>(best_at) + i;
    if (line < file.size() && file[line] == *pattern.lines[i]) continue;
    mismatch.line = line + 1;
    mismatch.wanted = shown(*pattern.lines[i]);
    mismatch.ends = line >= file.size();
    if (!mismatch.ends) mismatch.found = shown(file[line]);
    break;
  }
  return mismatch;
}

void put_hunk(const Lines& file, const Hunk& hunk, const Placement& place, std::size_t& done,
              std::string& out) {
  for (; done < place.at; ++done) out += file[done];
  for (const HunkLine& line : hunk.lines) {
    if (line.kind == '+') {
      out += line.text;
    } else if (done < file.size()) {  // context that was left out of account may lie behind the end
      if (line.kind == ' ') out += file[done];
      ++done;
    }
  }
}

Hunk reversed(const Hunk& hunk) {
  Hunk back = hunk;
  std::swap(back.old_first, back.new_first);
  std::swap(back.old_count, back.new_count);
  for (HunkLine& line : back.lines)
    if (line.kind != ' ') line.kind = line.kind == '+' ? '-' : '+';
  return back;
}

}  // namespace folioscope::patches
