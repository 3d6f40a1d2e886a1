// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/one_page.h"

#include <sys/resource.h>

#include <atomic>
#include <future>
#include <vector>

#include "workloads/kit/guest.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

constexpr int kHighestPriority = -20;

// Moves the page and lets the waiters loose as soon as it is on its way, or has been: then the move
// was too short for anybody to come.
Result<WantedPage::Move> move_under(WantedPage& page, Waiters& waiters) {
  std::atomic<bool> done = false;
  auto moving = std::async(std::launch::async, [&] {
    auto move = page.move();
    done = true;
    return move;
  });
  // Spins: nothing tells the moment but the page table, and it may be short.
  Result<bool> mapped = true;
  while (!done && mapped.ok() && *mapped) mapped = page.is_mapped();
  waiters.release();
  auto move = moving.get();
  waiters.recall();
  if (!mapped.ok()) return mapped.fault();
  return move;
}

}  // namespace

Status run_waiters(const WaitersPlan& plan) {
  // Thousands want every CPU, and starting and moving are to go on all the same.
  if (::setpriority(PRIO_PROCESS, 0, kHighestPriority) != 0)
    return errno_fault("raise", "the priority of this process");
  TRY(WantedPage page, WantedPage::create(plan.page));
  TRY(Waiters waiters, Waiters::start(plan.as, plan.waiters, page.data()));
  std::vector<double> latencies_ms;
  std::uint64_t succeeded = 0;
  for (std::uint64_t i = 0; i < plan.moves; ++i) {
    TRY(const WantedPage::Move move, move_under(page, waiters));
    latencies_ms.push_back(move.latency_ms);
    if (move.succeeded) ++succeeded;
  }
  TRY_STATUS(waiters.stop());
  const auto moves = static_cast<double>(plan.moves);
  print_line(fact_line("herd_waiters_wanted", static_cast<double>(plan.waiters)));
  print_line(fact_line("herd_waiters", static_cast<double>(waiters.count())));
  print_line(metric_line("herd_moves", moves, "count"));
  print_line(
      metric_line("herd_move_success_ratio", static_cast<double>(succeeded) / moves, "ratio"));
  print_samples("herd_move_latency", latencies_ms, "ms");
  print_line(
      metric_line("herd_stalls_per_move", static_cast<double>(waiters.stalls()) / moves, "count"));
  print_samples("herd_stall", waiters.stalls_ms(), "ms");
  return {};
}

}  // namespace folioscope::workloads
