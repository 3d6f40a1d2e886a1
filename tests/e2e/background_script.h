// SPDX-License-Identifier: GPL-3.0-or-later
// A shell script of this directory that makes something to test against (daemons, namespaces): it
// is given a directory, prints "ready", and ends with all of it when its standard input does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "base/temp_dir.h"

namespace folioscope::e2e {

class BackgroundScript {
 public:
  // Returns when it is ready, or has ended. `name` as in "slurm_cluster.sh"; `mark`: how the names
  // of its network namespaces begin, before its pid.
  BackgroundScript(const std::string& name, std::string mark);
  // Ends it; fails the test when it did not end well, or a namespace is left. The directory is kept
  // when the test failed.
  ~BackgroundScript();
  BackgroundScript(const BackgroundScript&) = delete;
  BackgroundScript& operator=(const BackgroundScript&) = delete;

  bool ready() const { return said_.find("ready\n") != std::string::npos; }
  const std::string& said() const { return said_; }
  const std::filesystem::path& directory() const { return dir_.path(); }
  pid_t pid() const { return pid_; }
  // Writes a line, and returns when it has said `answer` (a line), or has ended.
  void tell(const std::string& line, const std::string& answer);

 private:
  void read_until(const std::string& line);

  const std::string mark_;
  TempDir dir_ = *TempDir::create("script");
  pid_t pid_ = -1;
  int input_ = -1, output_ = -1;
  std::string said_;
};

// Asks until it is so, as neither daemons nor runs tell when something happens. False: it was not
// so within `limit`.
bool becomes_true(std::chrono::seconds limit, const std::function<bool()>& question);

}  // namespace folioscope::e2e
