// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one workload program and watches it until its whole process group is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

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

// Blocks until the workload ended or was killed. Faults: it could not be started.
Result<wire::WorkloadExit> run_workload(const WorkloadRun& run);

}  // namespace folioscope::agent
