// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/attempts.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

#include "run/assemble.h"
#include "run/experiment_rows.h"
#include "run/status_of.h"
#include "sys/host.h"

namespace folioscope::run {
namespace {

using std::chrono::milliseconds;

// What became of one boot, with the reason when it does not count.
struct Attempt {
  CellResult result;
  Judgement judgement;
  store::HostUseRow host;
};

CellResult without_data(store::CellRow row, const Judgement& judgement) {
  row.status = judgement.status;
  row.reason = judgement.reason;
  CellResult result;
  result.record.cell = std::move(row);
  result.chunks = no_chunks();
  return result;
}

Result<Attempt> boot_once(const RunContext& context, const plan::Cell& cell,
                          const VariantKernel& kernel, store::CellRow row, std::stop_token stop) {
  row.started = sys::now();
  row.host_load = sys::load_average();
  row.console = fmt::format("console/{}.log", cell.id.value);
  TRY(BootOutcome outcome, boot_cell(context, cell, kernel, std::move(stop)));
  row.finished = sys::now();
  row.boot_ms = outcome.boot_ms;
  Attempt attempt;
  attempt.host = host_use_row(outcome);
  attempt.judgement = std::move(outcome.judgement);
  if (attempt.judgement.status == CellStatus::Done) {
    row.status = CellStatus::Done;
    const plan::WorkloadCondition& condition = context.plan.workloads[cell.workload];
    auto assembled = assemble(row, *outcome.session, *kernel.kernel,
                              pattern_rows(context.plan.spec.workloads[condition.workload]));
    if (assembled) {
      attempt.result = {std::move(assembled->record), std::move(assembled->chunks),
                        std::move(outcome.session)};
      return attempt;
    }
    attempt.judgement = {status_of(assembled.fault(), Stage::Session), assembled.fault().what};
  }
  attempt.result = without_data(std::move(row), attempt.judgement);
  return attempt;
}

store::AttemptRow attempt_row(const RunContext& context, const Attempt& attempt, int number) {
  const store::CellRow& row = attempt.result.record.cell;
  return {number,      row.status,   row.reason,   row.console,
          row.started, row.finished, attempt.host, context.host};
}

}  // namespace

store::ChunkSource no_chunks() {
  return [] { return Result<std::optional<store::PageChunk>>(std::nullopt); };
}

store::HostUseRow host_use_row(const BootOutcome& outcome) {
  const auto ms = [](auto time) { return std::chrono::duration_cast<milliseconds>(time).count(); };
  const auto maybe_ms = [&](const auto& time) {
    return time ? std::optional<std::int64_t>(ms(*time)) : std::nullopt;
  };
  store::HostUseRow row;
  row.qemu_end = outcome.process_end;
  if (outcome.host.wall.count() == 0) return row;  // no guest was started
  row.qemu_ran = ms(outcome.host.ran);
  row.qemu_waited = ms(outcome.host.waited);
  row.qemu_stopped = ms(outcome.host.stopped);
  row.paused = ms(outcome.host.paused);
  row.steal = outcome.host.steal.count();
  row.cpu_pressure = maybe_ms(outcome.host.cpu_pressure);
  row.memory_pressure = maybe_ms(outcome.host.memory_pressure);
  row.io_pressure = maybe_ms(outcome.host.io_pressure);
  return row;
}

Result<CellResult> boot_until_it_counts(const RunContext& context, const plan::Cell& cell,
                                        const VariantKernel& kernel, const store::CellRow& row,
                                        std::vector<store::AttemptRow> before,
                                        std::stop_token stop) {
  std::vector<store::AttemptRow> attempts = std::move(before);
  bool all_unexplained = attempts.empty();
  for (int number = static_cast<int>(attempts.size()) + 1;; ++number) {
    TRY(Attempt attempt, boot_once(context, cell, kernel, row, stop));
    all_unexplained &= attempt.judgement.unexplained;
    if (is_worth_a_retry(attempt.judgement.status) && number < kAttempts && !context.fleet.lost()) {
      attempts.push_back(attempt_row(context, attempt, number));
      attempts.back().console = context.directory.keep_console(cell.id, number);
      continue;
    }
    if (all_unexplained) {
      const Judgement judgement = after_last_attempt(std::move(attempt.judgement), number);
      attempt.result.record.cell.status = judgement.status;
      attempt.result.record.cell.reason = judgement.reason;
    }
    attempts.push_back(attempt_row(context, attempt, number));
    attempt.result.record.attempts = std::move(attempts);
    return std::move(attempt.result);
  }
}

}  // namespace folioscope::run
