// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/trace_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>

#include "imports/trace_parts.h"
#include "trace/format.h"

namespace folioscope::imports {
namespace {

constexpr std::string_view kMagic = "\x17\x08\x44tracing";
constexpr std::uint64_t kTraceStart = kMagic.size();

Status check_magic(const InputFile& file) {
  const auto start = file.read(0, std::min(file.size(), kTraceStart));
  const bool same = start && start->size() == kMagic.size() &&
                    std::memcmp(start->data(), kMagic.data(), kMagic.size()) == 0;
  if (same) return {};
  return user_fault(fmt::format("{} is no trace.dat of trace-cmd", file.name()),
                    "what `perf script` prints comes by --perf-script, a table by --csv");
}

// The store takes one text for each id.
void drop_repeated(TraceFile& trace) {
  std::set<std::uint16_t> ids;
  trace.refused_formats += static_cast<std::int64_t>(
      std::erase_if(trace.formats, [&ids](const store::EventFormatRow& format) {
        return !ids.insert(*trace::parse_event_id(format.text)).second;
      }));
}

}  // namespace

Result<TraceFile> read_trace_file(const InputFile& file) {
  TRY_STATUS(check_magic(file));
  Cursor cursor(file, kTraceStart);
  TraceFile trace;
  TRY(const std::string version, cursor.c_string(kMostName));
  TRY(const auto big_endian, cursor.number<std::uint8_t>());
  if (big_endian != 0)
    return user_fault(fmt::format("{} was recorded on a big-endian machine", file.name()),
                      "only little-endian ones are read");
  TRY_STATUS(cursor.skip(1));  // size of a long; that of the ring's pages is in header_page
  TRY(const auto page_size, cursor.number<std::uint32_t>());
  if (version == "6") {
    trace.version = 6;
    TRY_STATUS(read_version_6(cursor, trace, page_size));
  } else if (version == "7") {
    trace.version = 7;
    TRY_STATUS(read_version_7(cursor, trace));
  } else {
    return user_fault(
        fmt::format("{} is a trace.dat of version {}", file.name(), version.substr(0, 20)),
        "versions 6 and 7 are read; `trace-cmd convert --file-version 7 -i FILE -o OTHER`");
  }
  drop_repeated(trace);
  if (trace.header_page.empty()) return file.damaged("it has no header_page");
  return trace;
}

}  // namespace folioscope::imports
