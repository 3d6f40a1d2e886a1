// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment as three jobs of Slurm: kernels and image into the shared cache, an array of tasks
// that run the blocks, a merge of what they ran. Pure: texts, nothing is written or submitted.
//
// Each script runs as well by hand, with `bash`. What Slurm does to a job keeps its meaning: a task
// that is cancelled or reaches its limit ends as by Ctrl-C (SIGTERM), one that is requeued goes on
// with its part, and the merge takes what there is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "plan/blocks.h"

namespace folioscope::cluster {

// Paths are absolute, and the same on every node.
struct SlurmJob {
  std::string name;
  std::filesystem::path program;     // folioscope
  std::filesystem::path experiment;  // its file
  std::filesystem::path directory;   // of scripts, logs, parts/ and the merged run
  std::filesystem::path cache;
  std::string profile = {};
  std::string partition = {};                 // empty: Slurm's default
  std::vector<std::string> sbatch = {};       // more options, a line each: "--time=4:00:00"
  std::vector<std::string> run_options = {};  // of `folioscope run` and `resume`
  std::vector<plan::Blocks> tasks;            // of the array, from 0
};

struct Scripts {
  std::string prepare, boots, merge;
};

// Fault (User): a path or option that cannot stand in a script of Slurm.
Result<Scripts> make_scripts(const SlurmJob& job);

}  // namespace folioscope::cluster
