// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/trace_dat.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/new_file.h"
#include "query/sql_value.h"
#include "trace/page.h"

namespace folioscope::exchange {
namespace {

// Sizes and ids as in trace-cmd.dat.v6(5).
constexpr std::string_view kMagic = "\x17\x08\x44tracing6";
constexpr std::uint8_t kLittleEndian = 0, kLongBytes = 8;
constexpr std::uint16_t kOptionEnd = 0, kOptionCpuStatistics = 2, kOptionOffset = 7;
// Every kernel since 2.6.30 writes events so; readers skip the text.
constexpr std::string_view kEventHeader =
    "type_len : 5 bits\ntime_delta : 27 bits\narray : 32 bits\n"
    "padding : type == 29\ntime_extend : type == 30\ntime_stamp : type == 31\n"
    "data max type_len == 28\n";
// Of the kernel's own entries: they are in a list of their own, without a system.
constexpr std::string_view kOwnSystem = "ftrace";

struct Formats {
  std::string header_page;
  std::map<std::string, std::vector<std::string>> by_system;
};

Result<Formats> formats_of(store::Reader& reader, CellId cell) {
  Formats formats;
  TRY(const auto header, reader.sql(fmt::format("SELECT header_page FROM format_set WHERE id ="
                                                " (SELECT format_set FROM cell WHERE id = {})",
                                                cell.value)));
  if (header.rows.empty()) return no_events(cell);
  formats.header_page = query::view(header.rows[0][0]);
  TRY(const auto events,
      reader.sql(fmt::format("SELECT system, text FROM event_format WHERE format_set ="
                             " (SELECT format_set FROM cell WHERE id = {}) ORDER BY system, name",
                             cell.value)));
  for (const auto& row : events.rows)
    formats.by_system[std::string(query::view(row[0]))].emplace_back(query::view(row[1]));
  return formats;
}

void write_sized(NewFile& file, std::string_view text) {
  file.number(std::uint64_t{text.size()});
  file.write(text);
}

void write_text_with_size_32(NewFile& file, std::string_view text) {
  file.number(static_cast<std::uint32_t>(text.size()));
  file.write(text);
}

void write_name(NewFile& file, const std::string& name) {
  file.write({name.data(), name.size() + 1});
}

void write_formats(NewFile& file, const Formats& formats) {
  write_name(file, "header_page");
  write_sized(file, formats.header_page);
  write_name(file, "header_event");
  write_sized(file, kEventHeader);
  const auto own = formats.by_system.find(std::string(kOwnSystem));
  const bool has_own = own != formats.by_system.end();
  file.number(static_cast<std::uint32_t>(has_own ? own->second.size() : 0));
  if (has_own)
    for (const std::string& text : own->second) write_sized(file, text);
  file.number(static_cast<std::uint32_t>(formats.by_system.size() - (has_own ? 1 : 0)));
  for (const auto& [system, texts] : formats.by_system) {
    if (system == kOwnSystem) continue;
    write_name(file, system);
    file.number(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& text : texts) write_sized(file, text);
  }
}

void write_option(NewFile& file, std::uint16_t id, const std::string& text) {
  file.number(id);
  file.number(static_cast<std::uint32_t>(text.size() + 1));
  write_name(file, text);
}

// As the kernel's per_cpu/cpuN/stats says it: what was lost, which the pages need not say. Its
// entries are those that nobody has read.
std::string statistics_of(const store::CpuAccounting& cpu) {
  return fmt::format(
      "CPU: {}\nentries: {}\noverrun: {}\ncommit overrun: {}\ndropped events: {}\n"
      "lost on the way: {}\n",
      cpu.cpu, cpu.lost_unread, cpu.lost_overrun, cpu.lost_commit, cpu.lost_dropped,
      cpu.lost_transport);
}

// From the first page that the window touches, whole pages.
class Pages {
 public:
  Pages(NewFile& file, const store::Reader::Decoding& decoding, const TimeWindow& window)
      : file_(file), decoding_(decoding), window_(window) {}

