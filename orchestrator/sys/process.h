// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one program to its end. The child gets a process group and a parent-death signal of its own,
// so nothing outlives us; a stop request ends the whole group (SIGTERM, then SIGKILL after 2 s).
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace folioscope::sys {

struct Command {
  std::vector<std::string> argv;                         // argv[0] as find_program() says
  std::filesystem::path cwd;                             // empty: ours
  std::vector<std::pair<std::string, std::string>> env;  // added to or replacing ours
  std::string input;                                     // written to standard input, then closed
  std::filesystem::path log;  // when set, stdout and stderr are also appended to this file
  // Called for every complete line of stdout and stderr, on the calling thread.
  std::function<void(std::string_view line)> on_line;
};

struct Exit {
  int code = 0;  // valid when signal == 0
  int signal = 0;
  std::string out;  // at most the last 16 MiB
  std::string err;
  bool ok() const { return code == 0 && signal == 0; }
};

// Faults (Host): not found, cannot start; stop requested ("interrupted"). An unsuccessful exit is
// not a fault: look at Exit.
Result<Exit> run(const Command& command, std::stop_token stop = {});

// The path of a program: in PATH, else in /usr/sbin or /sbin. A name with a slash is one already.
// Fault (Host): there is none that can be run.
Result<std::string> find_program(const std::string& name);

// "git apply ..." quoted for a shell: for error messages that say how to repeat it.
std::string shell_line(const std::vector<std::string>& argv);

}  // namespace folioscope::sys
