// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/campaign.h"

#include <array>
#include <string>

#include "workloads/kit/guest.h"
#include "workloads/refault/memory_block.h"
#include "workloads/refault/reservoir.h"

namespace folioscope::workloads {
namespace {

// A boot has thousands of attempts at most where anything fights for the page; where nothing does,
// some of the tens of thousands tell enough.
constexpr std::size_t kMostLatencies = 8192;

// The faulters pause before their next read, and then nobody holds the page for long.
Status bring_home(const Mover& mover, unsigned home) {
  constexpr int kMostTries = 1000;
  for (int tries = 0; tries < kMostTries; ++tries) {
    TRY(const Attempt attempt, mover.move_to(home));
    if (attempt.done) return {};
  }
  return guest_fault("the page cannot be moved back to node " + std::to_string(home));
}

// Of a page that is not being moved.
Result<std::uint64_t> frame_of(const std::byte* page) {
  static_cast<void>(*static_cast<const volatile std::byte*>(page));
  TRY(const PageFrames frames, PageFrames::open());
  std::array<std::uint64_t, 1> frame{};
  TRY_STATUS(frames.read(page, frame));
  if (frame[0] == 0) return guest_fault("the page is not in memory");
  return frame[0];
}

// A migration takes the page that its CPU freed last, which may lie outside for ever. Emptying the area
// drains the CPUs' lists of free pages, and giving it back fills ours with pages of the area.
Status bring_into(const CmaArea& area, const Stage& stage, const Mover& mover, unsigned home) {
  constexpr int kMostTries = 100;
  for (int tries = 0; tries < kMostTries; ++tries) {
    TRY_STATUS(bring_home(mover, home));
    TRY(const std::uint64_t frame, frame_of(stage.target()));
    if (area.ranges().front().contains(frame)) return {};
    TRY_STATUS(mover.move_away());
    TRY(const bool empty, area.take(0));
    if (empty) TRY_STATUS(area.give_back(0));
  }
  return guest_fault("the page does not come into the CMA area on node " + std::to_string(home),
                     "make the area most of the node's memory, such as cma=160M of 256 MiB");
}

}  // namespace

Result<Outcome> repeat(const Limits& limits, const Trial& trial) {
  Outcome outcome;
  Reservoir latencies(kMostLatencies, 1);
  const Stopwatch watch;
  const auto limit_ms = std::chrono::duration<double, std::milli>(limits.time).count();
  do {
    TRY(const Attempt attempt, trial());
    ++outcome.attempts;
    if (attempt.done) ++outcome.successes;
    latencies.add(attempt.latency_ms);
  } while (outcome.attempts != limits.attempts && watch.milliseconds() < limit_ms);
  outcome.seconds = watch.milliseconds() / 1000;
  outcome.latency_ms.assign(latencies.samples().begin(), latencies.samples().end());
  return outcome;
}

Result<Attempt> offline_its_block(const Stage& stage, const Mover& mover, unsigned home,
                                  Signals& signals, std::chrono::seconds limit) {
  signals.pause();
  TRY_STATUS(bring_home(mover, home));
  TRY(const std::uint64_t frame, frame_of(stage.target()));
  TRY(const MemoryBlock block, MemoryBlock::of_frame(frame));
  signals.resume();
  const Stopwatch watch;
  TRY(const bool done, block.go_offline(limit));
  const Attempt attempt{done, watch.milliseconds()};
  if (done) TRY_STATUS(block.go_online());
  return attempt;
}

Result<Attempt> empty_its_area(const Stage& stage, const Mover& mover, unsigned home,
                               Signals& signals, const CmaArea& area) {
  signals.pause();
  TRY_STATUS(bring_into(area, stage, mover, home));
  signals.resume();
  const Stopwatch watch;
  TRY(const bool done, area.take(0));
  const Attempt attempt{done, watch.milliseconds()};
  if (done) TRY_STATUS(area.give_back(0));
  return attempt;
}

}  // namespace folioscope::workloads
