// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/time_zoom.h"

#include <algorithm>
#include <cmath>

namespace folioscope::models {

void TimeZoom::set_whole(const query::TimeSpan& whole) {
  const bool all = shows_all();
  whole_ = whole;
  if (all || !whole_.overlaps(shown_))
    show_all();
  else
    show(shown_);
}

void TimeZoom::show(const query::TimeSpan& span) {
  const std::int64_t middle = span.begin_ns + span.length() / 2;
  const std::int64_t length = std::min(std::max(span.length(), kShortest), whole_.length());
  const std::int64_t wanted = length == span.length() ? span.begin_ns : middle - length / 2;
  const std::int64_t begin = std::clamp(wanted, whole_.begin_ns, whole_.end_ns - length);
  shown_ = {begin, begin + length};
}

void TimeZoom::zoom(double factor, double at) {
  const auto before = static_cast<double>(shown_.length());
  const double length =
      std::clamp(before * factor, static_cast<double>(kShortest),
                 std::max(static_cast<double>(whole_.length()), static_cast<double>(kShortest)));
  const auto begin = shown_.begin_ns + std::llround((before - length) * at);
  show({begin, begin + std::llround(length)});
}

void TimeZoom::pan(double share) {
  const auto by = std::llround(static_cast<double>(shown_.length()) * share);
  show({shown_.begin_ns + by, shown_.end_ns + by});
}

void TimeZoom::reveal(std::int64_t ns) {
  const std::int64_t room = shown_.length() / 10;
  if (ns < shown_.begin_ns + room) {
    const std::int64_t begin = ns - 3 * room;
    show({begin, begin + shown_.length()});
  } else if (ns > shown_.end_ns - room) {
    const std::int64_t end = ns + 3 * room;
    show({end - shown_.length(), end});
  }
}

double TimeZoom::x_of(std::int64_t ns, double width) const {
  if (shown_.empty()) return 0;
  return static_cast<double>(ns - shown_.begin_ns) / static_cast<double>(shown_.length()) * width;
}

std::int64_t TimeZoom::ns_at(double x, double width) const {
  if (width <= 0) return shown_.begin_ns;
  return shown_.begin_ns + std::llround(x / width * static_cast<double>(shown_.length()));
}

}  // namespace folioscope::models
