// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <memory>
#include <sstream>

#include "derive/derive.h"
#include "derive/event_histogram.h"
#include "derive/kernel_abi.h"
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

struct Decoding {
  trace::PageLayout layout;
  trace::FormatTable formats;
  std::int64_t not_understood = 0;  // format files
};

Result<Decoding> decoding_of(const wire::Received& received) {
  Decoding decoding;
  TRY(decoding.layout, trace::parse_header_page(received.header_page));
  for (const wire::EventFormat& format : received.formats) {
    auto parsed = trace::parse_event_format(format.system, format.text);
    if (parsed)
      decoding.formats.add(*std::move(parsed));
    else
      ++decoding.not_understood;
  }
  return decoding;
}

struct ChunkFacts {
  std::int64_t events = 0;
  GuestTime first, last;
};

// One walk over all pages: what each chunk held, what each CPU stored, and the derived rows.
struct Decoded {
  std::vector<ChunkFacts> chunks;
  std::map<int, std::int64_t> stored;  // by cpu
  std::int64_t unknown = 0, damaged_pages = 0;
};

Result<Decoded> decode(derive::Deriver& deriver, ingest::Session& session) {
  Decoded decoded;
  const store::ChunkSource next = session.chunks();
  while (true) {
    TRY(auto chunk, next());
    if (!chunk) return decoded;
    const auto counted = deriver.add_pages(chunk->cpu, chunk->pages);
    // An event without a format is stored like any other: it is raw bytes that await a reader.
    const std::int64_t events = counted.events + counted.unknown;
    decoded.chunks.push_back({events, counted.first, counted.last});
    decoded.stored[chunk->cpu] += events;
    decoded.unknown += counted.unknown;
    decoded.damaged_pages += counted.damaged_pages;
  }
}

store::ChunkSource with_facts(store::ChunkSource source, std::vector<ChunkFacts> facts) {
  auto index = std::make_shared<std::size_t>(0);
  return [source = std::move(source), facts = std::move(facts),
          index]() -> Result<std::optional<store::PageChunk>> {
    TRY(auto chunk, source());
    if (!chunk) return chunk;
    if (*index >= facts.size()) return bug_fault("the spool grew after it was decoded");
    const ChunkFacts& fact = facts[(*index)++];
    chunk->events = fact.events;
    chunk->first = fact.first;
    chunk->last = fact.last;
    return chunk;
  };
}

// What a guest left in files, and what is needed to read it.
struct GuestSide {
  derive::GuestFiles files;
  std::string abi;
  std::string build_id;
  std::string system_map;  // empty: no stack needs a name
  std::vector<store::GuestFileRow> histograms;
};

// "hist/SYSTEM/NAME" -> "hist:SYSTEM:NAME"; empty for the path of another file.
std::string histogram_name(std::string path) {
  std::ranges::replace(path, '/', ':');
  return path.starts_with(kHistogramPrefix) ? path : std::string();
}

Result<GuestSide> guest_side(const wire::Received& received, const kbuild::Kernel& kernel) {
  GuestSide side;
  for (const wire::GuestFile& file : received.files) {
    if (std::string histogram = histogram_name(file.path); !histogram.empty()) {
      side.histograms.push_back({std::move(histogram), file.text});
      continue;
    }
    const std::string name = std::filesystem::path(file.path).filename();
    if (file.path == kKernelNotes) side.build_id = kbuild::build_id_of_notes(file.text);
    if (name == MMTRACE_FILE_ABI) side.abi = file.text;
    if (name == MMTRACE_FILE_STACKS) side.files.stacks = file.text;
    if (name == MMTRACE_FILE_HOLDS) side.files.holds = file.text;
    if (name == MMTRACE_FILE_COUNTERS) side.files.counters = file.text;
  }
  if (side.files.stacks.empty()) return side;
  TRY(side.system_map, sys::read_file(kernel.system_map));
  return side;
}

void add_anomaly(store::CellRecord& record, const std::string& name, std::int64_t count) {
  if (count != 0) record.anomalies.push_back({name, count});
}

