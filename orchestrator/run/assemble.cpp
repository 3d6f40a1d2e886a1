// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/assemble.h"

#include <charconv>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "derive/cell_record.h"
#include "derive/derive.h"
#include "derive/stored_boot.h"
#include "ingest/accounting.h"
#include "kbuild/build_id.h"
#include "run/guest_files.h"
#include "sys/files.h"
#include "trace/format.h"

namespace folioscope::run {
namespace {

std::map<std::string, std::int64_t, std::less<>> parse_vmstat(std::string_view text) {
  std::map<std::string, std::int64_t, std::less<>> values;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) continue;  // vmstat has no such line; nothing to name
    const std::string_view number = line.substr(space + 1);
    std::int64_t value = 0;
    const auto [at, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error == std::errc{}) values[std::string(line.substr(0, space))] = value;
  }
  return values;
}

Status add_decoding(const wire::Received& received, derive::BootData& boot) {
  TRY(boot.layout, trace::parse_header_page(received.header_page));
  boot.page_size = received.hello.page_size;
  for (const wire::EventFormat& format : received.formats) {
    auto parsed = trace::parse_event_format(format.system, format.text);
    if (parsed)
      boot.formats.add(*std::move(parsed));
    else
      ++boot.formats_not_understood;
  }
  return {};
}

Status add_accounting(const wire::Received& received, derive::BootData& boot) {
  for (const wire::CpuStatsText& stats : received.cpu_stats) {
    TRY(const store::CpuAccounting produced, ingest::account_events(stats, 0));
    boot.accounting.push_back(produced);
  }
  for (const wire::Probe& probe : received.probes)
    boot.probes.push_back({probe.name, static_cast<std::int64_t>(probe.hits),
                           static_cast<std::int64_t>(probe.misses)});
  boot.batches_missing = static_cast<std::int64_t>(received.batches_missing);
  return {};
}

Status add_guest_files(const wire::Received& received, const kbuild::Kernel& kernel,
                       derive::BootData& boot) {
  for (const wire::GuestFile& file : received.files) {
    const std::string name = std::filesystem::path(file.path).filename();
    if (file.path == kKernelNotes) boot.kernel = kbuild::build_id_of_notes(file.text);
    if (name == MMTRACE_FILE_ABI) boot.guest.abi = file.text;
    if (name == MMTRACE_FILE_STACKS) boot.guest.stacks = file.text;
    if (name == MMTRACE_FILE_HOLDS) boot.guest.holds = file.text;
    if (name == MMTRACE_FILE_COUNTERS) boot.guest.counters = file.text;
    if (file.path == kZoneInfo) boot.guest.zoneinfo = file.text;
    if (file.path == kCmaAreas) boot.guest.cma_areas = file.text;
  }
  for (const wire::Histogram& histogram : received.histograms)
    boot.guest.histograms.push_back({histogram.event.system, histogram.event.name, histogram.text});
  boot.symbols_of = kernel.build_id;
  if (boot.guest.stacks.empty()) return {};
  TRY(boot.system_map, sys::read_file(kernel.system_map));
  return {};
}

Result<derive::BootData> boot_of(ingest::Session& session, const kbuild::Kernel& kernel) {
  const wire::Received& received = session.received();
  derive::BootData boot;
  TRY_STATUS(add_decoding(received, boot));
  TRY_STATUS(add_accounting(received, boot));
  TRY_STATUS(add_guest_files(received, kernel, boot));
  boot.pages = session.pages();
  boot.vmstat = pair_vmstat(received.vmstat_before, received.vmstat_after);
  boot.workload_lines = received.workload_lines;
  return boot;
}

store::FormatSet formats_of(const wire::Received& received) {
  store::FormatSet set{.header_page = received.header_page, .formats = {}};
  for (const auto& format : received.formats)
    set.formats.push_back({format.system, format.name, format.text});
  return set;
}

}  // namespace

std::vector<store::VmstatRow> pair_vmstat(std::string_view before, std::string_view after) {
  const auto first = parse_vmstat(before);
  auto second = parse_vmstat(after);
  std::vector<store::VmstatRow> rows;
  for (const auto& [name, value] : first) {
    const auto match = second.find(name);
    rows.push_back({name, value, match == second.end() ? 0 : match->second});
    if (match != second.end()) second.erase(match);
  }
  for (const auto& [name, value] : second) rows.push_back({name, 0, value});
  return rows;
}

Result<Assembled> assemble(store::CellRow cell, ingest::Session& session,
                           const kbuild::Kernel& kernel,
                           std::vector<store::MetricPatternRow> patterns) {
  TRY(derive::BootData boot, boot_of(session, kernel));
  boot.patterns = std::move(patterns);
  TRY(derive::DerivedBoot derived, derive::derive_boot(boot));

  const wire::Received& received = session.received();
  store::CellRecord record;
  record.cell = std::move(cell);
  record.cell.cpus = static_cast<int>(received.hello.cpus);
  record.cell.page_size = static_cast<int>(received.hello.page_size);
  record.cell.agent_rss_bytes = received.agent_rss_bytes;
  record.formats = formats_of(received);
  record.probe_accounting = std::move(boot.probes);
  record.vmstat = std::move(boot.vmstat);
  record.workload_results = std::move(boot.workload_lines);
  record.guest_files = derive::rows_of(boot.guest);
  for (const wire::ClockReading& reading : received.clock)
    record.clock.push_back({reading.phase == wire::Phase::Start ? "start" : "end", reading.guest_ns,
                            reading.host_ns, reading.error_ns});
  store::ChunkSource chunks = derive::with_facts(session.chunks(), std::move(derived.chunks));
  derive::put(std::move(derived), record);
  return Assembled{std::move(record), std::move(chunks)};
}

}  // namespace folioscope::run
