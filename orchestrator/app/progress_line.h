// SPDX-License-Identifier: GPL-3.0-or-later
// Progress for people: on a terminal one line that is rewritten, in a log a line per milestone and
// at most one every ten seconds in between. Goes to stderr, so that stdout can be piped.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "run/run.h"

namespace folioscope::app {

class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();  // leaves the terminal on a fresh line

  // seconds_left < 0: unknown. A milestone stays visible.
  void show(const std::string& text, bool milestone, double seconds_left) {
    show({.text = text, .milestone = milestone, .seconds_left = seconds_left});
  }
  void show(const run::Progress& progress);
  // Of what a line is being rewritten in; not while somebody shows something.
  void erase();

 private:
  std::mutex mutex_;
  bool terminal_ = false;
  bool dirty_ = false;  // a line is being rewritten
  std::chrono::steady_clock::time_point started_, last_;
};

}  // namespace folioscope::app
