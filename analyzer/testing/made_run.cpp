// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "store/writer.h"
#include "testing/made_rows.h"

namespace folioscope::query {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr HostTime kStart{1'795'000'000 * kSecond};  // 2026-11-18

void expect(const Status& status) {
  if (!status.ok()) throw std::runtime_error(status.fault().what);
}

template <class Row>
void add_named(std::vector<Row>& rows, Row row) {
  if (std::ranges::find(rows, row.name, &Row::name) != rows.end()) return;
  row.position = static_cast<int>(rows.size());
  rows.push_back(std::move(row));
}

}  // namespace

MadeRun::MadeRun(const std::vector<std::string>& variants, int boots) : boots_(boots) {
  run_.name = "cma-batching";
  run_.spec_file = "configs/experiments/cma-batching.yaml";
  run_.spec_text = "name: cma-batching\n";
  run_.seed = 1;
  run_.boots = boots;
  run_.tool_version = "0.1.0";
  run_.acceleration = "tcg";
  run_.host = {{"cores", "2"}, {"memory_bytes", "8589934592"}, {"qemu", "7.2.0"}};
  run_.image_hash = std::string(64, 'a');
  run_.started = kStart;
  for (const std::string& name : variants) {
    store::VariantRow row;
    row.name = name;
    row.position = static_cast<int>(variants_.size());
    row.kernel_hash = name + "-kernel";
    row.kernel_release = "6.1.192";
    row.code_hash = name + "-code";
    variants_.push_back(std::move(row));
  }
  add_condition("smp8", "cma-churn");
}

void MadeRun::add_condition(const std::string& machine, const std::string& workload) {
  store::MachineRow machine_row;
  machine_row.name = machine;
  machine_row.vcpus = 8;
  machine_row.memory = mib(512);
  machine_row.numa_nodes = 1;
  machine_row.cmdline = "cma=32M";
  add_named(machines_, std::move(machine_row));
  store::WorkloadRow workload_row;
  workload_row.name = workload;
  // The program's name ends where that of what is swept begins, which the store reads from it.
  workload_row.program = workload.substr(0, workload.find(' '));
  add_named(workloads_, std::move(workload_row));

  for (const store::VariantRow& variant : variants_)
    for (int boot = 0; boot < boots_; ++boot) {
      const auto index = static_cast<std::int64_t>(cells_.size());
      store::CellRecord record;
      store::CellRow& row = record.cell;
      row.id = {index + 1};
      row.variant = variant.name;
      row.machine = machine;
      row.workload = workload;
      row.boot = boot;
      row.block = boot / 2;
      row.position = static_cast<int>(index);
      row.status = CellStatus::Done;
      row.console = fmt::format("cells/{}/console.log", index + 1);
      row.started = HostTime{kStart.ns + index * 12 * kSecond};
      row.finished = HostTime{row.started->ns + 12 * kSecond};
      row.boot_ms = 2500 + 10 * index;
      row.cpus = 8;
      row.page_size = 4096;
      row.host_load = 1.5;
      cells_.push_back(std::move(record));
    }
}

store::CellRecord& MadeRun::cell(const std::string& machine, const std::string& workload,
                                 const std::string& variant, int boot) {
  for (store::CellRecord& record : cells_) {
    const store::CellRow& row = record.cell;
    if (row.machine == machine && row.workload == workload && row.variant == variant &&
        row.boot == boot)
      return record;
  }
  throw std::runtime_error(fmt::format("no cell {} {} {} {}", machine, workload, variant, boot));
}

store::CellRecord& MadeRun::cell(const std::string& variant, int boot) {
  return cell("smp8", "cma-churn", variant, boot);
}

store::VariantRow& MadeRun::variant(const std::string& name) {
  const auto found = std::ranges::find(variants_, name, &store::VariantRow::name);
  if (found == variants_.end()) throw std::runtime_error("no variant " + name);
  return *found;
}

store::WorkloadRow& MadeRun::workload(const std::string& name) {
  const auto found = std::ranges::find(workloads_, name, &store::WorkloadRow::name);
  if (found == workloads_.end()) throw std::runtime_error("no workload " + name);
  return *found;
}

store::MachineRow& MadeRun::machine(const std::string& name) {
  const auto found = std::ranges::find(machines_, name, &store::MachineRow::name);
  if (found == machines_.end()) throw std::runtime_error("no workload " + name);
  return *found;
}

void MadeRun::metric(const std::string& variant, const std::string& name, const std::string& unit,
                     const std::vector<double>& values) {
  metric("smp8", "cma-churn", variant, name, unit, values);
}

void MadeRun::metric(const std::string& machine, const std::string& workload,
                     const std::string& variant, const std::string& name, const std::string& unit,
                     const std::vector<double>& values) {
  for (int boot = 0; boot < static_cast<int>(values.size()); ++boot)
    cell(machine, workload, variant, boot)
        .metrics.push_back({name, values[static_cast<std::size_t>(boot)], unit, "events", false});
}

void MadeRun::events(store::CellRecord& cell, store::FormatSet formats,
                     std::vector<store::PageChunk> chunks) {
  cell.formats = std::move(formats);
  chunks_[cell.cell.id] = std::move(chunks);
}

void MadeRun::write(const std::filesystem::path& file) const {
  std::vector<store::CellRow> rows;
  for (const store::CellRecord& record : cells_) {
    rows.push_back(record.cell);
    rows.back().status = CellStatus::Planned;
    rows.back().reason.clear();
  }
  auto writer = store::Writer::create(file, run_, machines_, workloads_, variants_, rows);
  if (!writer) throw std::runtime_error(writer.fault().what);
  for (const store::CellRecord& record : cells_) {
    if (record.cell.status == CellStatus::Planned) continue;
    const auto chunks = chunks_.find(record.cell.id);
    if (pages_)
      expect((*writer)->commit_cell(record, pages_(record)));
    else
      expect((*writer)->commit_cell(
          record, store::source_of(chunks == chunks_.end() ? std::vector<store::PageChunk>()
                                                           : chunks->second)));
  }
  if (finished_)
    expect(
        (*writer)->finish({kStart.ns + static_cast<std::int64_t>(cells_.size()) * 12 * kSecond}));
}

MadeRun made_cma_batching() {
  MadeRun made({"stock", "drain-only"}, 6);
  made.variant("drain-only").patches = {{"patch", "configs/patches/6.1/lru-drain-only.patch"}};
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0, 0.025, 0, 0, 0});
  made.metric("drain-only", "cma_failure_rate", "ratio", {0.1, 0.125, 0.075, 0.15, 0.1, 0.125});
  made.metric("stock", "cma_latency_p50", "us", {5210, 4980, 5105, 5390, 5020, 5150});
  made.metric("drain-only", "cma_latency_p50", "us", {5190, 5080, 5010, 5420, 5110, 5090});
  made.metric("stock", "cma_latency_p95", "us", {9800, 15100, 11200, 10300, 12700, 9900});
  made.metric("drain-only", "cma_latency_p95", "us", {13900, 11800, 16400, 10900, 19800, 14100});
  made.metric("stock", "migrate_success_ratio", "ratio", {0.998, 0.999, 0.997, 1, 0.999, 0.998});
  made.metric("drain-only", "migrate_success_ratio", "ratio",
              {0.971, 0.966, 0.978, 0.962, 0.97, 0.968});
  made.metric("stock", "vmstat_pgmigrate_fail", "count", {3, 2, 4, 0, 2, 3});
  made.metric("drain-only", "vmstat_pgmigrate_fail", "count", {46, 51, 38, 57, 44, 49});
  for (const char* variant : {"stock", "drain-only"})
    for (int boot = 0; boot < 6; ++boot)
      for (int cpu = 0; cpu < 8; ++cpu) {
        const std::int64_t events = 10'000 + 100 * boot + cpu;
        made.cell(variant, boot)
            .cpu_accounting.push_back({.cpu = cpu, .produced = events, .stored = events});
      }
  return made;
}

}  // namespace folioscope::query
