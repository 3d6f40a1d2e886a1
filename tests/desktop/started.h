// SPDX-License-Identifier: GPL-3.0-or-later
// A program that was started and is ended when this goes, and when the test dies.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace folioscope::desktop {

class Started {
 public:
  struct What {
    std::vector<std::string> argv;                         // argv[0]: a name in PATH, or a path
    std::vector<std::pair<std::string, std::string>> env;  // added to ours, or replacing it
    int kept_fd = -1;                                      // open in the program; -1: none
    int standard_fd = -1;                                  // its input and output; -1: ours
  };
  // Fault (Host): there is no such program.
  static Result<Started> start(const What& what);
  Started(Started&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Started& operator=(Started&&) = delete;
  ~Started();

  // Its exit code, -1 for one that a signal ended; nothing: it did not end in this time.
  std::optional<int> wait_for(std::chrono::milliseconds most);
  void kill_now();  // as the out-of-memory killer does

 private:
  explicit Started(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;  // -1: it was waited for
};

}  // namespace folioscope::desktop
