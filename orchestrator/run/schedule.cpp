// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

#include "plan/describe.h"
#include "run/agenda.h"
#include "run/attempts.h"
#include "run/budget.h"

namespace folioscope::run {
namespace {

// So many cells in a row that fail for reasons of the host, with all their attempts, mean that the
// next will, too.
constexpr int kHostErrorsInARow = 3;

class Schedule {
 public:
  Schedule(const RunContext& context, const std::vector<VariantKernel>& kernels, const Begun& begun,
           Committer& committer, const Options& options)
      : context_(context),
        kernels_(kernels),
        committer_(committer),
        options_(options),
        started_(context.now()),
        budget_(std::chrono::milliseconds(context.plan.spec.budget_ms), begun.booted, started_),
        agenda_(context.plan, begun.done,
                options.settler ? plan::fewest_boots(context.plan.spec) : context.plan.spec.boots) {
  }

  Status run(int guests) {
    const std::stop_callback forward(options_.stop, [this] { stop_.request_stop(); });
    {
      std::vector<std::jthread> workers;
      workers.reserve(static_cast<std::size_t>(guests));
      for (int i = 0; i < guests; ++i) workers.emplace_back([this] { work(); });
    }
    if (fault_) return *fault_;
    if (options_.stop.stop_requested()) return host_fault("interrupted");
    return {};
  }

 private:
  struct Unneeded {
    std::vector<CellId> cells;
    std::string reason;
  };
  // What a worker does next; nothing: it goes home.
  using Step = std::variant<std::monostate, const plan::Cell*, Question, Unneeded>;

  void work() {
    while (true) {
      const Step step = next();
      if (std::holds_alternative<std::monostate>(step)) return;
      if (auto status = perform(step); !status) {
        fail(status.fault());
        return;
      }
    }
  }

  Step next() {
    std::unique_lock lock(mutex_);
    while (!stop_.stop_requested()) {
      if (auto question = agenda_.question()) return *question;
      if (budget_.spent(context_.now()))
        if (auto cells = agenda_.begin_no_block(); !cells.empty())
          return Unneeded{
              std::move(cells),
              fmt::format("the budget of {} was spent",
                          plan::format_duration(context_.plan.spec.budget_ms / 1000.0))};
      if (const plan::Cell* cell = agenda_.take()) return cell;
      if (!agenda_.waits()) break;
      // Blocks are closed until a boot ends or a question is answered.
      const std::size_t seen = changes_;
      changed_.wait(lock, stop_.get_token(), [&] { return changes_ != seen; });
    }
    return {};
  }

  Status perform(const Step& step) {
    if (const auto* cell = std::get_if<const plan::Cell*>(&step)) return run_one(**cell);
    if (const auto* question = std::get_if<Question>(&step)) return ask(*question);
    return leave_out(std::get<Unneeded>(step));
  }

  Status ask(const Question& question) {
    const Look look{context_.directory.store(), context_.plan.spec.machines[question.machine].name,
                    context_.plan.workloads[question.workload].key, question.block, question.boots};
    const Result<bool> settled = [&] {
      std::lock_guard one(asking_);
      return options_.settler->settled(look);
    }();
    const Answer answer = settled && *settled ? Answer::Settled : Answer::MoreBoots;
    Unneeded unneeded{{}, fmt::format("settled after {} boots of each variant", question.boots)};
    {
      std::lock_guard lock(mutex_);
      unneeded.cells = agenda_.answer(question, answer);
      ++changes_;
      if (!settled)
        say(fmt::format("{} {}: cannot tell whether {} boots are enough, so it gets more: {}",
                        look.machine, look.workload, look.boots, settled.fault().what));
      else if (*settled)
        say(fmt::format("{} {}: {}", look.machine, look.workload, unneeded.reason));
    }
    changed_.notify_all();
    return unneeded.cells.empty() ? Status() : leave_out(unneeded);
  }

  Status leave_out(const Unneeded& unneeded) {
    TRY_STATUS(committer_.write([&](store::Writer& writer) {
      return writer.mark_not_needed(unneeded.cells, unneeded.reason);
    }));
    std::lock_guard lock(mutex_);
    say(fmt::format("{} boots are not needed: {}", unneeded.cells.size(), unneeded.reason));
    return {};
  }

  void fail(Fault fault) {
    std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::move(fault);
    stop_.request_stop();
  }

  Status run_one(const plan::Cell& cell) {
    const VariantKernel& variant = kernel_of(kernels_, context_.plan, cell);
    store::CellRow row = planned_row(context_.plan, cell);
    if (!variant.kernel) {
      row.status = CellStatus::BuildError;
      row.reason = variant.row.fault.value_or("no kernel");
      return commit(cell, {.cell = std::move(row)}, {});
    }
    TRY(CellResult result, boot_until_it_counts(context_, cell, variant, row, stop_.get_token()));
    return commit(cell, std::move(result.record), result.chunks);
  }

  // Compresses on this thread; the committer only writes.
  Status commit(const plan::Cell& planned, store::CellRecord record,
                const store::ChunkSource& chunks) {
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
    const Status status = note(planned, cell, attempts);
    changed_.notify_all();
    return status;
  }

  Status note(const plan::Cell& planned, const store::CellRow& cell, std::size_t attempts) {
    std::lock_guard lock(mutex_);
    agenda_.finish(planned);
    ++changes_;
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

  // These two are called with the lock held.
  void say(std::string text) {
    if (options_.on_progress) options_.on_progress({std::move(text), true, -1});
  }

  void report(const store::CellRow& cell, std::size_t attempts) {
    ++finished_;
    if (!options_.on_progress) return;
    const std::size_t left = agenda_.left();
    std::string text =
        fmt::format("cell {}/{}: {} {} {} boot {}: {}", finished_, finished_ + left, cell.variant,
                    cell.machine, cell.workload, cell.boot, to_string(cell.status));
    if (attempts > 1) text += fmt::format(", attempt {}", attempts);
    if (cell.status != CellStatus::Done)
      text += " (" + cell.reason.substr(0, cell.reason.find('\n')) + ")";
    options_.on_progress({std::move(text), true, seconds_for(left), may_end_early()});
  }

  double seconds_for(std::size_t cells) const {
    using Seconds = std::chrono::duration<double>;
    const std::chrono::steady_clock::time_point now = context_.now();
    const double a_cell = Seconds(now - started_).count() / static_cast<double>(finished_);
    // The block that is under way when the budget is spent.
    const auto block =
        static_cast<double>(context_.plan.spec.variants.size() * spec::kBootsInBlock);
    const double budget = std::max(0.0, Seconds(budget_.left(now)).count());
    return a_cell * std::min(static_cast<double>(cells), block + budget / std::max(a_cell, 1e-3));
  }

  bool may_end_early() const {
    return options_.settler && context_.plan.spec.fewest_boots > 0 && agenda_.waits();
  }

  const RunContext& context_;
  const std::vector<VariantKernel>& kernels_;
  Committer& committer_;
  const Options& options_;
  const std::chrono::steady_clock::time_point started_;
  const Budget budget_;
  std::stop_source stop_;
  std::mutex asking_;  // held while the settler answers
  std::condition_variable_any changed_;

  std::mutex mutex_;  // guards everything below
  Agenda agenda_;
  std::size_t changes_ = 0;  // of the agenda: boots that ended, answers that came
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
                 const Begun& begun, int guests, Committer& committer, const Options& options) {
  return Schedule(context, kernels, begun, committer, options).run(guests);
}

}  // namespace folioscope::run
