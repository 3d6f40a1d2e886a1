// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/stored_boot.h"

#include <utility>

#include "instrumentation/abi.h"

namespace folioscope::derive {

GuestFiles guest_files_of(std::vector<store::GuestFileRow> rows) {
  GuestFiles files;
  for (store::GuestFileRow& row : rows) {
    if (auto histogram = histogram_of_store(row)) files.histograms.push_back(*std::move(histogram));
    if (row.name == MMTRACE_FILE_ABI) files.abi = std::move(row.text);
    if (row.name == MMTRACE_FILE_STACKS) files.stacks = std::move(row.text);
    if (row.name == MMTRACE_FILE_HOLDS) files.holds = std::move(row.text);
    if (row.name == MMTRACE_FILE_COUNTERS) files.counters = std::move(row.text);
    if (row.name == kZoneInfoFile) files.zoneinfo = std::move(row.text);
    if (row.name == kCmaAreasFile) files.cma_areas = std::move(row.text);
  }
  return files;
}

std::vector<store::GuestFileRow> rows_of(const GuestFiles& files) {
  std::vector<store::GuestFileRow> rows{
      {MMTRACE_FILE_ABI, files.abi},     {MMTRACE_FILE_STACKS, files.stacks},
      {MMTRACE_FILE_HOLDS, files.holds}, {MMTRACE_FILE_COUNTERS, files.counters},
      {kZoneInfoFile, files.zoneinfo},   {kCmaAreasFile, files.cma_areas}};
  std::erase_if(rows, [](const auto& file) { return file.text.empty(); });
  for (const HistogramFile& file : files.histograms) rows.push_back(stored(file));
  return rows;
}

Result<BootData> stored_boot(store::Reader& reader, CellId cell) {
  BootData boot;
  TRY(store::Reader::Decoding decoding, reader.decoding(cell));
  boot.layout = decoding.layout;
  boot.formats = std::move(decoding.formats);
  boot.formats_not_understood = decoding.not_understood;
  boot.page_size = decoding.page_size;
  TRY(boot.pages, reader.pages(cell));
  TRY(boot.accounting, reader.cpu_accounting(cell));
  TRY(boot.probes, reader.probe_accounting(cell));
  TRY(boot.vmstat, reader.vmstat(cell));
  TRY(boot.workload_lines, reader.workload_results(cell));
  TRY(boot.patterns, reader.metric_patterns(cell));
  TRY(std::vector<store::GuestFileRow> files, reader.guest_files(cell));
  boot.guest = guest_files_of(std::move(files));
  TRY(boot.named_stacks, reader.stacks(cell));
  // Two things only the host saw when the boot ended; since then their anomalies tell.
  TRY(const std::vector<store::AnomalyRow> anomalies, reader.anomalies(cell));
  for (const store::AnomalyRow& row : anomalies) {
    if (row.name == "batch_missing") boot.batches_missing = row.count;
    if (row.name == "symbols_refused") boot.symbols_refused = row.count;
  }
  return boot;
}

}  // namespace folioscope::derive
