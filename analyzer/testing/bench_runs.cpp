// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/bench_runs.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <fstream>

#include "testing/large_run.h"

namespace folioscope::app {
namespace {

double clock_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// By rename: what a killed benchmark leaves is no run.
template <class Write>
void make_once(const std::filesystem::path& file, Write write) {
  if (std::filesystem::exists(file)) return;
  fmt::print(stderr, "writing {}\n", file.string());
  std::filesystem::path part = file;
  part += ".part";
  for (const char* log : {"", "-wal", "-shm"}) std::filesystem::remove(part.string() + log);
  write(part);
  std::filesystem::rename(part, file);
}

}  // namespace

std::vector<BenchRun> bench_runs(const std::filesystem::path& directory, std::int64_t most_events) {
  std::filesystem::create_directories(directory);
  std::vector<BenchRun> runs;
  for (int power = 6; power <= 8; ++power) {
    std::int64_t events = 1;
    for (int i = 0; i < power; ++i) events *= 10;
    if (events > most_events) break;
    runs.push_back(
        {fmt::format("10^{} events", power), directory / fmt::format("events-{}.db", power)});
    make_once(runs.back().file,
              [&](const auto& file) { query::write_large_events(file, {.events = events}); });
  }
  runs.push_back({"5,000 boots, 200 metrics, 30 variants", directory / "boots.db"});
  make_once(runs.back().file, query::write_many_boots);
  return runs;
}

Stopwatch::Stopwatch()
    : cpu_ms_(clock_ms(CLOCK_PROCESS_CPUTIME_ID)),
      thread_cpu_ms_(clock_ms(CLOCK_THREAD_CPUTIME_ID)) {}

double Stopwatch::wall_ms() const {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_)
      .count();
}
double Stopwatch::cpu_ms() const { return clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu_ms_; }
double Stopwatch::thread_cpu_ms() const {
  return clock_ms(CLOCK_THREAD_CPUTIME_ID) - thread_cpu_ms_;
}

Memory memory_of_this_process() {
  Memory memory;
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    double kib = 0;
    if (name == "VmRSS:" && status >> kib) memory.resident_mib = kib / 1024;
    if (name == "VmHWM:" && status >> kib) memory.peak_mib = kib / 1024;
    std::getline(status, name);
  }
  return memory;
}

double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace folioscope::app
