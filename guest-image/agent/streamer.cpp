// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/streamer.h"

#include <fmt/format.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace folioscope::agent {
namespace {

// One batch that the transport is sending, one that waits for it, one that is being read, and one
// to spare: 1 MiB in all.
constexpr std::size_t kBatches = 4;

// Workload lines wait here while the host is slow.
constexpr std::size_t kMaxPostedBytes = std::size_t{4} << 20;

// The kernel may miss to wake a poller that sets its watermark while the ring fills; looking again
// this often bounds what that costs. 8 rings of 4 MiB at 40 MB/s fill in 800 ms.
constexpr int kLookAgainMs = 100;

}  // namespace

Result<std::unique_ptr<Streamer>> Streamer::create(HostLink& link, RingReader& rings,
                                                   std::size_t batch_pages) {
  UniqueFd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return guest_fault(fmt::format("cannot create an eventfd: {}", std::strerror(errno)));
  return std::unique_ptr<Streamer>(new Streamer(link, rings, batch_pages, std::move(wake)));
}

Streamer::Streamer(HostLink& link, RingReader& rings, std::size_t batch_pages, UniqueFd wake)
    : link_(link),
      rings_(rings),
      batch_pages_(batch_pages),
      wake_(std::move(wake)),
      pool_(BatchPool::create(kBatches, kBatchBytes)),
      next_sequence_(rings.cpus()) {}

Streamer::~Streamer() {
  if (thread_.joinable()) (void)stop();
}

void Streamer::start() {
  thread_ = std::thread([this] { outcome_ = run(); });
}

void Streamer::post(wire::WorkloadLine line) {
  const std::size_t size = line.line.size() + sizeof(wire::AgentMessage);
  const std::lock_guard lock(mutex_);
  if (posted_bytes_ + size > kMaxPostedBytes) {
    ++lines_dropped_;
    return;
  }
  enqueue(std::move(line), size);
}

void Streamer::post(wire::WorkloadExit exit) {
  const std::lock_guard lock(mutex_);
  enqueue(std::move(exit), 0);
}

// With the mutex held.
void Streamer::enqueue(wire::AgentMessage message, std::size_t size) {
  posted_.push_back(std::move(message));
  posted_bytes_ += size;
  ::eventfd_write(wake_.get(), 1);
}

Status Streamer::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ::eventfd_write(wake_.get(), 1);
  thread_.join();
  return outcome_;
}

Status Streamer::run() {
  while (true) {
    TRY(const std::vector<std::uint32_t> ready, rings_.wait(wake_.get(), kLookAgainMs));
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
    {
      const std::lock_guard lock(mutex_);
      if (ending_) break;
    }
    TRY_STATUS(send_posted());
    for (const std::uint32_t cpu : ready) {
      TRY(const std::size_t sent, send_batch(cpu, batch_pages_));
      (void)sent;
    }
  }
  return send_posted();
}

Status Streamer::send_posted() {
  while (true) {
    std::deque<wire::AgentMessage> messages;
    {
      const std::lock_guard lock(mutex_);
      messages.swap(posted_);
      posted_bytes_ = 0;
    }
    if (messages.empty()) return {};
    for (const wire::AgentMessage& message : messages) TRY_STATUS(link_.send(message));
  }
}

Result<std::size_t> Streamer::send_batch(std::uint32_t cpu, std::size_t pages) {
  BatchPool::Batch batch = pool_->take();
  TRY(const std::size_t size, rings_.read(cpu, pages, {batch.data(), batch.capacity()}));
  if (size == 0) return size;
  TRY_STATUS(link_.send_pages(cpu, next_sequence_[cpu]++, std::move(batch), size));
  pages_bytes_ += size;
  return size;
}

Status Streamer::drain() {
  for (std::uint32_t cpu = 0; cpu < rings_.cpus(); ++cpu) {
    while (true) {
      TRY(const std::size_t sent, send_batch(cpu, kBatchBytes / rings_.page_size()));
      if (sent == 0) break;
    }
  }
  return {};
}

}  // namespace folioscope::agent
