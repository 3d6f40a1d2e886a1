// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/session_state.h"

#include <fmt/format.h>

#include <numeric>
#include <utility>
#include <variant>

#include "base/limits.h"

namespace folioscope::ingest {
namespace {

// Totals of one session. A workload prints kilobytes; a boot's pages are a gigabyte at most.
constexpr std::size_t kMaxLines = 1'000'000;
constexpr std::size_t kMaxLineBytes = std::size_t{64} << 20;
constexpr std::uint64_t kMaxSessionPagesBytes = std::uint64_t{64} << 30;
// Batches of one CPU that may be missing at once: as many as that many bytes would be in pages of
// the smallest size. So a sum of them stays far from the end of 64 bits, and a number never wraps.
constexpr std::uint64_t kMaxMissingBatches = kMaxSessionPagesBytes / limits::kMinPageSize;

std::vector<wire::EventName> histograms_of(const wire::Job& job) {
  std::vector<wire::EventName> events;
  for (const wire::HistogramRequest& request : job.histograms) events.push_back(request.event);
  return events;
}

}  // namespace

SessionState::SessionState(wire::Hello hello, const wire::Job& job)
    : workloads_(job.workloads.size()),
      files_(job.files),
      histograms_(histograms_of(job)),
      next_sequence_(hello.cpus) {
  received_.cpu_stats.resize(hello.cpus);
  for (std::uint32_t cpu = 0; cpu < hello.cpus; ++cpu) received_.cpu_stats[cpu].cpu = cpu;
  received_.hello = std::move(hello);
}

void SessionState::say(std::chrono::nanoseconds now) {
  said_ = now;
  marked_ = stage_ == Stage::Bye;
}

Result<std::optional<wire::PageBatch>> SessionState::take(wire::AgentMessage message,
                                                          std::chrono::nanoseconds now) {
  now_ = now;
  if (auto* batch = std::get_if<wire::PageBatch>(&message)) {
    TRY_STATUS(take_kind(std::as_const(*batch)));
    return std::optional(std::move(*batch));
  }
  TRY_STATUS(
      std::visit([this](auto&& kind) { return take_kind(std::forward<decltype(kind)>(kind)); },
                 std::move(message)));
  return std::optional<wire::PageBatch>();
}

bool SessionState::workload_ended() const {
  if (stage_ > Stage::Running && stage_ != Stage::Failed) return true;
  const std::vector<wire::WorkloadExit>& exits = received_.workload_exits;
  return !exits.empty() && (exits.size() == workloads_ || exits.back().exit_code != 0);
}

const char* SessionState::waiting_for() const {
  switch (stage_) {
    case Stage::Clock:
      return "the clock before the workload";
    case Stage::Formats:
      return "the event formats";
    case Stage::StartStats:
      return "the ring-buffer stats and vmstat before the workload";
    case Stage::Running:
      return "the workload's end";
    case Stage::Draining:
      return "the rest of the ring buffer";
    case Stage::EndStats:
      return "the ring-buffer stats and probe counters at the end";
    case Stage::Bye:
      return "the job's files, its histograms, the clock and Bye";
    case Stage::Complete:
    case Stage::Failed:
      return "nothing";
  }
  return "nothing";
}

Fault SessionState::out_of_order(const char* kind) const {
  return guest_fault(
      fmt::format("the agent sent {} while the host waited for {}", kind, waiting_for()));
}

Status SessionState::take_kind(const wire::Hello&) { return out_of_order("a second Hello"); }

Status SessionState::take_kind(wire::Formats&& formats) {
  if (stage_ != Stage::Formats) return out_of_order("event formats");
  received_.header_page = std::move(formats.header_page);
  received_.formats = std::move(formats.formats);
  stage_ = Stage::StartStats;
  return {};
}

Status SessionState::take_kind(wire::CpuStats&& stats) {
  const bool at_start = stage_ == Stage::StartStats && stats.phase == wire::Phase::Start;
  const bool at_end =
      (stage_ == Stage::Draining || stage_ == Stage::EndStats) && stats.phase == wire::Phase::End;
  if (!at_start && !at_end) return out_of_order("ring-buffer stats");
  if (at_end) stage_ = Stage::EndStats;
  if (stats.cpu != stats_seen_ || stats.cpu >= received_.cpu_stats.size())
    return guest_fault(fmt::format("the agent sent ring-buffer stats of CPU {} instead of CPU {}",
                                   stats.cpu, stats_seen_));
  ++stats_seen_;
  wire::CpuStatsText& kept = received_.cpu_stats[stats.cpu];
  (at_start ? kept.start : kept.end) = std::move(stats.text);
  return {};
}

Status SessionState::take_kind(wire::Vmstat&& vmstat) {
  if (vmstat.phase == wire::Phase::Start) {
    if (stage_ != Stage::StartStats || stats_seen_ != received_.hello.cpus)
      return out_of_order("vmstat of the start");
    received_.vmstat_before = std::move(vmstat.text);
    stage_ = Stage::Running;
  } else {
    if (stage_ != Stage::Running) return out_of_order("vmstat of the end");
    received_.vmstat_after = std::move(vmstat.text);
    stage_ = Stage::Draining;
  }
  stats_seen_ = 0;
  return {};
}

Status SessionState::take_kind(const wire::PageBatch& batch) {
  if (stage_ != Stage::Running && stage_ != Stage::Draining) return out_of_order("pages");
  if (batch.cpu >= next_sequence_.size())
    return guest_fault(
        fmt::format("the agent sent pages of CPU {} of {}", batch.cpu, next_sequence_.size()));
  if (batch.data.size() % received_.hello.page_size != 0)
    return guest_fault(
        fmt::format("the agent sent {} bytes, no whole number of pages", batch.data.size()));
  std::uint64_t& next = next_sequence_[batch.cpu];
  if (batch.sequence < next)
    return guest_fault(
        fmt::format("the agent sent batch {} of CPU {} again", batch.sequence, batch.cpu));
  if (batch.sequence - next > kMaxMissingBatches)
    return guest_fault(fmt::format("the agent sent batch {} of CPU {} instead of batch {}",
                                   batch.sequence, batch.cpu, next));
  received_.batches_missing += batch.sequence - next;
  next = batch.sequence + 1;
  received_.pages_bytes += batch.data.size();
  if (received_.pages_bytes > kMaxSessionPagesBytes)
    return guest_fault(
        fmt::format("the agent sent more than {} GiB of pages", kMaxSessionPagesBytes >> 30),
        "trace fewer events, or filter them");
  return {};
}

Status SessionState::take_kind(wire::WorkloadLine&& line) {
  if (stage_ != Stage::Running) return out_of_order("a workload's line");
  line_bytes_ += line.line.size();
  if (received_.workload_lines.size() == kMaxLines || line_bytes_ > kMaxLineBytes)
    return guest_fault("the workload printed more than is kept of it",
                       "let it sum up what it measured instead of printing each value");
  received_.workload_lines.push_back(std::move(line.line));
  return {};
}

Status SessionState::take_kind(wire::WorkloadExit&& exit) {
  if (stage_ != Stage::Running) return out_of_order("a workload's end");
  if (exit.workload != received_.workload_exits.size() || exit.workload >= workloads_)
    return guest_fault(
        fmt::format("the agent reported the end of workload {} of {}", exit.workload, workloads_));
  received_.workload_exits.push_back(std::move(exit));
  return {};
}

Status SessionState::take_kind(wire::ProbeStats&& stats) {
  if (stage_ != Stage::EndStats || stats_seen_ != received_.hello.cpus)
    return out_of_order("probe counters");
  received_.probes = std::move(stats.probes);
  stage_ = Stage::Bye;
  return {};
}

Status SessionState::take_kind(wire::GuestFile&& file) {
  if (stage_ != Stage::Bye || clock_ended_) return out_of_order("a file");
  if (received_.files.size() == files_.size() || file.path != files_[received_.files.size()])
    return guest_fault(
        fmt::format("the agent sent {}, which the job did not ask for next", file.path));
  received_.files.push_back(std::move(file));
  return {};
}

Status SessionState::take_kind(wire::Histogram&& histogram) {
  if (stage_ != Stage::Bye || clock_ended_ || received_.files.size() != files_.size())
    return out_of_order("a histogram");
  const std::size_t next = received_.histograms.size();
  if (next == histograms_.size() || histogram.event != histograms_[next])
    return guest_fault(
        fmt::format("the agent sent the histogram of {}:{}, which the job did not ask for next",
                    histogram.event.system, histogram.event.name));
  received_.histograms.push_back(std::move(histogram));
  return {};
}

Status SessionState::take_kind(wire::Failure&& failure) {
  if (stage_ == Stage::Complete || stage_ == Stage::Failed) return out_of_order("a failure");
  received_.failure = std::move(failure);
  stage_ = Stage::Failed;
  return {};
}

Status SessionState::take_kind(const wire::Clock& clock) {
  if (clock.phase == wire::Phase::Start) {
    if (stage_ != Stage::Clock) return out_of_order("the clock of the start");
    stage_ = Stage::Formats;
  } else {
    if (stage_ != Stage::Bye || !marked_ || clock_ended_ ||
        received_.files.size() != files_.size() ||
        received_.histograms.size() != histograms_.size())
      return out_of_order("the clock of the end");
    clock_ended_ = true;
  }
  // The host's clock is ahead by at least `least` and at most `most`; a guest whose clock does not
  // run like the host's has no reading.
  const std::int64_t least = said_.count() - static_cast<std::int64_t>(clock.heard_ns);
  const std::int64_t most = now_.count() - static_cast<std::int64_t>(clock.sent_ns);
  if (most < least) return {};
  const auto guest = static_cast<std::int64_t>(clock.sent_ns);
  received_.clock.push_back(
      {clock.phase, guest, guest + std::midpoint(least, most), (most - least + 1) / 2});
  return {};
}

Status SessionState::take_kind(const wire::Bye& bye) {
  if (stage_ != Stage::Bye || !clock_ended_) return out_of_order("Bye");
  if (bye.pages_bytes != received_.pages_bytes)
    return guest_fault(fmt::format("the agent sent {} bytes of pages and the host received {}",
                                   bye.pages_bytes, received_.pages_bytes));
  received_.agent_rss_bytes = bye.agent_rss_bytes;
  received_.lines_dropped = bye.lines_dropped;
  stage_ = Stage::Complete;
  return {};
}

}  // namespace folioscope::ingest
