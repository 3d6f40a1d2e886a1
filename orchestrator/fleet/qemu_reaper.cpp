// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/qemu_reaper.h"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"
#include "sys/files.h"

namespace folioscope::fleet {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::posix::stream_descriptor;
using boost::system::error_code;

namespace {

void collect(int pidfd) {
  siginfo_t info{};
  // ECHILD: a guest of a process before us, which init inherited and will collect.
  static_cast<void>(::waitid(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG));
}

pid_t read_pid(const fs::path& file) {
  const auto text = sys::read_file(file);
  pid_t pid = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), pid);
  return pid;
}

}  // namespace

// Everything but close() runs on the io thread.
class QemuReaper::Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(asio::io_context& io, fs::path directory)
      : directory_(std::move(directory)), notices_(io) {}

  Status open() {
    UniqueFd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!inotify || ::inotify_add_watch(inotify.get(), directory_.c_str(), IN_MODIFY) < 0)
      return infra_fault(fmt::format("cannot watch {}: {}", directory_.string(),
                                     std::strerror(errno)));
    error_code error;
    if (notices_.assign(inotify.get(), error))
      return infra_fault(fmt::format("cannot watch {}: {}", directory_.string(), error.message()));
    static_cast<void>(inotify.release());
    asio::post(notices_.get_executor(), [self = shared_from_this()] { self->wait(); });
    return {};
  }

  void close() {
    asio::post(notices_.get_executor(), [self = shared_from_this()] {
      error_code ignored;
      self->notices_.close(ignored);
      self->processes_.clear();
    });
  }

 private:
  void wait() {
    if (!notices_.is_open()) return;
    notices_.async_read_some(asio::buffer(buffer_),
                             [self = shared_from_this()](const error_code& error, std::size_t n) {
                               if (error) return;
                               self->on_notices(n);
                               self->wait();
                             });
  }

  void on_notices(std::size_t size) {
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
      inotify_event event;
      std::memcpy(&event, buffer_.data() + at, sizeof(event));
      const std::string_view name(buffer_.data() + at + sizeof(event), event.len);
      const std::string file(name.substr(0, name.find('\0')));
      if (file.ends_with(".pid")) follow(read_pid(directory_ / file));
      at += sizeof(event) + event.len;
    }
  }

  void follow(pid_t pid) {
    // libvirt's own pid file lies in the same directory.
    if (pid <= 0 || pid == ::getpid() || processes_.contains(pid)) return;
    UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    stream_descriptor process(notices_.get_executor());
    error_code error;
    if (!handle || process.assign(handle.get(), error)) return;  // gone already
    static_cast<void>(handle.release());
    const auto entry = processes_.emplace(pid, std::move(process)).first;
    entry->second.async_wait(stream_descriptor::wait_read,
                             [self = shared_from_this(), pid](const error_code& failed) {
                               if (!failed) self->on_exit(pid);
                             });
  }

  void on_exit(pid_t pid) {
    const auto found = processes_.find(pid);
    if (found == processes_.end()) return;
    collect(found->second.native_handle());
    processes_.erase(found);
  }

  fs::path directory_;
  stream_descriptor notices_;
  alignas(inotify_event) std::array<char, 16 << 10> buffer_{};
  std::map<pid_t, stream_descriptor> processes_;  // pidfds
};

Result<QemuReaper> QemuReaper::start(asio::io_context& io, const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error)
    return infra_fault(fmt::format("cannot create {}: {}", directory.string(), error.message()));
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return infra_fault(fmt::format("cannot inherit processes: {}", std::strerror(errno)));
  auto watch = std::make_shared<Watch>(io, directory);
  TRY_STATUS(watch->open());
  return QemuReaper(std::move(watch));
}

QemuReaper::~QemuReaper() {
  if (watch_) watch_->close();
}

}  // namespace folioscope::fleet