  void take(const store::PageChunk& chunk) {
    if (chunk.events > 0 && !window_.overlaps(static_cast<std::int64_t>(chunk.first.ns),
                                              static_cast<std::int64_t>(chunk.last.ns)))
      return;
    const std::span<const std::byte> all(chunk.pages);
    for (std::size_t at = 0; at + decoding_.page_size <= all.size(); at += decoding_.page_size)
      take_page(all.subspan(at, decoding_.page_size));
  }
  Exported& written() { return written_; }

 private:
  void take_page(std::span<const std::byte> page) {
    trace::PageCursor cursor(decoding_.layout, page);
    trace::Record record;
    std::int64_t events = 0;
    auto first = static_cast<std::int64_t>(cursor.start().ns), last = first;
    while (cursor.next(record)) {
      last = static_cast<std::int64_t>(record.time.ns);
      ++events;
    }
    if (!window_.overlaps(first, last)) return;
    file_.write(page);
    written_.events += events;
  }

  NewFile& file_;
  const store::Reader::Decoding& decoding_;
  const TimeWindow& window_;
  Exported written_;
};

Status write_pages(NewFile& file, store::Reader& reader, CellId cell, int cpus, Pages& pages,
                   const std::stop_token& stop) {
  constexpr std::int64_t kPageAlignment = 4096;
  const std::int64_t places = file.size();  // of each CPU's offset and size
  for (int i = 0; i < 2 * cpus; ++i) file.number(std::uint64_t{0});
  TRY(const store::PagesByCpu by_cpu, reader.pages(cell));
  for (int cpu = 0; cpu < cpus; ++cpu) {
    file.align(kPageAlignment);
    const std::int64_t begin = file.size();
    if (std::ranges::find(by_cpu.cpus, cpu) != by_cpu.cpus.end()) {
      TRY(const store::ChunkSource next, by_cpu.open(cpu));
      while (true) {
        TRY(const auto chunk, next());
        if (!chunk) break;
        if (stop.stop_requested()) return host_fault("interrupted", "");
        pages.take(*chunk);
      }
    }
    file.number_at(places + 16 * cpu, static_cast<std::uint64_t>(begin));
    file.number_at(places + 16 * cpu + 8, static_cast<std::uint64_t>(file.size() - begin));
  }
  return {};
}

}  // namespace

Result<Exported> write_trace_dat(store::Reader& reader, CellId cell, const TimeWindow& window,
                                 const std::filesystem::path& path, std::stop_token stop,
                                 std::int64_t shift_ns) {
  TRY(const Formats formats, formats_of(reader, cell));
  TRY(const store::Reader::Decoding decoding, reader.decoding(cell));
  TRY(const auto accounting, reader.cpu_accounting(cell));
  TRY(const auto symbols, reader.system_map(cell));
  TRY(NewFile file, NewFile::create(path));
  file.write(kMagic);
  file.number('\0');
  file.number(kLittleEndian);
  file.number(kLongBytes);
  file.number(static_cast<std::uint32_t>(decoding.page_size));
  write_formats(file, formats);
  write_text_with_size_32(file, symbols.value_or(""));
  write_text_with_size_32(file, "");  // formats of trace_printk()
  write_sized(file, "");              // names of tasks: the guest does not send them
  int cpus = 0;
  for (const store::CpuAccounting& cpu : accounting) cpus = std::max(cpus, cpu.cpu + 1);
  file.number(static_cast<std::uint32_t>(cpus));
  write_name(file, "options  ");
  for (const store::CpuAccounting& cpu : accounting)
    write_option(file, kOptionCpuStatistics, statistics_of(cpu));
  if (shift_ns != 0) write_option(file, kOptionOffset, std::to_string(shift_ns));
  file.number(kOptionEnd);
  write_name(file, "flyrecord");
  Pages pages(file, decoding, window);
  TRY_STATUS(write_pages(file, reader, cell, cpus, pages, stop));
  TRY_STATUS(file.finish());
  pages.written().cpus = cpus;
  return pages.written();
}

}  // namespace folioscope::exchange
