// SPDX-License-Identifier: GPL-3.0-or-later
// Moves pages and messages to the host while the workloads run: one thread that is the only sender
// on the link meanwhile. The thread that watches the workload never waits for the host: what it
// posts goes into a bounded queue, and workload lines that do not fit are dropped and counted.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "agent/batch_pool.h"
#include "agent/host_link.h"
#include "agent/ring_reader.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "wire/messages.h"

namespace folioscope::agent {

// What one message carries at most: large enough that gRPC's cost per message disappears, small
// enough that four of them are nothing (see wire::kMaxPagesBytes for what the host accepts).
inline constexpr std::size_t kBatchBytes = 256 << 10;

class Streamer {
 public:
  // `link` and `rings` outlive it. `batch_pages` is what the watermark promises to be full.
  static Result<std::unique_ptr<Streamer>> create(HostLink& link, RingReader& rings,
                                                  std::size_t batch_pages);
  ~Streamer();

  void start();
  void post(wire::WorkloadLine line);
  void post(wire::WorkloadExit exit);
  // Sends what was posted, ends the thread and says whether it could send all.
  Status stop();

  // Reads every ring until it is empty, partial pages included. For use when tracing is off and the
  // thread is not running.
  Status drain();

  std::uint64_t pages_bytes() const { return pages_bytes_; }
  std::uint64_t lines_dropped() const { return lines_dropped_; }

 private:
  Streamer(HostLink& link, RingReader& rings, std::size_t batch_pages, UniqueFd wake);
  void enqueue(wire::AgentMessage message, std::size_t size);
  Status run();
  Status send_posted();
  Result<std::size_t> send_batch(std::uint32_t cpu, std::size_t pages);

  HostLink& link_;
  RingReader& rings_;
  const std::size_t batch_pages_;
  const UniqueFd wake_;  // eventfd: something was posted, or the thread is to end
  const std::shared_ptr<BatchPool> pool_;
  std::vector<std::uint64_t> next_sequence_;  // by CPU

  std::mutex mutex_;
  std::deque<wire::AgentMessage> posted_;
  std::size_t posted_bytes_ = 0;
  bool ending_ = false;

  std::uint64_t pages_bytes_ = 0;
  std::uint64_t lines_dropped_ = 0;
  Status outcome_;
  std::thread thread_;
};

}  // namespace folioscope::agent
