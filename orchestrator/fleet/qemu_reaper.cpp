// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/qemu_reaper.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"
#include "fleet/processes.h"
#include "sys/files.h"

namespace folioscope::fleet {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;

namespace {

// A look costs about a millisecond; libvirt itself looks five times a second.
constexpr std::chrono::milliseconds kLookInterval{50};

// The next field of a line of fields separated by blanks, as a number; -1 when it is none.
pid_t take_number(std::string_view& text) {
  const std::string_view field = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(field.size() + 1, text.size()));
  pid_t number = -1;
  std::from_chars(field.data(), field.data() + field.size(), number);
  return number;
}

// The ends of so many processes are kept: who asks does so right after the end.
constexpr std::size_t kEndsKept = 256;

// How it ended; empty when somebody else has collected it.
std::string collect(int pidfd) {
  siginfo_t info{};
  if (::waitid(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG) != 0 ||
      info.si_pid == 0)
    return {};
  return describe_end(info.si_code, info.si_status);
}

}  // namespace

// "PID (COMM) STATE PPID PGRP SESSION ..."; COMM may hold anything, so its end is the last ')'.
bool is_detached_qemu(std::string_view stat, pid_t parent, pid_t session) {
  const std::size_t open = stat.find('(');
  const std::size_t close = stat.rfind(')');
  if (open == stat.npos || close == stat.npos || close + 4 > stat.size()) return false;
  if (!stat.substr(open + 1).starts_with("qemu-system")) return false;
  std::string_view rest = stat.substr(close + 4);  // behind ") S "
  if (take_number(rest) != parent) return false;
  take_number(rest);  // process group
  return take_number(rest) != session;
}

std::string describe_end(int code, int status) {
  if (code == CLD_EXITED) return fmt::format("exit code {}", status);
  const char* const name = ::strsignal(status);
  return fmt::format("signal {} ({})", status, name == nullptr ? "unknown" : name);
}

// Runs on the io thread, but for end_of().
class ReaperWatch : public std::enable_shared_from_this<ReaperWatch> {
 public:
  explicit ReaperWatch(asio::io_context& io) : timer_(io) {}

  template <class Task>
  void post(Task task) {
    asio::post(timer_.get_executor(), [self = shared_from_this(), task] { task(*self); });
  }
  void begin_search() {
    if (++searches_ == 1) look_again();
  }
  void end_search() {
    --searches_;
    look();  // the guest that the search was for
  }
  std::string end_of(pid_t pid, std::chrono::milliseconds deadline) {
    std::unique_lock lock(ends_mutex_);
    std::string end;
    ends_changed_.wait_for(lock, deadline, [&] {
      const auto found = std::ranges::find(ends_, pid, &End::pid);
      if (found == ends_.end()) return false;
      end = found->how;
      return true;
    });
    return end;
  }
  void close() {
    closed_ = true;
    timer_.cancel();
    processes_.clear();
  }

 private:
  void look_again() {
    if (searches_ == 0 || closed_) return;
    look();
    timer_.expires_after(kLookInterval);
    timer_.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error) self->look_again();
    });
  }

  void look() {
    const pid_t self = ::getpid();
    const pid_t session = ::getsid(0);
    for (const pid_t pid : all_processes()) {
      const auto stat = sys::read_file(fmt::format("/proc/{}/stat", pid));
      if (stat && is_detached_qemu(*stat, self, session)) follow(pid);
    }
  }

  void follow(pid_t pid) {
    if (closed_ || processes_.contains(pid)) return;
    UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    stream_descriptor process(timer_.get_executor());
    error_code error;
    if (!handle || process.assign(handle.get(), error)) return;
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
    keep(pid, collect(found->second.native_handle()));
    processes_.erase(found);
  }

  void keep(pid_t pid, std::string how) {
    const std::lock_guard lock(ends_mutex_);
    ends_.push_front({pid, std::move(how)});  // the newest first: pids come again
    if (ends_.size() > kEndsKept) ends_.pop_back();
    ends_changed_.notify_all();
  }

  struct End {
    pid_t pid = 0;
    std::string how;
  };

  asio::steady_timer timer_;
  int searches_ = 0;
  bool closed_ = false;
  std::map<pid_t, stream_descriptor> processes_;  // pidfds
  std::mutex ends_mutex_;
  std::condition_variable ends_changed_;
  std::deque<End> ends_;
};

Result<QemuReaper> QemuReaper::start(asio::io_context& io) {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return host_fault(fmt::format("cannot inherit processes: {}", std::strerror(errno)));
  return QemuReaper(std::make_shared<ReaperWatch>(io));
}

std::string QemuReaper::end_of(pid_t pid, std::chrono::milliseconds deadline) const {
  return watch_->end_of(pid, deadline);
}

QemuReaper::~QemuReaper() {
  if (watch_) watch_->post([](ReaperWatch& watch) { watch.close(); });
}

QemuReaper::Search::Search(const QemuReaper& reaper) : watch_(reaper.watch_) {
  watch_->post([](ReaperWatch& watch) { watch.begin_search(); });
}

QemuReaper::Search::~Search() {
  watch_->post([](ReaperWatch& watch) { watch.end_search(); });
}

}  // namespace folioscope::fleet
