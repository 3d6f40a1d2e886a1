// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <system_error>

#include "base/lock_state.h"
#include "base/unique_fd.h"
#include "sys/files.h"

namespace folioscope::sys {
namespace {

// The holder writes its process id into the file: only for the message, never for the decision.
std::string holder(int fd) {
  std::array<char, 32> text{};
  const ssize_t n = pread(fd, text.data(), text.size(), 0);
  const std::string_view pid(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  return pid.empty() ? "another process" : fmt::format("process {}", pid);
}

// flock(2) waits without a timeout and without an ear for a stop request, so who waits asks again.
constexpr std::chrono::milliseconds kAskAgain{200};

Result<UniqueFd> open_lock(const std::filesystem::path& path) {
  std::error_code ignored;  // open() says what is wrong
  std::filesystem::create_directories(path.parent_path(), ignored);
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd)
    return host_fault(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  return fd;
}

// Whether the path still names the open file: its directory may have been removed by the last
// holder.
bool is_at(int fd, const std::filesystem::path& path) {
  struct stat ours {};
  struct stat there {};
  return fstat(fd, &ours) == 0 && stat(path.c_str(), &there) == 0 && ours.st_dev == there.st_dev &&
         ours.st_ino == there.st_ino;
}

// Whether it is ours now.
Result<bool> try_lock(int fd, const std::filesystem::path& path) {
  if (!lock_whole(fd)) {
    if (errno == EWOULDBLOCK) return false;
    return host_fault(fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
  }
  const std::string pid = std::to_string(getpid());
  if (ftruncate(fd, 0) != 0 ||
      pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return host_fault(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
  return true;
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& path) {
  TRY(UniqueFd fd, open_lock(path));
  TRY(const bool ours, try_lock(fd.get(), path));
  if (!ours || !is_at(fd.get(), path))
    return user_fault(fmt::format("{} is in use by {}", path.string(), holder(fd.get())),
                      "wait until it ends, or stop it");
  return FileLock(fd.release());
}

Result<FileLock> FileLock::wait(const std::filesystem::path& path, std::stop_token stop,
                                const std::function<void()>& on_busy) {
  TRY(UniqueFd fd, open_lock(path));
  std::mutex mutex;
  std::condition_variable_any never;
  for (bool first = true;; first = false) {
    TRY(const bool ours, try_lock(fd.get(), path));
    if (ours && is_at(fd.get(), path)) return FileLock(fd.release());
    if (ours) {
      TRY(fd, open_lock(path));
      continue;
    }
    if (first) on_busy();
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kAskAgain, [] { return false; });
    if (stop.stop_requested()) return host_fault("interrupted");
  }
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace folioscope::sys
