// SPDX-License-Identifier: GPL-3.0-or-later
// Version 6 is one stretch after the other, and the pages at its end:
//   header_page, header_event, formats of ftrace, formats of the systems, u32 kallsyms, u32 formats
//   of trace_printk, u64 names of tasks, u32 CPUs; "options  " and the options; "flyrecord", and of
//   each CPU u64 offset and u64 size; u64 and the trace clock, where an option says so.
// An option for each instance has the offset of another "flyrecord".
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "imports/trace_parts.h"

namespace folioscope::imports {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kWord = 10;  // "options  ", "flyrecord", "latency  ", each with a zero
constexpr std::uint64_t kMostClock = 4096;

// Formats of trace_printk and names of tasks.
Status skip_texts(Cursor& cursor) {
  TRY(const auto printk, cursor.number<std::uint32_t>());
  TRY_STATUS(cursor.skip(printk));
  TRY(const auto names, cursor.number<std::uint64_t>());
  return cursor.skip(names);
}

Status expect_pages(const InputFile& file, std::string_view word) {
  if (word == "flyrecord\0"sv) return {};
  if (word == "latency  \0"sv)
    return user_fault(fmt::format("{} has the text of a latency tracer and no events", file.name()),
                      "record with `trace-cmd record -e EVENT`");
  return file.damaged("no \"flyrecord\" where its pages should begin");
}

// Some versions of trace-cmd say that there is one and write none that makes sense; the clock was
// the kernel's default then, and trace-cmd reads it so.
std::string read_clock(Cursor& cursor) {
  const auto size = cursor.number<std::uint64_t>();
  if (!size) return {};
  const auto text = cursor.text(*size, kMostClock);
  return text ? chosen_clock(*text) : std::string();
}

// `count`: those in the table of the places.
Status read_places(Cursor& cursor, std::uint32_t count, bool has_clock, TraceBuffer& buffer) {
  for (std::uint32_t cpu = 0; cpu < count; ++cpu) {
    CpuPlace place{.cpu = static_cast<int>(cpu)};
    TRY(place.offset, cursor.number<std::uint64_t>());
    TRY(place.size, cursor.number<std::uint64_t>());
    buffer.cpus.push_back(place);
  }
  TRY_STATUS(check_cpus(cursor.file(), buffer));
  if (has_clock) buffer.clock = read_clock(cursor);
  return {};
}

Status read_instance(const InputFile& file, const std::string& option, std::uint32_t cpus,
                     bool has_clock, TraceBuffer& buffer) {
  std::uint64_t offset = 0;
  if (option.size() <= sizeof offset) return file.damaged("an option of a buffer is cut off");
  std::memcpy(&offset, option.data(), sizeof offset);
  buffer.name = option.substr(sizeof offset, option.find('\0', sizeof offset) - sizeof offset);
  if (offset > file.size()) return file.damaged("a buffer is beyond its end");
  Cursor cursor(file, offset);
  TRY(const std::string word, cursor.text(kWord, kWord));
  TRY_STATUS(expect_pages(file, word));
  return read_places(cursor, cpus, has_clock, buffer);
}

Status check_cpu_count(const InputFile& file, std::uint32_t cpus) {
  if (cpus <= limits::kCpus) return {};
  return file.damaged(fmt::format("{} CPUs: {} can be stored", cpus, limits::kCpus));
}

// Up to the one that ends them.
Status read_options(Cursor& cursor, Options& options) {
  while (true) {
    TRY(const auto id, cursor.number<std::uint16_t>());
    if (static_cast<Option>(id) == Option::Done) return {};
    TRY_STATUS(read_option(cursor, id, options));
  }
}

}  // namespace

Status read_version_6(Cursor& cursor, TraceFile& trace, std::uint32_t page_size) {
  const InputFile& file = cursor.file();
  TRY_STATUS(check_page_size(file, page_size));
  TRY_STATUS(read_headers(cursor, trace));
  TRY_STATUS(read_own_formats(cursor, trace));
  TRY_STATUS(read_formats(cursor, trace));
  TRY_STATUS(read_symbols(cursor, trace));
  TRY_STATUS(skip_texts(cursor));
  TRY(const auto cpus, cursor.number<std::uint32_t>());
  TRY_STATUS(check_cpu_count(file, cpus));
  Options options;
  TRY(std::string word, cursor.text(kWord, kWord));
  if (word == "options  \0"sv) {
    TRY_STATUS(read_options(cursor, options));
    TRY(word, cursor.text(kWord, kWord));
  }
  TRY_STATUS(expect_pages(file, word));
  trace.cpus = static_cast<int>(cpus);
  read_facts(options, trace);
  const bool has_clock = std::ranges::any_of(
      options.all, [](const auto& option) { return option.first == Option::Clock; });
  // Without a top buffer its table is empty, and an option has the count of the instances' CPUs.
  if (cpus > 0) {
    trace.buffers.push_back({.page_size = page_size});
    TRY_STATUS(read_places(cursor, cpus, has_clock, trace.buffers.back()));
  }
  for (const auto& [id, data] : options.all) {
    if (id != Option::Buffer) continue;
    TraceBuffer buffer{.page_size = page_size};
    TRY_STATUS(
        read_instance(file, data, static_cast<std::uint32_t>(trace.cpus), has_clock, buffer));
    trace.buffers.push_back(std::move(buffer));
  }
  read_statistics(options, trace);
  return {};
}

}  // namespace folioscope::imports
