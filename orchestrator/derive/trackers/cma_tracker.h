// SPDX-License-Identifier: GPL-3.0-or-later
// The story of CMA allocations (kernel: mm/cma.c, cma_alloc()): start, busy retries, finish.
//
// One task is inside one call at a time, so a call is the start and the next finish of the same
// pid, in the merged order of all CPUs. 6.1 says failure by page == NULL; newer kernels add
// errorno, which wins when it is there. A request larger than its area starts and never finishes
// in 6.1.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "derive/kept.h"
#include "derive/output.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

// When which task was inside a finished call.
class CmaCalls {
 public:
  void add(std::int64_t pid, GuestTime start, GuestTime finish) {
    by_pid_[pid].emplace_back(start, finish);  // in order of time
    ++count_;
  }
  std::int64_t count() const { return count_; }
  bool covers(std::int64_t pid, GuestTime time) const;

 private:
  std::map<std::int64_t, std::vector<std::pair<GuestTime, GuestTime>>> by_pid_;
  std::int64_t count_ = 0;
};

class CmaTracker {
 public:
  explicit CmaTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const;
  void add(int cpu, const trace::Record& record);
  // Writes cma_calls, cma_failures, cma_failure_rate, cma_busy_retries_per_call and cma_latency.
  // Unset when the boot did not trace CMA calls.
  std::optional<CmaCalls> finish(Output& out);

 private:
  struct Step {
    GuestTime time;
    std::int32_t pid;
    std::int16_t cpu;
    enum class Kind : std::uint8_t { Start, Success, Failure } kind;
  };

  struct Paired;
  static Paired pair(const std::vector<Step>& steps);

  bool usable_ = true;  // the finish event says in some way whether the call failed
  std::optional<std::uint16_t> start_id_, finish_id_, retry_id_;
  NumberReader start_pid_, finish_pid_, page_, errorno_;
  Kept<Step> steps_;
  std::int64_t retries_ = 0;
};

}  // namespace folioscope::derive
