// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/port.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "agent/files.h"
#include "rpc/endpoint.h"

namespace folioscope::agent {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kPortName = "org.folioscope.agent.0";

// Between two looks for what the kernel does not announce: a port, a host that is there.
constexpr std::chrono::milliseconds kLookAgain{5};

std::optional<std::filesystem::path> find_port(const PortPlaces& places) {
  std::error_code error;
  for (std::filesystem::directory_iterator it(places.ports, error), end; !error && it != end;
       it.increment(error)) {
    const Result<std::string> name = read_text(it->path() / "name", 256);
    if (name.ok() && name->substr(0, name->find('\n')) == kPortName)
      return places.devices / it->path().filename();
  }
  return std::nullopt;
}

Fault silent() {
  return host_fault("the host did not answer on the guest's channel",
                    "is the orchestrator that started this guest still there?");
}

Fault broken(const char* doing) {
  return host_fault(
      fmt::format("cannot {} the channel to the host: {}", doing, std::strerror(errno)));
}

// Whether what just failed without blocking may be tried again before the deadline. A port without
// a host says "hung up" to every poll, hence a pause and no poll.
bool may_try_again(Clock::time_point deadline) {
  if ((errno != EAGAIN && errno != EINTR) || Clock::now() >= deadline) return false;
  std::this_thread::sleep_for(kLookAgain);
  return true;
}

}  // namespace

Result<UniqueFd> open_port(const PortPlaces& places, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (true) {
    if (const auto path = find_port(places)) {
      UniqueFd port(::open(path->c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
      if (port) return port;
      if (errno != ENOENT)  // the name may be there before the device is
        return host_fault(fmt::format("cannot open {}: {}", path->string(), std::strerror(errno)));
    }
    if (Clock::now() >= deadline)
      return host_fault(fmt::format("the guest has no virtio-serial port {}", kPortName),
                        "is CONFIG_VIRTIO_CONSOLE in the kernel's configuration?");
    std::this_thread::sleep_for(kLookAgain);
  }
}

Result<std::string> greet(int port, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  for (std::string_view rest = rpc::kGreeting; !rest.empty();) {
    const ssize_t put = ::write(port, rest.data(), rest.size());
    if (put >= 0)
      rest.remove_prefix(static_cast<std::size_t>(put));
    else if (!may_try_again(deadline))
      return errno == EAGAIN ? silent() : broken("write to");
  }
  // Byte by byte: what follows the line is gRPC's.
  std::string token;
  while (token.size() <= rpc::kMaxToken) {
    char byte = 0;
    const ssize_t got = ::read(port, &byte, 1);
    if (got == 0) return host_fault("the host closed the guest's channel before it answered");
    if (got < 0 && !may_try_again(deadline))
      return errno == EAGAIN ? silent() : broken("read from");
    if (got < 0) continue;
    if (byte == '\n') return token;
    token += byte;
  }
  return host_fault("what the host says on the guest's channel is no token");
}

}  // namespace folioscope::agent
