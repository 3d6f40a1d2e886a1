// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/trace_boot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "derive/cell_record.h"
#include "derive/derive.h"
#include "derive/stored_boot.h"
#include "imports/trace_pages.h"
#include "trace/page.h"

namespace folioscope::imports {
namespace {

// Clocks of the kernel that count nanoseconds (kernel: trace_clocks in kernel/trace/trace.c).
constexpr std::array<std::string_view, 7> kClocks = {"local",    "global", "perf", "mono",
                                                     "mono_raw", "boot",   "tai"};
// More is no count of events.
constexpr std::int64_t kMostCounted = std::int64_t{1} << 48;
// The text of the boot that says where it comes from.
constexpr const char* kOriginFile = "import";

// Of one CPU, by its pages.
struct Counted {
  std::int64_t events = 0, lost = 0;
};

Status check_clock(const InputFile& file, const TraceBuffer& buffer) {
  if (buffer.clock.empty() || std::ranges::find(kClocks, buffer.clock) != kClocks.end()) return {};
  return user_fault(
      fmt::format("{}: its clock is {}, which counts no nanoseconds", file.name(), buffer.clock),
      "record it with another one: trace-cmd record -C mono");
}

Result<Counted> count(const store::ChunkSource& chunks, const trace::PageLayout& layout,
                      std::size_t page_size) {
  constexpr std::uint64_t kMostLost = std::uint64_t{1} << 32;  // sums of it cannot overflow
  Counted counted;
  while (true) {
    TRY(const auto chunk, chunks());
    if (!chunk) return counted;
    const std::span<const std::byte> pages(chunk->pages);
    for (std::size_t at = 0; at < pages.size(); at += page_size) {
      trace::PageCursor cursor(layout, pages.subspan(at, page_size));
      for (trace::Record record; cursor.next(record);) ++counted.events;
      if (cursor.loss().lost)
        counted.lost +=
            static_cast<std::int64_t>(std::min(cursor.loss().count.value_or(1), kMostLost));
    }
  }
}

// The number behind "NAME: " at the begin of a line; 0 where there is none, or no count.
std::int64_t counter(std::string_view statistics, std::string_view name) {
  while (!statistics.empty()) {
    std::string_view line = statistics.substr(0, statistics.find('\n'));
    statistics.remove_prefix(std::min(line.size() + 1, statistics.size()));
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(": ")) continue;
    line.remove_prefix(name.size() + 2);
    std::int64_t value = 0;
    std::from_chars(line.data(), line.data() + line.size(), value);
    return std::clamp<std::int64_t>(value, 0, kMostCounted);
  }
  return 0;
}

// `lost_transport` is in `produced` alone: what is missing there derive_boot() finds.
store::CpuAccounting account(int cpu, const Counted& counted, std::string_view statistics) {
  store::CpuAccounting events;
  events.cpu = cpu;
  events.lost_overrun = std::max(counter(statistics, "overrun"), counted.lost);
  events.lost_commit = counter(statistics, "commit overrun");
  events.lost_dropped = counter(statistics, "dropped events");
  events.lost_unread = counter(statistics, "entries");
  events.produced = counted.events + events.lost() + counter(statistics, "lost on the way");
  return events;
}

// "Linux HOST RELEASE MACHINE", by its words.
std::string word_of(const std::string& uname, int index) {
  std::istringstream words(uname);
  std::string word;
  for (int i = 0; i <= index; ++i)
    if (!(words >> word)) return {};
  return word;
}

std::string origin_of(const InputFile& file, const TraceFile& trace, const TraceBuffer& buffer) {
  return fmt::format(
      "file: {}\nuname: {}\ncpus: {}\nbuffer: {}\nclock: {}\nrecorder: {}\nfile version: {}\n",
      file.name(), trace.uname, trace.cpus, buffer.name, buffer.clock, trace.recorder,
      trace.version);
}

void complete(Label& label, const TraceFile& trace, const TraceBuffer& buffer) {
  if (label.machine.empty()) label.machine = word_of(trace.uname, 1);
  if (label.machine.empty()) label.machine = kUnknownMachine;
  if (label.workload.empty()) label.workload = kTraceWorkload;
  if (!buffer.name.empty()) label.workload += fmt::format(" {}={}", kBufferFactor, buffer.name);
}

Status add_decoding(const InputFile& file, const TraceFile& trace, derive::BootData& data) {
  auto layout = trace::parse_header_page(trace.header_page);
  if (!layout) return file.damaged(layout.fault().what);
  data.layout = *layout;
  data.formats_not_understood = trace.refused_formats;
  for (const store::EventFormatRow& format : trace.formats) {
    if (auto parsed = trace::parse_event_format(format.system, format.text))
      data.formats.add(*std::move(parsed));
    else
      ++data.formats_not_understood;
  }
  return {};
}

Status add_accounting(const TraceBuffer& buffer, derive::BootData& data, TraceBoot& made) {
  std::map<int, Counted> counted;
  for (const auto& [cpu, statistics] : buffer.statistics)
    if (cpu >= 0 && cpu < limits::kCpus) counted[cpu] = {};
  for (const int cpu : data.pages.cpus) {
    TRY(const store::ChunkSource chunks, data.pages.open(cpu));
    TRY(counted[cpu], count(chunks, data.layout, data.page_size));
  }
  for (const auto& [cpu, seen] : counted) {
    const auto found = buffer.statistics.find(cpu);
    const std::string statistics = found == buffer.statistics.end() ? "" : found->second;
    data.accounting.push_back(account(cpu, seen, statistics));
    made.events += seen.events;
    if (const std::int64_t read = counter(statistics, "read events"); read > seen.events)
      made.read_elsewhere += read - seen.events;
  }
  return {};
}

}  // namespace

Result<TraceBoot> boot_of(const std::shared_ptr<const InputFile>& file, const TraceFile& trace,
                          const TraceBuffer& buffer, Label label, derive::GuestFiles guest) {
  TRY_STATUS(check_clock(*file, buffer));
  TraceBoot made;
  derive::BootData data;
  data.page_size = buffer.page_size;
  data.pages = pages_of(file, trace, buffer);
  TRY_STATUS(add_decoding(*file, trace, data));
  TRY_STATUS(add_accounting(buffer, data, made));
  data.guest = std::move(guest);
  if (!data.guest.stacks.empty()) data.system_map = trace.symbols;  // of the kernel that ran
  TRY(derive::DerivedBoot derived, derive::derive_boot(data));
  complete(label, trace, buffer);
  ImportedBoot& boot = made.boot;
  boot.label = std::move(label);
  boot.release = word_of(trace.uname, 2);
  boot.cpus = trace.cpus;
  boot.record.cell.cpus = trace.cpus;
  boot.record.cell.page_size = static_cast<int>(buffer.page_size);
  boot.record.formats = store::FormatSet{trace.header_page, trace.formats};
  boot.record.guest_files = derive::rows_of(data.guest);
  boot.record.guest_files.push_back({kOriginFile, origin_of(*file, trace, buffer)});
  boot.chunks = derive::with_facts(one_by_one(data.pages), std::move(derived.chunks));
  derive::put(std::move(derived), boot.record);
  for (const store::CpuAccounting& cpu : boot.record.cpu_accounting) made.lost += cpu.lost();
  return made;
}

}  // namespace folioscope::imports
