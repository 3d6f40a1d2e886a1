// SPDX-License-Identifier: GPL-3.0-or-later
// What one session may say next, and what it has said so far. Enforces the order of agent.proto and
// the totals that no single message shows. Pure: knows neither gRPC nor the disk.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "wire/messages.h"

namespace folioscope::ingest {

class SessionState {
 public:
  // After a Hello that was accepted.
  SessionState(wire::Hello hello, const wire::Job& job);

  // Keeps what the message says; a batch of pages is handed back for the spool. Faults (Guest): it
  // is out of order or breaks a bound; the session is over then and nothing more may be taken.
  // `now`: when it came, by the host's clock.
  Result<std::optional<wire::PageBatch>> take(wire::AgentMessage message,
                                              std::chrono::nanoseconds now);
  // The host says its Job, or its Mark once ProbeStats came.
  void say(std::chrono::nanoseconds now);
  bool wants_mark() const { return stage_ == Stage::Bye && !marked_; }

  const wire::Received& received() const { return received_; }
  // Bye was the last message.
  bool complete() const { return stage_ == Stage::Complete; }
  // vmstat of the start was the last word before the workload.
  bool workload_started() const { return stage_ > Stage::StartStats && stage_ != Stage::Failed; }
  // The last workload ended, or one that did not end well: no other is started after that.
  bool workload_ended() const;
  // What the session was expected to say next, for the report of a stream that ended early.
  const char* waiting_for() const;

 private:
  enum class Stage {
    Clock,
    Formats,
    StartStats,
    Running,
    Draining,
    EndStats,
    Bye,
    Complete,
    Failed
  };

  Status take_kind(wire::Formats&& formats);
  Status take_kind(wire::CpuStats&& stats);
  Status take_kind(wire::Vmstat&& vmstat);
  Status take_kind(const wire::PageBatch& batch);
  Status take_kind(wire::WorkloadLine&& line);
  Status take_kind(wire::WorkloadExit&& exit);
  Status take_kind(wire::ProbeStats&& stats);
  Status take_kind(wire::GuestFile&& file);
  Status take_kind(wire::Histogram&& histogram);
  Status take_kind(wire::Failure&& failure);
  Status take_kind(const wire::Clock& clock);
  Status take_kind(const wire::Bye& bye);
  Status take_kind(const wire::Hello& hello);

  Fault out_of_order(const char* kind) const;

  const std::size_t workloads_;
  // What the job asks for at the end, in its order.
  const std::vector<std::string> files_;
  const std::vector<wire::EventName> histograms_;
  Stage stage_ = Stage::Clock;
  std::chrono::nanoseconds now_{0},
      said_{0};  // of the message being taken; of the host's last word
  bool marked_ = false, clock_ended_ = false;
  std::uint32_t stats_seen_ = 0;              // CPUs whose stats of the current phase arrived
  std::vector<std::uint64_t> next_sequence_;  // by CPU
  std::size_t line_bytes_ = 0;
  wire::Received received_;
};

}  // namespace folioscope::ingest
