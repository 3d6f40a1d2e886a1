// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one workload program and watches it until its whole process group is gone.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "wire/messages.h"

namespace folioscope::agent {

// Its program, or a fault (Guest) that names what is missing. A name with a slash is refused: a job
// runs what the image offers and nothing else.
Result<std::filesystem::path> find_workload(const std::filesystem::path& directory,
                                            const std::string& program);

struct WorkloadRun {
  std::filesystem::path program;
  wire::Workload workload;
  std::uint32_t index = 0;
  int stop_fd = -1;  // readable: kill it now
  // Each line of its standard output, without the newline; lines above wire::kMaxText come in
  // pieces.
  std::function<void(std::string line)> on_line;
};

// The agent called as `folioscope-agent --run-as UID PROGRAM ARGUMENTS...` gives root up and
// becomes the program; `words` begin with UID. Returns the exit code of an attempt that failed.
inline constexpr char kRunAs[] = "--run-as";
int run_as(char** words);

// Runs a line of shell as root, beside no workload. Faults (Guest): it did not exit with 0, with
// the end of what it wrote.
Status run_shell(const std::string& line);

struct WorkloadEnd {
  wire::WorkloadExit exit;
  struct rusage usage = {};  // of the program and the children that it waited for
};

// Blocks until the workload ended or was killed; what is left of its process group then is killed.
// Faults: it could not be started.
Result<WorkloadEnd> run_workload(const WorkloadRun& run);

// What the kernel counted for it, as lines that a workload could have written itself
// (guest-image/workloads/README.md).
std::vector<std::string> usage_lines(const WorkloadEnd& end);

}  // namespace folioscope::agent
