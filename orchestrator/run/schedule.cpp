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
#include <utility>
#include <variant>

#include "plan/describe.h"
#include "run/agenda.h"
#include "run/attempts.h"
#include "run/boot_timings.h"
#include "run/budget.h"
#include "run/host_roll.h"
#include "run/stored_plan.h"
#include "run/time_left.h"
#include "sys/host.h"

namespace folioscope::run {
namespace {

// What is expected of each condition before its first boot ends.
std::map<plan::ConditionIndex, double> expected_boots(const RunContext& context, int guests) {
  plan::Costs costs{.kernels = {}, .concurrent = guests};
  if (!context.cache.empty())
    costs.measured = load_boot_timings(context.cache, context.plan, context.accel);
  return plan::boot_seconds(context.plan, costs);
}

int guests_of(const std::vector<Crew>& crews) {
  int guests = 0;
  for (const Crew& crew : crews) guests += crew.guests;
  return guests;
}

class Schedule {
 public:
  Schedule(const std::vector<Crew>& crews, const std::vector<VariantKernel>& kernels,
           const Begun& begun, Committer& committer, const Options& options)
      : crews_(crews),
        context_(crews.front().context),
        kernels_(kernels),
        guests_(guests_of(crews)),
        committer_(committer),
        options_(options),
        budget_(std::chrono::milliseconds(context_.plan.spec.budget_ms), begun.booted,
                context_.now()),
        agenda_(
            context_.plan, begun.done,
            options.settler ? plan::fewest_boots(context_.plan.spec) : context_.plan.spec.boots),
        time_(expected_boots(context_, guests_), guests_),
        hosts_(crews.size()) {}

  Status run() {
    const std::stop_callback forward(options_.stop, [this] { stop_.request_stop(); });
    {
      std::vector<std::jthread> workers;
      workers.reserve(static_cast<std::size_t>(guests_));
      for (std::size_t crew = 0; crew < crews_.size(); ++crew)
        for (int i = 0; i < crews_[crew].guests; ++i)
          workers.emplace_back([this, crew] { work(crew); });
    }
    if (!context_.cache.empty())
      save_boot_timings(context_.cache, context_.plan, context_.accel, guests_, good_boots_,
                        sys::now());
    if (fault_) return *fault_;
    if (options_.stop.stop_requested()) return host_fault("interrupted");
    return {};
  }

 private:
  struct Unneeded {
    std::vector<CellId> cells;
    std::string reason;
  };
  struct Taken {
    const plan::Cell& cell;
    std::optional<std::chrono::steady_clock::time_point> started;  // none: nothing is booted
    std::size_t crew = 0;
  };
  using Seconds = std::chrono::duration<double>;
  // What a worker does next; nothing: it goes home.
  using Step = std::variant<std::monostate, const plan::Cell*, Question, Unneeded>;

  void work(std::size_t crew) {
    while (true) {
      const Step step = next(crew);
      if (std::holds_alternative<std::monostate>(step)) return;
      if (auto status = perform(step, crew); !status) {
        fail(status.fault());
        return;
      }
    }
  }

  Step next(std::size_t crew) {
    std::unique_lock lock(mutex_);
    while (!stop_.stop_requested() && !hosts_.gone(crew)) {
      if (auto question = agenda_.question()) return *question;
      if (budget_.spent(context_.now()))
        if (auto cells = agenda_.begin_no_block(); !cells.empty())
          return Unneeded{
              std::move(cells),
              fmt::format("the budget of {} was spent",
                          plan::format_duration(context_.plan.spec.budget_ms / 1000.0))};
      if (const plan::Cell* cell = agenda_.take(crew)) return cell;
      // What is in flight on another host may come back.
      if (crews_.size() == 1 ? !agenda_.waits() : agenda_.left() == 0) break;
      // Blocks are closed until a boot ends or a question is answered.
      const std::size_t seen = changes_;
      changed_.wait(lock, stop_.get_token(), [&] { return changes_ != seen; });
    }
    return {};
  }

