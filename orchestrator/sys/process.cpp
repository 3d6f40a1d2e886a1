// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>

#include "base/shell_word.h"
#include "base/unique_fd.h"
#include "sys/child.h"

namespace folioscope::sys {
namespace {

constexpr std::size_t kKeep = std::size_t{16} << 20;  // of each stream, as process.h promises
constexpr std::chrono::seconds kGrace{2};             // between SIGTERM and SIGKILL
// Where the Filesystem Hierarchy Standard puts mkfs.*, and few users have their PATH.
constexpr const char* kSystemPath = "/usr/sbin:/sbin";
using Clock = std::chrono::steady_clock;

// One output stream of the child: keeps the tail, cuts lines, copies to the log.
class Stream {
 public:
  Stream(int fd, const Command& command, int log) : fd_(fd), command_(command), log_(log) {}

  bool open() const { return fd_ >= 0; }
  int fd() const { return fd_; }

  // Reads what is there; closes at end of file.
  void drain() {
    std::array<char, 65536> chunk;
    while (open()) {
      const ssize_t n = read(fd_, chunk.data(), chunk.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0)
        fd_ = -1;
      else
        take({chunk.data(), static_cast<std::size_t>(n)});
    }
  }

  // The last line may lack its newline.
  std::string finish() {
    if (!line_.empty() && command_.on_line) command_.on_line(line_);
    if (kept_.size() > kKeep) kept_.erase(0, kept_.size() - kKeep);
    return std::move(kept_);
  }

  int log_error() const { return log_error_; }

 private:
  void take(std::string_view text) {
    kept_ += text;
    if (kept_.size() > 2 * kKeep) kept_.erase(0, kept_.size() - kKeep);
    write_log(text);
    if (!command_.on_line) return;
    while (true) {
      const std::size_t end = text.find('\n');
      line_ += text.substr(0, end);
      if (end == std::string_view::npos) return;
      command_.on_line(line_);
      line_.clear();
      text.remove_prefix(end + 1);
    }
  }

  void write_log(std::string_view text) {
    while (log_ >= 0 && log_error_ == 0 && !text.empty()) {
      const ssize_t n = write(log_, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0)
        log_error_ = errno;
      else
        text.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  int fd_;
  const Command& command_;
  int log_;
  int log_error_ = 0;
  std::string kept_;
  std::string line_;
};

// Turns a stop request into signals: SIGTERM at once, SIGKILL after the grace time.
class Stopper {
 public:
  explicit Stopper(std::stop_token stop)
      : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        callback_(std::move(stop), [fd = event_.get()] {
          const std::uint64_t one = 1;
          [[maybe_unused]] const ssize_t n = write(fd, &one, sizeof(one));
        }) {}

  int fd() const { return requested_ ? -1 : event_.get(); }
  bool requested() const { return requested_; }

  int poll_timeout_ms() const {
    if (!kill_at_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*kill_at_ - Clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
  }

  void request(const Child& child) {
    requested_ = true;
    child.signal_group(SIGTERM);
    kill_at_ = Clock::now() + kGrace;
  }

  void check_grace(const Child& child) {
    if (!kill_at_ || Clock::now() < *kill_at_) return;
    child.signal_group(SIGKILL);
    kill_at_.reset();
  }

 private:
  UniqueFd event_;
  bool requested_ = false;
  std::optional<Clock::time_point> kill_at_;
  std::stop_callback<std::function<void()>> callback_;
};

// Until the leader has ended. Its descendants may keep the pipes open; they are not waited for.
void wait_for_end(const Child& child, Stream& out, Stream& err, Stopper& stopper) {
  while (true) {
    std::array<pollfd, 4> fds{pollfd{child.pidfd(), POLLIN, 0}, pollfd{stopper.fd(), POLLIN, 0},
                              pollfd{out.fd(), POLLIN, 0}, pollfd{err.fd(), POLLIN, 0}};
    poll(fds.data(), fds.size(), stopper.poll_timeout_ms());
    if (fds[1].revents != 0) stopper.request(child);
    stopper.check_grace(child);
    out.drain();
    err.drain();
    if (fds[0].revents != 0) return;
  }
}

Result<UniqueFd> open_log(const std::filesystem::path& path) {
  if (path.empty()) return UniqueFd();
  UniqueFd log(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  if (!log)
    return host_fault(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
  return log;
}

}  // namespace

Result<Exit> run(const Command& command, std::stop_token stop) {
  TRY(const UniqueFd log, open_log(command.log));
  TRY(Child child, Child::start(command));
  Stopper stopper(std::move(stop));
  Stream out(child.out(), command, log.get());
  Stream err(child.err(), command, log.get());
  wait_for_end(child, out, err, stopper);
  Exit exit = child.reap();
  out.drain();
  err.drain();
  exit.out = out.finish();
  exit.err = err.finish();
  if (stopper.requested())
    return host_fault(fmt::format("interrupted: {}", shell_line(command.argv)));
  if (const int error = out.log_error() != 0 ? out.log_error() : err.log_error(); error != 0)
    return host_fault(
        fmt::format("cannot write {}: {}", command.log.string(), std::strerror(error)),
        error == ENOSPC ? "free some space and try again" : "");
  return exit;
}

Result<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (access(name.c_str(), X_OK) == 0) return name;
    return host_fault(fmt::format("cannot run {}: {}", name, std::strerror(errno)));
  }
  const char* variable = std::getenv("PATH");
  const std::string path = fmt::format("{}:{}", variable ? variable : "/usr/bin:/bin", kSystemPath);
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::filesystem::path candidate = std::filesystem::path(rest.substr(0, colon)) / name;
    std::error_code ignored;  // what cannot be looked at is no program
    if (access(candidate.c_str(), X_OK) == 0 &&
        std::filesystem::is_regular_file(candidate, ignored))
      return candidate.string();
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return host_fault(fmt::format("the program {} is neither in PATH nor in {}", name, kSystemPath),
                    "install the package that brings it");
}

std::string shell_line(const std::vector<std::string>& argv) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  std::string line;
  for (const std::string& word : argv) {
    if (!line.empty()) line += ' ';
    const bool plain = !word.empty() && word.find_first_not_of(kPlain) == std::string::npos;
    line += plain ? word : shell_word(word);
  }
  return line;
}

}  // namespace folioscope::sys
