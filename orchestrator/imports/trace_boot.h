// SPDX-License-Identifier: GPL-3.0-or-later
// One buffer of a trace.dat -> a boot with its metrics, derived as those of a boot of ours.
//
// Events accounted for: stored is what its pages hold, lost what the recorder's counters of each
// CPU and the pages' own marks say (of both the larger), produced is their sum. What was lost after
// the kernel had handed it over no counter of trace-cmd tells; a file that we exported says it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "derive/boot_data.h"
#include "imports/boot.h"
#include "imports/input_file.h"
#include "imports/trace_file.h"

namespace folioscope::imports {

struct TraceBoot {
  ImportedBoot boot;
  std::int64_t events = 0;
  std::int64_t lost = 0;
  // Events that the recorder read of the rings, by their counters, less those that are here. They
  // count from when the rings were emptied last, which a recording need not do. 0: the same, or not
  // said.
  std::int64_t read_elsewhere = 0;
};

// The label's machine and workload where they are not empty; else the machine is the host in the
// file, the workload "trace", and of another buffer than the top one "trace buffer=NAME". Decodes
// every page twice. `guest`: what an instrumented kernel kept in files; its stacks get the names
// that the file's own kallsyms has. Faults: User (header_page or pages that make no sense, a clock
// that counts no nanoseconds), and those of derive.
Result<TraceBoot> boot_of(const std::shared_ptr<const InputFile>& file, const TraceFile& trace,
                          const TraceBuffer& buffer, Label label, derive::GuestFiles guest = {});

// Names of metrics and workloads that imports give.
inline constexpr const char* kTraceWorkload = "trace";
inline constexpr const char* kTableWorkload = "results";
inline constexpr const char* kBufferFactor = "buffer";
inline constexpr const char* kUnknownMachine = "imported";

}  // namespace folioscope::imports
