// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that analyzer_bench opens, and a line of its report. Not linked into the product.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace folioscope::app {

struct BenchRun {
  std::string title;  // "10^7 events"
  std::filesystem::path file;
};
// Written into `directory` where they are not there yet, which takes a minute for each 10^8 events.
std::vector<BenchRun> bench_runs(const std::filesystem::path& directory, std::int64_t most_events);

// Time on the clock, and what of it the process and the calling thread computed.
class Stopwatch {
 public:
  Stopwatch();
  double wall_ms() const;
  double cpu_ms() const;
  double thread_cpu_ms() const;

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double cpu_ms_ = 0, thread_cpu_ms_ = 0;
};

struct Memory {
  double resident_mib = 0, peak_mib = 0;
};
Memory memory_of_this_process();

// Sorts; of no numbers 0.
double quantile(std::vector<double>& values, double share);

}  // namespace folioscope::app
