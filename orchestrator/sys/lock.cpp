// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

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

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& path) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd)
    return infra_fault(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return infra_fault(fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
    return user_fault(fmt::format("{} is in use by {}", path.string(), holder(fd.get())),
                      "wait until it ends, or stop it");
  }
  const std::string pid = std::to_string(getpid());
  if (ftruncate(fd.get(), 0) != 0 ||
      pwrite(fd.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return infra_fault(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
  return FileLock(fd.release());
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
