// SPDX-License-Identifier: GPL-3.0-or-later
// A lock on a whole file, and whether somebody has it, asked without taking part: who asks never
// stands in the way of who takes. Held until the open file is closed, at the latest by the end of
// the process.
//
// flock(2) has no such question, so the holder has both: the flock, which keeps others out, and a
// lock of the open file description (fcntl(2), F_OFD_SETLK), which can be asked for.
#pragma once

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>

#include "base/unique_fd.h"

namespace folioscope {

// `fd` is open for writing. False: somebody else has it (errno is EWOULDBLOCK), or it cannot be
// locked.
inline bool lock_whole(int fd) {
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return false;
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &whole) == 0) return true;
  if (errno == EACCES) errno = EWOULDBLOCK;
  const int why = errno;
  ::flock(fd, LOCK_UN);
  errno = why;
  return false;
}

// A file that is not there, or cannot be read, is held by nobody.
inline bool is_locked(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return fd && ::fcntl(fd.get(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

}  // namespace folioscope
