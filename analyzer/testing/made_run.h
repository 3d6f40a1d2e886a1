// SPDX-License-Identifier: GPL-3.0-or-later
// Run files for tests of the analyzer, written by the store's own Writer: say what every boot gave,
// then write(). Not linked into the product.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/chunk_source.h"
#include "store/records.h"

namespace folioscope::query {

class MadeRun {
 public:
  // Boots `boots` times each of the variants on machine "smp8" with workload "cma-churn"; all done,
  // with nothing measured and no events.
  MadeRun(const std::vector<std::string>& variants, int boots);

  // One metric of one variant, boot by boot; fewer values than boots leave the last ones without.
  void metric(const std::string& variant, const std::string& name, const std::string& unit,
              const std::vector<double>& values);
  void metric(const std::string& machine, const std::string& workload, const std::string& variant,
              const std::string& name, const std::string& unit, const std::vector<double>& values);
  store::CellRecord& cell(const std::string& variant, int boot);
  store::VariantRow& variant(const std::string& name);
  store::WorkloadRow& workload(const std::string& name);
  store::MachineRow& machine(const std::string& name);
  store::RunRow& run() { return run_; }
  // A second machine with cells of its own, or another workload on the first.
  void add_condition(const std::string& machine, const std::string& workload);
  store::CellRecord& cell(const std::string& machine, const std::string& workload,
                          const std::string& variant, int boot);
  std::vector<store::CellRecord>& cells() { return cells_; }
  // The formats and stored chunks of a boot, which has no events otherwise.
  void events(store::CellRecord& cell, store::FormatSet formats,
              std::vector<store::PageChunk> chunks);
  void leave_unfinished() { finished_ = false; }
  // Where the pages of a cell come from when it is written; unset: it has none.
  using Pages = std::function<store::ChunkSource(const store::CellRecord&)>;
  void pages(Pages pages) { pages_ = std::move(pages); }

  // Creates `file`; cells with status 'planned' are not committed. Throws std::runtime_error with
  // the store's fault: a test can do nothing about it.
  void write(const std::filesystem::path& file) const;

 private:
  store::RunRow run_;
  std::vector<store::MachineRow> machines_;
  std::vector<store::WorkloadRow> workloads_;
  std::vector<store::VariantRow> variants_;
  std::vector<store::CellRecord> cells_;
  std::map<CellId, std::vector<store::PageChunk>> chunks_;
  int boots_;
  bool finished_ = true;
  Pages pages_;
};

// What a run of cma-batching looks like: stock hardly fails, drain-only fails in about a tenth of
// the allocations; latencies that are noise. Six boots a variant, all events accounted for.
MadeRun made_cma_batching();

}  // namespace folioscope::query
