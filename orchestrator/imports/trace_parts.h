// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that both versions of trace.dat are made of. Internal to trace_file.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "imports/cursor.h"
#include "imports/trace_file.h"

namespace folioscope::imports {

// Options that are kept, all together: statistics of a thousand CPUs in a hundred buffers have 25
// MiB.
inline constexpr std::uint64_t kMostOptions = 64 << 20;
inline constexpr std::size_t kMostName = 512;

// Ids of options, and in version 7 of the sections that they point to.
enum class Option : std::uint16_t {
  Done = 0,
  CpuStatistics = 2,
  Buffer = 3,
  Clock = 4,
  Uname = 5,
  CpuCount = 8,
  Version = 9,
  HeaderInfo = 16,
  FtraceEvents = 17,
  EventFormats = 18,
  Symbols = 19,
};

// The options that are looked at here, as they came.
struct Options {
  std::vector<std::pair<Option, std::string>> all;
  std::uint64_t bytes = 0;
};

// One option, its id taken already; others than those above are skipped.
Status read_option(Cursor& cursor, std::uint16_t id, Options& options);

// header_page and header_event.
Status read_headers(Cursor& cursor, TraceFile& trace);
Status read_own_formats(Cursor& cursor, TraceFile& trace);  // of the system ftrace
Status read_formats(Cursor& cursor, TraceFile& trace);
Status read_symbols(Cursor& cursor, TraceFile& trace);

// Uname, version, count of CPUs.
void read_facts(const Options& options, TraceFile& trace);
// Into the buffers that the statistics name.
void read_statistics(const Options& options, TraceFile& trace);
// "local global [mono] boot" or "[mono]": what is in the brackets.
std::string chosen_clock(const std::string& text);

// Fault (User): more CPUs than can be stored, the same one twice.
Status check_cpus(const InputFile& file, const TraceBuffer& buffer);
// Fault (User): no power of two, or no size that a ring has.
Status check_page_size(const InputFile& file, std::uint64_t page_size);

Status read_version_6(Cursor& cursor, TraceFile& trace, std::uint32_t page_size);
Status read_version_7(Cursor& cursor, TraceFile& trace);

}  // namespace folioscope::imports
