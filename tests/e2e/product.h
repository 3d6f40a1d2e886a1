// SPDX-License-Identifier: GPL-3.0-or-later
// The product as its users have it: the built programs, run as processes of their own in a
// directory that is kept when a test fails.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::e2e {

// Runs build/bin/folioscope with these arguments to its end.
sys::Exit folioscope(std::vector<std::string> arguments);

// Starts it and returns at once, in a process group of its own; output goes to `log`.
pid_t start_folioscope(std::vector<std::string> arguments, const std::filesystem::path& log);

// `folioscope sql RUN QUERY --json`, parsed: one object a row. Fails the test when it cannot.
std::vector<nlohmann::json> sql(const std::filesystem::path& run, const std::string& query);

// Makes the run directory `run` of what testdata/ has of schema 4. Fails the test when it cannot.
void unpack_stored_run(const std::filesystem::path& run);

// Pids of QEMU processes whose command line names a domain of this run.
std::vector<pid_t> guests_of(const std::filesystem::path& run);

// A temporary directory with an experiment file in it. Kept, and named, when the test failed.
class Workplace {
 public:
  explicit Workplace(const std::string& experiment);
  ~Workplace();
  const std::filesystem::path& path() const { return temp_.path(); }
  std::filesystem::path experiment() const { return path() / "experiment.yaml"; }
  std::filesystem::path run() const { return path() / "run"; }

 private:
  TempDir temp_;
};

// `folioscope run` to its end; boots that the host failed are done again by it.
sys::Exit run_experiment(const Workplace& place);

// The beginning of every experiment here: base, fragments and one baseline variant. The kernels are
// those of configs/experiments, so that all tests share one build.
std::string preamble(const std::string& name);

}  // namespace folioscope::e2e
