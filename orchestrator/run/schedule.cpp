// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

#include "run/attempts.h"

namespace folioscope::run {
namespace {

// So many cells in a row that fail for reasons of the host, with all their attempts, mean that the
// next will, too.
constexpr int kHostErrorsInARow = 3;

class Schedule {
 public:
  Schedule(const RunContext& context, const std::vector<VariantKernel>& kernels,
           const std::set<CellId>& done, store::Writer& writer, const Options& options)
      : context_(context), kernels_(kernels), writer_(writer), options_(options) {
    for (const plan::Cell& cell : context.plan.cells)
      if (!done.contains(cell.id)) cells_.push_back(&cell);
  }

  Status run(int guests) {
    const std::stop_callback forward(options_.stop, [this] { stop_.request_stop(); });
    started_ = std::chrono::steady_clock::now();
    {
      std::vector<std::jthread> workers;
      for (int i = 0; i < guests; ++i) workers.emplace_back([this] { work(); });
    }
    if (fault_) return *fault_;
    if (options_.stop.stop_requested()) return host_fault("interrupted");
    return {};
  }

 private:
  void work() {
    while (const plan::Cell* cell = take()) {
      if (auto status = run_one(*cell); !status) {
        fail(status.fault());
        return;
      }
    }
  }

  const plan::Cell* take() {
    std::lock_guard lock(mutex_);
    if (stop_.stop_requested() || next_ == cells_.size()) return nullptr;
    return cells_[next_++];
  }

  void fail(Fault fault) {
    std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::move(fault);
    stop_.request_stop();
  }

  Status run_one(const plan::Cell& cell) {
    const VariantKernel& variant = kernels_[cell.variant];
    store::CellRow row = planned_row(context_.plan, cell);
    if (!variant.kernel) {
      row.status = CellStatus::BuildError;
      row.reason = variant.row.fault.value_or("no kernel");
      return commit({.cell = std::move(row)}, no_chunks());
    }
    TRY(const CellResult result,
        boot_until_it_counts(context_, cell, *variant.kernel, row, stop_.get_token()));
    return commit(result.record, result.chunks);
  }

  Status commit(const store::CellRecord& record, const store::ChunkSource& chunks) {
    std::lock_guard lock(mutex_);
    TRY_STATUS(writer_.commit_cell(record, chunks));
    report(record.cell, record.attempts.size());
    host_errors_in_a_row_ =
        record.cell.status == CellStatus::HostError ? host_errors_in_a_row_ + 1 : 0;
    if (host_errors_in_a_row_ == kHostErrorsInARow)
      return host_fault(
          fmt::format(
              "{} cells in a row failed on the host's side, {} boots each, the last with: {}",
              kHostErrorsInARow, record.attempts.size(), record.cell.reason),
          "folioscope doctor looks for the cause; folioscope resume goes on with the run");
    return {};
  }

  // Called with the lock held.
  void report(const store::CellRow& cell, std::size_t attempts) {
    ++finished_;
    if (!options_.on_progress) return;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started_;
    const auto left = static_cast<double>(cells_.size() - finished_);
    std::string text =
        fmt::format("cell {}/{}: {} {} {} boot {}: {}", finished_, cells_.size(), cell.variant,
                    cell.machine, cell.workload, cell.boot, to_string(cell.status));
    if (attempts > 1) text += fmt::format(", attempt {}", attempts);
    if (cell.status != CellStatus::Done)
      text += " (" + cell.reason.substr(0, cell.reason.find('\n')) + ")";
    options_.on_progress(
        {std::move(text), true, spent.count() / static_cast<double>(finished_) * left});
  }

  const RunContext& context_;
  const std::vector<VariantKernel>& kernels_;
  store::Writer& writer_;
  const Options& options_;
  std::vector<const plan::Cell*> cells_;
  std::stop_source stop_;
  std::chrono::steady_clock::time_point started_;

  std::mutex mutex_;  // guards everything below and the writer
  std::size_t next_ = 0;
  std::size_t finished_ = 0;
  int host_errors_in_a_row_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace

store::CellRow planned_row(const plan::Plan& plan, const plan::Cell& cell) {
  store::CellRow row;
  row.id = cell.id;
  row.variant = plan.spec.variants[cell.variant].name;
  row.machine = plan.spec.machines[cell.machine].name;
  row.workload = plan.workloads[cell.workload].key;
  row.boot = cell.boot;
  row.position = cell.position;
  return row;
}

Status run_cells(const RunContext& context, const std::vector<VariantKernel>& kernels,
                 const std::set<CellId>& done, int guests, store::Writer& writer,
                 const Options& options) {
  return Schedule(context, kernels, done, writer, options).run(guests);
}

}  // namespace folioscope::run
