// SPDX-License-Identifier: GPL-3.0-or-later
// The stream to the host, over a virtio-serial port. Owns the pump behind the port, the channel,
// the call and one thread that waits for gRPC. Sending is for one thread at a time; at most one
// message is on its way to gRPC, so a host that does not read stops the sender and nobody else.
// Once broken, the link stays broken.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/batch_pool.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "wire/messages.h"

namespace folioscope::agent {

class HostLink {
 public:
  // Greets the host at a port of open_port(). Fault (Host): no answer before the time is over.
  static Result<std::unique_ptr<HostLink>> connect(UniqueFd port,
                                                   std::chrono::milliseconds patience);
  ~HostLink();  // cancels what still goes on

  // What the host answered the greeting with; it wants to see it in Hello.
  const std::string& token() const;

  // Called once, when the host says Stop or is gone, on the link's thread; at once when it did so
  // already.
  void on_stop(std::function<void()> callback);

  // Returns when gRPC took the message before this one. Fault (Host): the host is gone.
  Status send(const wire::AgentMessage& message);
  // The first `size` bytes of a batch, without a copy.
  Status send_pages(std::uint32_t cpu, std::uint64_t sequence, BatchPool::Batch batch,
                    std::size_t size);

  // Waits for the one job. Faults: the host refused us, is gone, or sent something else.
  Result<wire::Job> await_job();
  // Waits for the host's Mark. Faults as above.
  Status await_mark();
  // When its last word of these two arrived: nanoseconds of CLOCK_MONOTONIC.
  std::uint64_t heard_ns() const;

  // Says that there is no more and waits for the host's last word: ok when it accepted the session.
  Status close();

 private:
  struct Impl;
  explicit HostLink(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace folioscope::agent