// What the histograms of events have not counted.
void add_histogram_anomalies(const std::vector<store::GuestFileRow>& files,
                             store::CellRecord& record) {
  std::int64_t dropped = 0, cut = 0, refused = 0;
  for (const store::GuestFileRow& file : files) {
    const auto histogram = derive::EventHistogram::parse(file.text);
    dropped += histogram.dropped;
    cut += histogram.complete ? 0 : 1;
    refused += histogram.refused_lines;
  }
  add_anomaly(record, "histogram_hits_dropped", dropped);
  add_anomaly(record, "histogram_cut", cut);
  add_anomaly(record, "histogram_line_refused", refused);
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
                           const kbuild::Kernel& kernel) {
  const wire::Received& received = session.received();
  TRY(Decoding decoding, decoding_of(received));
  derive::Deriver deriver(decoding.layout, decoding.formats, received.hello.page_size);
  TRY(Decoded decoded, decode(deriver, session));

  store::CellRecord record;
  record.cell = std::move(cell);
  record.cell.cpus = static_cast<int>(received.hello.cpus);
  record.cell.page_size = static_cast<int>(received.hello.page_size);
  record.cell.agent_rss_bytes = received.agent_rss_bytes;
  record.formats.emplace();
  record.formats->header_page = received.header_page;
  for (const auto& format : received.formats)
    record.formats->formats.push_back({format.system, format.name, format.text});

  bool lossy = decoded.unknown != 0 || decoded.damaged_pages != 0;
  for (const wire::CpuStatsText& stats : received.cpu_stats) {
    TRY(store::CpuAccounting events,
        ingest::account_events(stats, decoded.stored[static_cast<int>(stats.cpu)]));
    lossy |= events.lost() != 0;
    record.cpu_accounting.push_back(events);
  }
  for (const wire::Probe& probe : received.probes) {
    record.probe_accounting.push_back({probe.name, static_cast<std::int64_t>(probe.hits),
                                       static_cast<std::int64_t>(probe.misses)});
    lossy |= probe.misses != 0;
  }
  record.vmstat = pair_vmstat(received.vmstat_before, received.vmstat_after);
  record.workload_results = received.workload_lines;

  TRY(const GuestSide guest, guest_side(received, kernel));
  TRY_STATUS(derive::read_kernel_abi(guest.abi));
  record.guest_files = {{MMTRACE_FILE_ABI, guest.abi},
                        {MMTRACE_FILE_STACKS, guest.files.stacks},
                        {MMTRACE_FILE_HOLDS, guest.files.holds},
                        {MMTRACE_FILE_COUNTERS, guest.files.counters}};
  std::erase_if(record.guest_files, [](const auto& file) { return file.text.empty(); });
  record.guest_files.insert(record.guest_files.end(), guest.histograms.begin(),
                            guest.histograms.end());
  std::vector<derive::EventHistogramText> histograms;
  for (const store::GuestFileRow& file : guest.histograms)
    histograms.push_back({file.name, file.text});
  derive::Derived derived = deriver.finish({.vmstat = record.vmstat,
                                            .workload_lines = record.workload_results,
                                            .lossy = lossy,
                                            .guest = guest.files,
                                            .histograms = std::move(histograms),
                                            .system_map = guest.system_map,
                                            .symbols_of = kernel.build_id,
                                            .kernel = guest.build_id,
                                            .named_stacks = {}});
  record.metrics = std::move(derived.metrics);
  record.distributions = std::move(derived.distributions);
  record.anomalies = std::move(derived.anomalies);
  record.stacks = std::move(derived.stacks);
  record.references = std::move(derived.references);
  add_histogram_anomalies(guest.histograms, record);
  add_anomaly(record, "format_not_understood", decoding.not_understood);
  add_anomaly(record, "event_without_format", decoded.unknown);
  add_anomaly(record, "damaged_page", decoded.damaged_pages);
  add_anomaly(record, "batch_missing", static_cast<std::int64_t>(received.batches_missing));

  return Assembled{std::move(record), with_facts(session.chunks(), std::move(decoded.chunks))};
}

}  // namespace folioscope::run
