// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/console_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "fleet/libvirt_error.h"

namespace folioscope::fleet {
namespace {

using ConsolePtr = std::shared_ptr<ConsoleStream>;

constexpr int kNothingYet = -2;  // of a stream that does not block

}  // namespace

Result<ConsolePtr> ConsoleStream::open(virDomainPtr domain, const std::filesystem::path& file,
                                       std::function<void()> on_end) {
  UniqueFd log(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!log)
    return host_fault(fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)));
  Stream stream(virStreamNew(virDomainGetConnect(domain), VIR_STREAM_NONBLOCK));
  if (!stream || virDomainOpenConsole(domain, nullptr, stream.get(), 0) != 0)
    return libvirt_fault("open the guest's console");
  const virStreamPtr raw = stream.get();
  ConsolePtr console(new ConsoleStream(std::move(stream), std::move(log), std::move(on_end)));
  const auto on_event = [](virStreamPtr, int, void* opaque) {
    const ConsolePtr self = *static_cast<ConsolePtr*>(opaque);
    self->read();
  };
  const auto free = [](void* opaque) { delete static_cast<ConsolePtr*>(opaque); };
  auto* const opaque = new ConsolePtr(console);
  constexpr int kEvents =
      VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_HANGUP | VIR_STREAM_EVENT_ERROR;
  if (virStreamEventAddCallback(raw, kEvents, on_event, opaque, free) == 0) return console;
  delete opaque;
  return libvirt_fault("follow the guest's console");
}

void ConsoleStream::read() {
  std::function<void()> on_end;
  {
    const std::lock_guard lock(mutex_);
    if (!stream_ || ended_) return;
    std::array<char, 32 << 10> buffer;
    int n = 0;
    while ((n = virStreamRecv(stream_.get(), buffer.data(), buffer.size())) > 0)
      if (!write(buffer.data(), static_cast<std::size_t>(n))) break;
    if (n == kNothingYet) return;
    ended_ = true;
    virStreamEventRemoveCallback(stream_.get());
    on_end = std::exchange(on_end_, nullptr);
  }
  if (on_end) on_end();
}

// False: the disk is full. What follows would have a hole before it.
bool ConsoleStream::write(const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::write(file_.get(), bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

void ConsoleStream::close() {
  Stream stream;
  bool ended = false;
  {
    const std::lock_guard lock(mutex_);
    stream = std::exchange(stream_, nullptr);
    on_end_ = nullptr;
    ended = ended_;
  }
  if (!stream) return;
  if (!ended) virStreamEventRemoveCallback(stream.get());
  // Either tells the daemon to forget it.
  if (!ended || virStreamFinish(stream.get()) != 0) virStreamAbort(stream.get());
}

}  // namespace folioscope::fleet
