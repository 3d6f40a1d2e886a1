// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <ctime>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Result<std::pair<Channel, Channel>> Channel::pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return errno_fault("create", "a socket pair");
  return std::pair(Channel(UniqueFd(ends[0])), Channel(UniqueFd(ends[1])));
}

Status Channel::send(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno_fault("send to", "the other process");
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return {};
}

Status Channel::receive(std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (got < 0) return errno_fault("receive from", "the other process");
    if (got == 0) return guest_fault("the other process has ended");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

bool Channel::wait(std::chrono::nanoseconds timeout) const {
  constexpr std::chrono::nanoseconds::rep kSecond = 1'000'000'000;
  const timespec limit = {timeout.count() / kSecond, timeout.count() % kSecond};
  pollfd socket = {socket_.get(), POLLIN, 0};
  return ::ppoll(&socket, 1, &limit, nullptr) > 0;
}

void Channel::hang_up() const { ::shutdown(socket_.get(), SHUT_RDWR); }

}  // namespace folioscope::workloads
