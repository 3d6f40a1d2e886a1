// SPDX-License-Identifier: GPL-3.0-or-later
// Hands an experiment to Slurm.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.h"
#include "cluster/scripts.h"

namespace folioscope::cluster {

// Slurm's numbers.
struct Submitted {
  std::string prepare, boots, merge;
};

// Writes job.directory with its scripts and submits them: the boots begin when kernels and image
// are there, the merge when every task has ended, however. Faults: User (a directory that has been
// submitted, sbatch refuses an option), Host (no sbatch; Slurm does not answer: what was submitted
// already is cancelled).
Result<Submitted> submit(const SlurmJob& job, const std::stop_token& stop);

// The same in words: the scripts, and the commands that would submit them.
Result<std::string> describe_submission(const SlurmJob& job);

}  // namespace folioscope::cluster
