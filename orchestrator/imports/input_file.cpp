// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace folioscope::imports {

Result<InputFile> InputFile::open(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0)
    return user_fault(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)),
                      "name a file that you may read");
  if (!S_ISREG(facts.st_mode))
    return user_fault(fmt::format("{} is no file", file.string()),
                      "what comes from a pipe goes into a file first");
  return InputFile(file.string(), std::move(fd), static_cast<std::uint64_t>(facts.st_size));
}

Fault InputFile::damaged(const std::string& what) const {
  return user_fault(
      fmt::format("{}: {}", name_, what),
      "it was cut off, damaged, or is of another kind: copy it again from where it was "
      "recorded");
}

Result<std::vector<std::byte>> InputFile::read(std::uint64_t offset, std::uint64_t size) const {
  if (offset > size_ || size > size_ - offset)
    return damaged(fmt::format("{} bytes at {} are beyond its end, {}", size, offset, size_));
  std::vector<std::byte> bytes(size);
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got = ::pread(fd_.get(), bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return host_fault(fmt::format("cannot read {}: {}", name_, std::strerror(errno)),
                        "look at the disk that it is on");
    if (got == 0) return damaged("it became shorter while it was read");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace folioscope::imports
