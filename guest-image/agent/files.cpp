// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/unique_fd.h"

namespace folioscope::agent {
namespace {

Fault failed(const char* verb, const std::filesystem::path& file, int error) {
  return guest_fault(fmt::format("cannot {} {}: {}", verb, file.string(), std::strerror(error)));
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& file, std::size_t limit) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed("open", file, errno);
  std::string text;
  char part[8192];
  while (text.size() < limit) {
    const ssize_t got = ::read(fd.get(), part, std::min(sizeof part, limit - text.size()));
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", file, errno);
    text.append(part, static_cast<std::size_t>(got));
  }
  return text;
}

Status write_text(const std::filesystem::path& file, std::string_view text, WriteMode mode) {
  const int flags = mode == WriteMode::Append ? O_APPEND : O_TRUNC;
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC | flags));
  if (!fd) return failed("open", file, errno);
  const ssize_t put = ::write(fd.get(), text.data(), text.size());
  if (put < 0) return failed("write", file, errno);
  if (static_cast<std::size_t>(put) != text.size())
    return guest_fault(fmt::format("{} took {} of {} bytes", file.string(), put, text.size()));
  return {};
}

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // ru_maxrss is in KiB
}

}  // namespace folioscope::agent
