// SPDX-License-Identifier: GPL-3.0-or-later
// Who runs a run, as far as the desktop can see: a process that holds the lock of the directory and
// commits cells into its store, one for each line that it is told.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "desktop/started.h"

namespace folioscope::desktop {

inline constexpr std::string_view kCommit = "--commit-cells-of";
inline constexpr int kCells = 4;  // of the run that it makes

// main() of the process: reads "commit" and "finish" from its standard input.
int commit_cells(const std::string& directory);

class Committer {
 public:
  // Returns when the run is there, with all its cells planned. Throws std::runtime_error.
  explicit Committer(const std::string& directory);
  // Says it, and returns when it is done.
  void tell(const std::string& line);
  Started& process() { return *process_; }

 private:
  void wait_for_answer();

  UniqueFd to_;  // a socket, both ways
  std::optional<Started> process_;
};

}  // namespace folioscope::desktop
