// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/boot_outline.h"

#include <algorithm>
#include <utility>

namespace folioscope::query {
namespace {

void add_chunks(std::vector<store::ChunkSummary> chunks, std::map<int, CpuOutline>& cpus) {
  for (store::ChunkSummary& chunk : chunks) {
    if (chunk.events <= 0) continue;
    chunk.first_ns = bounded_time(chunk.first_ns);
    chunk.last_ns = std::max(bounded_time(chunk.last_ns), chunk.first_ns);
    CpuOutline& outline = cpus[chunk.cpu];
    outline.events += chunk.events;
    outline.chunks.push_back(std::move(chunk));
  }
}

// From the first to the last of all times.
TimeSpan whole_of(const BootOutline& boot) {
  TimeSpan whole{kLatest, 0};
  const auto cover = [&](std::int64_t begin, std::int64_t end) {
    whole = {std::min(whole.begin_ns, begin), std::max(whole.end_ns, end)};
  };
  for (const CpuOutline& cpu : boot.cpus)
    for (const store::ChunkSummary& chunk : cpu.chunks) cover(chunk.first_ns, chunk.last_ns);
  for (const store::OperationRow& operation : boot.operations)
    cover(bounded_time(operation.begin), bounded_time(operation.end));
  for (const store::FailureRow& failure : boot.references.failures)
    cover(bounded_time(failure.time), bounded_time(failure.time));
  return whole.begin_ns > whole.end_ns ? TimeSpan{} : whole;
}

}  // namespace

Result<BootOutline> load_outline(store::Reader& reader, CellId cell) {
  BootOutline boot{.cell = cell, .whole = {}, .cpus = {}, .operations = {}, .references = {}};
  std::map<int, CpuOutline> cpus;
  TRY(std::vector<store::ChunkSummary> chunks, reader.chunk_summaries(cell));
  add_chunks(std::move(chunks), cpus);
  TRY(const std::vector<store::CpuAccounting> accounting, reader.cpu_accounting(cell));
  for (const store::CpuAccounting& cpu : accounting)
    if (cpus.contains(cpu.cpu) || cpu.lost() != 0) cpus[cpu.cpu].lost = cpu.lost();
  for (auto& [number, cpu] : cpus) {
    cpu.cpu = number;
    boot.cpus.push_back(std::move(cpu));
  }
  TRY(store::OperationRows operations, reader.operations(cell));
  boot.operations = std::move(operations.operations);
  std::ranges::stable_sort(boot.operations, {}, &store::OperationRow::begin);
  TRY(boot.references, reader.references(cell));
  std::ranges::stable_sort(boot.references.failures, {}, &store::FailureRow::time);
  TRY(const std::vector<store::StackRow> stacks, reader.stacks(cell));
  for (const store::StackRow& stack : stacks) boot.stacks.emplace(stack.id, stack.frames);
  boot.whole = whole_of(boot);
  return boot;
}

}  // namespace folioscope::query
