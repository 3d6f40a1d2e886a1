// SPDX-License-Identifier: GPL-3.0-or-later
// Which stretch of a boot is shown: zoom and scroll of a timeline, without the timeline.
#pragma once

#include <cstdint>

#include "query/time_span.h"

namespace folioscope::models {

// What is shown lies in the whole and is never shorter than kShortest (unless the whole is).
class TimeZoom {
 public:
  static constexpr std::int64_t kShortest = 200;  // ns: two events are rarely closer

  // What was shown stays where it lies in the new whole; all of it, if all of the old was shown.
  void set_whole(const query::TimeSpan& whole);
  const query::TimeSpan& whole() const { return whole_; }
  const query::TimeSpan& shown() const { return shown_; }
  bool shows_all() const { return shown_ == whole_; }

  void show_all() { shown_ = whole_; }
  // Moved and widened until it fits.
  void show(const query::TimeSpan& span);
  // Shows `factor` of the time; what is at `at` (0: left, 1: right) stays there.
  void zoom(double factor, double at);
  void pan(double share);  // of what is shown; positive: later
  // Moves as far as needed that `ns` is shown, with some room around.
  void reveal(std::int64_t ns);

  // On a line of `width` pixels; outside of it for what is not shown.
  double x_of(std::int64_t ns, double width) const;
  std::int64_t ns_at(double x, double width) const;

 private:
  query::TimeSpan whole_, shown_;
};

}  // namespace folioscope::models
