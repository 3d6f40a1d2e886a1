// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/ring_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace folioscope::agent {

Result<RingReader> RingReader::open(const std::filesystem::path& instance, std::uint32_t cpus,
                                    std::size_t page_size) {
  std::vector<UniqueFd> rings;
  for (std::uint32_t cpu = 0; cpu < cpus; ++cpu) {
    const auto file = instance / fmt::format("per_cpu/cpu{}/trace_pipe_raw", cpu);
    UniqueFd ring(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!ring)
      return guest_fault(fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)));
    rings.push_back(std::move(ring));
  }
  return RingReader(std::move(rings), page_size);
}

Result<std::vector<std::uint32_t>> RingReader::wait(int wake_fd, int timeout_ms) {
  std::vector<pollfd> polled;
  for (const UniqueFd& ring : rings_) polled.push_back({ring.get(), POLLIN, 0});
  polled.push_back({wake_fd, POLLIN, 0});
  std::vector<std::uint32_t> ready;
  if (::poll(polled.data(), polled.size(), timeout_ms) < 0) {
    if (errno == EINTR) return ready;
    return guest_fault(fmt::format("cannot wait for the rings: {}", std::strerror(errno)));
  }
  for (std::uint32_t cpu = 0; cpu < rings_.size(); ++cpu)
    if ((polled[cpu].revents & POLLIN) != 0) ready.push_back(cpu);
  return ready;
}

Result<std::size_t> RingReader::read(std::uint32_t cpu, std::size_t pages,
                                     std::span<std::byte> to) {
  std::size_t filled = 0;
  const std::size_t wanted = std::min(pages * page_size_, to.size() / page_size_ * page_size_);
  while (filled < wanted) {
    // One call gives one page; the kernel zeroes what is behind its commit length.
    const ssize_t got = ::read(rings_[cpu].get(), to.data() + filled, page_size_);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0 || (got < 0 && errno == EAGAIN)) break;
    if (got < 0)
      return guest_fault(fmt::format("cannot read CPU {}'s ring: {}", cpu, std::strerror(errno)));
    if (static_cast<std::size_t>(got) != page_size_)
      return guest_fault(fmt::format("CPU {}'s ring gave {} bytes for a page", cpu, got));
    filled += page_size_;
  }
  return filled;
}

}  // namespace folioscope::agent
