// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/trace_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <set>
#include <string_view>

#include "base/limits.h"
#include "trace/format.h"

namespace folioscope::imports {
namespace {

constexpr std::uint64_t kMostFormat = 1 << 20;
// common_type has 16 bits.
constexpr std::uint32_t kMostFormats = 1 << 16;
constexpr std::uint32_t kMostSystems = 1 << 14;
// A distribution's kernel with its modules has 16 MiB; derive reads no more.
constexpr std::uint32_t kMostSymbols = 64 << 20;
constexpr std::string_view kOwnSystem = "ftrace";

bool is_known(std::uint16_t id) {
  switch (static_cast<Option>(id)) {
    case Option::CpuStatistics:
    case Option::Buffer:
    case Option::Clock:
    case Option::Uname:
    case Option::CpuCount:
    case Option::Version:
    case Option::HeaderInfo:
    case Option::FtraceEvents:
    case Option::EventFormats:
    case Option::Symbols:
      return true;
    case Option::Done:
      break;
  }
  return false;
}

Status check_count(const InputFile& file, const char* what, std::uint32_t count,
                   std::uint32_t most) {
  if (count <= most) return {};
  return file.damaged(fmt::format("{} {}, where {} are the most", count, what, most));
}

std::string name_in(std::string_view format) {
  constexpr std::string_view kName = "name: ";
  if (!format.starts_with(kName)) return {};
  format.remove_prefix(kName.size());
  return std::string(format.substr(0, format.find('\n')));
}

Status read_format(Cursor& cursor, const std::string& system, TraceFile& trace) {
  TRY(const auto size, cursor.number<std::uint64_t>());
  TRY(std::string text, cursor.text(size, kMostFormat));
  std::string name = name_in(text);
  if (name.empty() || !trace::parse_event_id(text))
    ++trace.refused_formats;
  else
    trace.formats.push_back({system, std::move(name), std::move(text)});
  return check_count(cursor.file(), "formats of events",
                     static_cast<std::uint32_t>(trace.formats.size()), kMostFormats);
}

Status read_format_list(Cursor& cursor, const std::string& system, TraceFile& trace) {
  TRY(const auto count, cursor.number<std::uint32_t>());
  TRY_STATUS(check_count(cursor.file(), "formats of events", count, kMostFormats));
  for (std::uint32_t i = 0; i < count; ++i) TRY_STATUS(read_format(cursor, system, trace));
  return {};
}

// Texts end with a zero, some with several.
std::string text_of(std::string_view data) { return std::string(data.substr(0, data.find('\0'))); }

// "NAME: REST", or nothing.
std::optional<std::string_view> after(std::string_view line, std::string_view name) {
  if (!line.starts_with(name)) return std::nullopt;
  return line.substr(name.size());
}

}  // namespace

Status read_option(Cursor& cursor, std::uint16_t id, Options& options) {
  TRY(const auto size, cursor.number<std::uint32_t>());
  if (!is_known(id)) return cursor.skip(size);
  options.bytes += size + sizeof(std::pair<Option, std::string>);
  if (options.bytes > kMostOptions)
    return cursor.file().damaged(fmt::format("more than {} bytes of options", kMostOptions));
  TRY(std::string data, cursor.text(size, kMostOptions));
  options.all.emplace_back(static_cast<Option>(id), std::move(data));
  return {};
}

Status read_headers(Cursor& cursor, TraceFile& trace) {
  using namespace std::string_view_literals;
  TRY_STATUS(cursor.expect("header_page\0"sv));
  TRY(const auto size, cursor.number<std::uint64_t>());
  TRY(trace.header_page, cursor.text(size, kMostFormat));
  TRY_STATUS(cursor.expect("header_event\0"sv));
  TRY(const auto event_size, cursor.number<std::uint64_t>());
  return cursor.skip(event_size);
}

Status read_own_formats(Cursor& cursor, TraceFile& trace) {
  return read_format_list(cursor, std::string(kOwnSystem), trace);
}

Status read_formats(Cursor& cursor, TraceFile& trace) {
  TRY(const auto systems, cursor.number<std::uint32_t>());
  TRY_STATUS(check_count(cursor.file(), "systems of events", systems, kMostSystems));
  for (std::uint32_t i = 0; i < systems; ++i) {
    TRY(const std::string system, cursor.c_string(kMostName));
    TRY_STATUS(read_format_list(cursor, system, trace));
  }
  return {};
}

Status read_symbols(Cursor& cursor, TraceFile& trace) {
  TRY(const auto size, cursor.number<std::uint32_t>());
  if (size > kMostSymbols) return cursor.skip(size);
  TRY(trace.symbols, cursor.text(size, kMostSymbols));
  return {};
}

void read_facts(const Options& options, TraceFile& trace) {
  for (const auto& [id, data] : options.all) {
    if (id == Option::Uname) trace.uname = text_of(data);
    if (id == Option::Version) trace.recorder = text_of(data);
    std::uint32_t cpus = 0;
    if (id == Option::CpuCount && data.size() >= sizeof cpus) {
      std::memcpy(&cpus, data.data(), sizeof cpus);
      trace.cpus = static_cast<int>(std::min<std::uint32_t>(cpus, limits::kCpus));
    }
  }
}

// The options follow each other as one text: "CPU: 0", its counters, "CPU: 1", ...; where "Buffer:
// NAME" stands, those of this instance.
void read_statistics(const Options& options, TraceFile& trace) {
  std::string all;
  for (const auto& [id, data] : options.all)
    if (id == Option::CpuStatistics) all += text_of(data) + '\n';
  std::string buffer;
  int cpu = -1;
  for (std::string_view rest = all; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (const auto name = after(line, "Buffer: ")) {
      buffer = *name;
      cpu = -1;
    } else if (const auto number = after(line, "CPU: ")) {
      cpu = -1;
      std::from_chars(number->data(), number->data() + number->size(), cpu);
    } else if (const auto found = std::ranges::find(trace.buffers, buffer, &TraceBuffer::name);
               cpu >= 0 && !line.empty() && found != trace.buffers.end()) {
      found->statistics[cpu].append(line).append("\n");
    }
  }
}

std::string chosen_clock(const std::string& text) {
  const std::size_t open = text.find('['), close = text.find(']');
  if (open == text.npos || close == text.npos || close < open) return text_of(text);
  return text.substr(open + 1, close - open - 1);
}

Status check_cpus(const InputFile& file, const TraceBuffer& buffer) {
  std::set<int> seen;
  for (const CpuPlace& place : buffer.cpus) {
    if (place.cpu < 0 || place.cpu >= limits::kCpus)
      return file.damaged(
          fmt::format("a CPU {}: CPUs 0 to {} can be stored", place.cpu, limits::kCpus - 1));
    if (!seen.insert(place.cpu).second)
      return file.damaged(fmt::format("CPU {} is there twice", place.cpu));
    if (place.size > file.size() || place.offset > file.size() - place.size)
      return file.damaged(fmt::format("the {} bytes of CPU {} at {} are beyond its end, {}",
                                      place.size, place.cpu, place.offset, file.size()));
  }
  return {};
}

Status check_page_size(const InputFile& file, std::uint64_t page_size) {
  if (page_size >= limits::kMinPageSize && page_size <= limits::kMaxPageSize &&
      std::has_single_bit(page_size))
    return {};
  return file.damaged(
      fmt::format("ring-buffer pages of {} bytes: powers of two from {} to {} are "
                  "read",
                  page_size, limits::kMinPageSize, limits::kMaxPageSize));
}

}  // namespace folioscope::imports
