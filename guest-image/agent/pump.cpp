// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/pump.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace folioscope::agent {
namespace {

// To the host: as much as one message of pages has (kBatchBytes). From the host come a job and
// window updates.
constexpr std::size_t kUpBytes = 256 << 10;
constexpr std::size_t kDownBytes = 32 << 10;

// What the port is given at a time. Its driver copies it to a buffer of that size: up to 8 KiB
// comes from a cache of the slab allocator, more (it takes 32 KiB) from the page allocator each
// time, in one piece, which would show up in the very events that are recorded, and compact a
// fragmented guest.
constexpr std::size_t kPortBytes = 8 << 10;

// Before the driver is asked again, when the guest had no memory for its buffer.
constexpr int kOutOfMemoryMs = 5;

// What gRPC may have written that the pump has not read: two messages of pages, so that one is
// written while the other is read. More than an ordinary process may ask for; this is root.
constexpr int kSocketBytes = 512 << 10;

Fault no_way(const char* what) {
  return guest_fault(fmt::format("cannot make {}: {}", what, std::strerror(errno)));
}

}  // namespace

Result<std::unique_ptr<Pump>> Pump::start(UniqueFd port, UniqueFd& end) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return no_way("a socket");
  UniqueFd inner(pair[0]);
  end.reset(pair[1]);
  if (::setsockopt(end.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kSocketBytes, sizeof kSocketBytes) != 0)
    ::setsockopt(end.get(), SOL_SOCKET, SO_SNDBUF, &kSocketBytes, sizeof kSocketBytes);
  UniqueFd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return no_way("an eventfd");
  return std::unique_ptr<Pump>(new Pump(std::move(port), std::move(inner), std::move(wake)));
}

Pump::Pump(UniqueFd port, UniqueFd inner, UniqueFd wake)
    : port_(std::move(port)), inner_(std::move(inner)), wake_(std::move(wake)) {
  up_ = std::thread([this] { to_host(); });
  down_ = std::thread([this] { from_host(); });
}

Pump::~Pump() {
  end();
  up_.join();
  down_.join();
}

// Both threads leave: the one at the port by the eventfd, the one at the socket by its end.
void Pump::end() {
  ::eventfd_write(wake_.get(), 1);
  ::shutdown(inner_.get(), SHUT_RDWR);
}

void Pump::to_host() {
  std::vector<char> block(kUpBytes);
  while (true) {
    const ssize_t got = ::recv(inner_.get(), block.data(), block.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || !write_port(block.data(), static_cast<std::size_t>(got))) break;
  }
  end();
}

void Pump::from_host() {
  std::vector<char> block(kDownBytes);
  while (wait_for_port(POLLIN)) {
    const ssize_t got = ::read(port_.get(), block.data(), block.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0 || !write_socket(block.data(), static_cast<std::size_t>(got))) break;
  }
  end();
}

bool Pump::wait_for_port(short events) {
  pollfd polled[] = {{port_.get(), events, 0}, {wake_.get(), POLLIN, 0}};
  while (::poll(polled, 2, -1) < 0)
    if (errno != EINTR) return false;
  return polled[1].revents == 0 && (polled[0].revents & events) != 0;
}

bool Pump::pause() {
  pollfd polled{wake_.get(), POLLIN, 0};
  return ::poll(&polled, 1, kOutOfMemoryMs) == 0;
}

bool Pump::write_port(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t put = ::write(port_.get(), data, std::min(size, kPortBytes));
    if (put > 0) {
      data += put;
      size -= static_cast<std::size_t>(put);
      continue;
    }
    const int why = put == 0 ? EAGAIN : errno;
    if (why == EAGAIN ? !wait_for_port(POLLOUT) : why == ENOMEM ? !pause() : why != EINTR)
      return false;
  }
  return true;
}

bool Pump::write_socket(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t put = ::send(inner_.get(), data, size, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    data += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

}  // namespace folioscope::agent
