// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
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
           const std::set<CellId>& done, Committer& committer, const Options& options)
      : context_(context), kernels_(kernels), committer_(committer), options_(options) {
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
      return commit({.cell = std::move(row)}, {});
    }
    TRY(CellResult result,
        boot_until_it_counts(context_, cell, *variant.kernel, row, stop_.get_token()));
    return commit(std::move(result.record), result.chunks);
  }

  // Compresses on this thread; the committer only writes.
  Status commit(store::CellRecord record, const store::ChunkSource& chunks) {
    store::PackedSource pages;
    if (chunks) {
      auto packed = store::PackedPages::pack(context_.directory.spool(), record.cell, chunks);
      if (packed) {
        pages = packed->source();
      } else {
        record = {.cell = std::move(record.cell), .attempts = std::move(record.attempts)};
        record.cell.status = CellStatus::HostError;
        record.cell.reason = packed.fault().what;
      }
    }
    const store::CellRow cell = record.cell;
    const std::size_t attempts = record.attempts.size();
    TRY_STATUS(committer_.commit(std::move(record), std::move(pages)));
    return note(cell, attempts);
  }

  Status note(const store::CellRow& cell, std::size_t attempts) {
    std::lock_guard lock(mutex_);
    report(cell, attempts);
    host_errors_in_a_row_ = cell.status == CellStatus::HostError ? host_errors_in_a_row_ + 1 : 0;
    if (host_errors_in_a_row_ == kHostErrorsInARow)
      return host_fault(
          fmt::format(
              "{} cells in a row failed on the host's side, {} boots each, the last with: {}",
              kHostErrorsInARow, attempts, cell.reason),
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
  Committer& committer_;
  const Options& options_;
  std::vector<const plan::Cell*> cells_;
  std::stop_source stop_;
  std::chrono::steady_clock::time_point started_;

  std::mutex mutex_;  // guards everything below
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
  row.block = cell.block;
  row.position = cell.position;
  return row;
}

void keep_stored_order(plan::Plan& plan, const std::vector<store::CellRow>& rows) {
  std::map<CellId, const store::CellRow*> stored;
  for (const store::CellRow& row : rows) stored[row.id] = &row;
  for (plan::Cell& cell : plan.cells)
    if (const auto found = stored.find(cell.id); found != stored.end()) {
      cell.block = found->second->block;
      cell.position = found->second->position;
    }
  std::ranges::sort(plan.cells, {}, &plan::Cell::position);
}

Status run_cells(const RunContext& context, const std::vector<VariantKernel>& kernels,
                 const std::set<CellId>& done, int guests, Committer& committer,
                 const Options& options) {
  return Schedule(context, kernels, done, committer, options).run(guests);
}

}  // namespace folioscope::run
