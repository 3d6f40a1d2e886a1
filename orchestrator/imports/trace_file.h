// SPDX-License-Identifier: GPL-3.0-or-later
// A trace.dat of trace-cmd, versions 6 and 7 (trace-cmd.dat.v6(5), trace-cmd.dat.v7(5)), as values:
// what it says of the machine and its events, and where the ring-buffer pages of each buffer lie.
// The pages stay in the file (trace_pages.h). Every size, count and offset is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "imports/input_file.h"
#include "imports/unpack.h"
#include "store/records.h"

namespace folioscope::imports {

// Of one CPU in one buffer. `size` is that in the file, packed or not; 0: no events.
struct CpuPlace {
  int cpu = 0;
  std::uint64_t offset = 0, size = 0;

  bool operator==(const CpuPlace&) const = default;
};

struct TraceBuffer {
  std::string name = {};   // of the tracing instance; empty: the top one
  std::string clock = {};  // "local", "mono", ...; empty: not said
  std::size_t page_size = 0;
  bool packed = false;
  std::vector<CpuPlace> cpus = {};             // rising
  std::map<int, std::string> statistics = {};  // per_cpu/cpuN/stats when it ended, by CPU
};

struct TraceFile {
  int version = 0;
  Packing packing = Packing::None;
  std::string header_page;
  std::vector<store::EventFormatRow> formats;  // each with an id of its own
  std::int64_t refused_formats = 0;            // texts without an id, or with one that is taken
  std::string uname;                           // "Linux HOST RELEASE MACHINE"; empty: not said
  std::string recorder;                        // version of trace-cmd; empty: not said
  int cpus = 0;                                // of the machine
  // /proc/kallsyms; empty: not there, or larger than any kernel's. Of a user that may not see
  // addresses it has zeros.
  std::string symbols;
  std::vector<TraceBuffer> buffers;  // the top one first, where it is there
};

// Faults (User): no trace.dat, of another version, big-endian, packed in a way that is not known,
// without ring-buffer pages (a latency tracer's), cut off, or what it says makes no sense.
Result<TraceFile> read_trace_file(const InputFile& file);

}  // namespace folioscope::imports
