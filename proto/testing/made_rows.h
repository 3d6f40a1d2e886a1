// SPDX-License-Identifier: GPL-3.0-or-later
// A small run for tests and benchmarks of the store: two variants, page_ref events on two CPUs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/records.h"
#include "store/writer.h"

namespace folioscope::store {

inline constexpr std::uint16_t kPageRefId = 292, kCmaStartId = 289;

// Formats and header_page as a 6.1 kernel prints them, for page_ref_mod and cma_alloc_start.
FormatSet made_formats();

struct MadeChunk {
  int cpu = 0;
  std::int64_t seq = 0;
  std::uint64_t start_ns = 1'000'000;
  std::size_t pages = 2;
  std::uint64_t first_pfn = 1'000;
  int first_pid = 60;
  bool cma_starts = true;
};
// Full pages of page_ref_mod events of five tasks, with one cma_alloc_start at the start of each
// page. Event i of a chunk has pfn first_pfn + i, and follows the one before by 40 to 1,000 ns.
PageChunk made_chunk(const MadeChunk& what);

RunRow made_run_row();
std::vector<MachineRow> made_machines();
std::vector<WorkloadRow> made_workloads();
std::vector<VariantRow> made_variants();
std::vector<CellRow> made_cells(int count = 4);  // ids 0.., variants stock and patched in turn

// A done cell with one row in every table; the accounting is that of `chunks`.
CellRecord made_record(CellId cell, const std::vector<PageChunk>& chunks);
std::vector<PageChunk> made_chunks();  // two of each of two CPUs
ChunkSource source_of(std::vector<PageChunk> chunks);

Result<std::unique_ptr<Writer>> create_made_file(const std::filesystem::path& file, int cells = 4);

}  // namespace folioscope::store
