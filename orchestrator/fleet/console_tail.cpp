// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/console_tail.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>

namespace folioscope::fleet {

namespace asio = boost::asio;
using boost::system::error_code;

ConsoleTail::ConsoleTail(asio::io_context& io, UniqueFd file, OnBytes on_bytes)
    : changes_(io), file_(std::move(file)), on_bytes_(std::move(on_bytes)) {}

Result<std::shared_ptr<ConsoleTail>> ConsoleTail::create(asio::io_context& io,
                                                         const std::filesystem::path& file,
                                                         OnBytes on_bytes) {
  const auto failed = [&](const char* what) {
    return host_fault(fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno)),
                      errno == EMFILE ? "raise fs.inotify.max_user_instances or `ulimit -n`" : "");
  };
  UniqueFd readable(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!readable) return failed("open");
  UniqueFd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify || ::inotify_add_watch(inotify.get(), file.c_str(), IN_MODIFY) < 0)
    return failed("watch");
  std::shared_ptr<ConsoleTail> tail(new ConsoleTail(io, std::move(readable), std::move(on_bytes)));
  error_code error;
  if (tail->changes_.assign(inotify.get(), error))
    return host_fault(fmt::format("cannot watch {}: {}", file.string(), error.message()));
  static_cast<void>(inotify.release());
  return tail;
}

void ConsoleTail::start() {
  asio::post(changes_.get_executor(), [self = shared_from_this()] { self->follow(); });
}

void ConsoleTail::close() {
  asio::post(changes_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
    self->changes_.close(ignored);
  });
}

// A guest that prints without pause must not keep the io thread: other work comes in between.
void ConsoleTail::follow() {
  if (!changes_.is_open()) return;
  if (drain_some())
    asio::post(changes_.get_executor(), [self = shared_from_this()] { self->follow(); });
  else
    wait();
}

void ConsoleTail::wait() {
  changes_.async_read_some(asio::buffer(notices_),
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (!error) self->follow();
                           });
}

void ConsoleTail::drain() {
  while (drain_some()) {
  }
}

bool ConsoleTail::drain_some() {
  std::array<char, 32 << 10> buffer;
  ssize_t n = 0;
  do {
    n = ::read(file_.get(), buffer.data(), buffer.size());
  } while (n < 0 && errno == EINTR);
  if (n <= 0) return false;
  on_bytes_({buffer.data(), static_cast<std::size_t>(n)});
  return true;
}

}  // namespace folioscope::fleet