  Status perform(const Step& step, std::size_t crew) {
    if (const auto* cell = std::get_if<const plan::Cell*>(&step)) return run_one(**cell, crew);
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

  Status run_one(const plan::Cell& cell, std::size_t crew) {
    const RunContext& context = crews_[crew].context;
    const auto started = context.now();
    const VariantKernel& variant = kernel_of(kernels_, context_.plan, cell);
    store::CellRow row = planned_row(context_.plan, cell);
    if (!variant.kernel) {
      row.status = CellStatus::BuildError;
      row.reason = variant.row.fault.value_or("no kernel");
      return commit({cell, {}, crew}, {.cell = std::move(row)}, {});
    }
    TRY(CellResult result, boot_until_it_counts(context, cell, variant, row,
                                                earlier_attempts(cell.id), stop_.get_token()));
    const auto look = [&] {
      if (context.fleet.lost()) lose(crew, fmt::format("the host {} is lost", context.host.uri));
    };
    if (result.record.cell.status == CellStatus::HostError) {
      look();
      if (give_back(cell, crew, result.record)) return {};
    }
    TRY_STATUS(commit({cell, started, crew}, std::move(result.record), result.chunks));
    look();
    return {};
  }

  std::vector<store::AttemptRow> earlier_attempts(CellId cell) {
    const std::lock_guard lock(mutex_);
    return hosts_.take(cell);
  }

  // Its cells go to the others, if there are any.
  void lose(std::size_t crew, const std::string& why) {
    {
      const std::lock_guard lock(mutex_);
      if (!hosts_.leave(crew)) return;
      agenda_.leave(crew);
      ++changes_;
      const std::size_t left = hosts_.left();
      say(fmt::format("{}; {} of {} hosts go on", why, left, hosts_.size()));
      if (left == 0 && !fault_ && agenda_.left() != 0) {
        fault_ = host_fault(why + ", and there is no other",
                            "folioscope resume goes on with the run, --host names other hosts");
        stop_.request_stop();
      }
    }
    changed_.notify_all();
  }

  // True: a host that is left does it again. Else there is none, or the cell has had its attempts.
  bool give_back(const plan::Cell& cell, std::size_t crew, store::CellRecord& record) {
    {
      const std::lock_guard lock(mutex_);
      if (!hosts_.another_may(crew, record.attempts.size())) return false;
      record.attempts.back().console =
          context_.directory.keep_console(cell.id, record.attempts.back().attempt);
      hosts_.keep(cell.id, std::move(record.attempts));
      agenda_.give_back(cell);
      ++changes_;
    }
    changed_.notify_all();
    return true;
  }

  // Compresses on this thread; the committer only writes.
  Status commit(const Taken& taken, store::CellRecord record, const store::ChunkSource& chunks) {
    store::PackedSource pages;
    if (chunks) {
      auto packed =
          store::PackedPages::pack(context_.directory.spool(), record.cell, chunks, record.formats);
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
    const bool enough = note(taken, cell, attempts);
    changed_.notify_all();
    if (!enough) return {};
    const std::string why =
        fmt::format("{} cells in a row failed on the host's side, {} boots each, the last with: {}",
                    kHostErrorsInARow, attempts, cell.reason);
    if (crews_.size() == 1)
      return host_fault(
          why, "folioscope doctor looks for the cause; folioscope resume goes on with the run");
    lose(taken.crew, fmt::format("{} is given up: {}", crews_[taken.crew].context.host.uri, why));
    return {};
  }

  // True: so many cells in a row failed for a reason of this host that it is not worth another.
  bool note(const Taken& taken, const store::CellRow& cell, std::size_t attempts) {
    std::lock_guard lock(mutex_);
    agenda_.finish(taken.cell);
    if (taken.started) note_time(taken, cell.status);
    ++changes_;
    report(cell, attempts, taken.crew);
    return hosts_.note(taken.crew, cell.status);
  }

  // These are called with the lock held.
  void note_time(const Taken& taken, CellStatus status) {
    const double seconds = Seconds(context_.now() - *taken.started).count();
    const plan::ConditionIndex condition = plan::condition_of(taken.cell);
    time_.ended(condition, seconds);
    // How long a broken kernel takes to die says nothing of the next run.
    if (status == CellStatus::Done) good_boots_[condition].push_back(seconds);
  }

  void say(std::string text) {
    if (options_.on_progress) options_.on_progress({std::move(text), true, -1});
  }

  void report(const store::CellRow& cell, std::size_t attempts, std::size_t crew) {
    ++finished_;
    if (!options_.on_progress) return;
    const std::size_t left = agenda_.left();
    std::string text =
        fmt::format("cell {}/{}: {} {} {} boot {}{}: {}", finished_, finished_ + left, cell.variant,
                    cell.machine, cell.workload, cell.boot,
                    options_.hosts.empty() ? "" : " on " + crews_[crew].context.host.uri,
                    to_string(cell.status));
    if (attempts > 1) text += fmt::format(", attempt {}", attempts);
    if (cell.status != CellStatus::Done)
      text += " (" + cell.reason.substr(0, cell.reason.find('\n')) + ")";
    options_.on_progress({std::move(text), true, seconds_left(), may_end_early()});
  }

  double seconds_left() const {
    const double boots = time_.of(agenda_.left_by_condition());
    if (context_.plan.spec.budget_ms == 0) return boots;
    // The boots under way when the budget is spent, and the block that was begun.
    const double block =
        static_cast<double>(context_.plan.spec.variants.size() * spec::kBootsInBlock) / guests_;
    const double budget = std::max(0.0, Seconds(budget_.left(context_.now())).count());
    return std::min(boots, budget + (1 + block) * time_.longest_boot());
  }

  bool may_end_early() const {
    return options_.settler && context_.plan.spec.fewest_boots > 0 && agenda_.waits();
  }

  const std::vector<Crew>& crews_;
  const RunContext& context_;  // of the first, for what is the same in all
  const std::vector<VariantKernel>& kernels_;
  const int guests_;
  Committer& committer_;
  const Options& options_;
  const Budget budget_;
  std::stop_source stop_;
  std::mutex asking_;  // held while the settler answers
  std::condition_variable_any changed_;

  std::mutex mutex_;  // guards everything below
  Agenda agenda_;
  TimeLeft time_;
  std::map<plan::ConditionIndex, std::vector<double>> good_boots_;  // seconds, to be remembered
  std::size_t changes_ = 0;  // of the agenda: boots that ended, answers that came
  std::size_t finished_ = 0;
  HostRoll hosts_;  // of crews_
  std::optional<Fault> fault_;
};

}  // namespace

Status run_cells(const std::vector<Crew>& crews, const std::vector<VariantKernel>& kernels,
                 const Begun& begun, Committer& committer, const Options& options) {
  return Schedule(crews, kernels, begun, committer, options).run();
}

}  // namespace folioscope::run
