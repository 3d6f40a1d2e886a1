// SPDX-License-Identifier: GPL-3.0-or-later
// Whether somebody holds an flock on a file, asked without taking part: a shared lock is taken and
// given back at once. Who wants the lock in that instant has to ask again (sys::FileLock does).
#pragma once

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>

#include "base/unique_fd.h"

namespace folioscope {

// A file that is not there, or cannot be read, is held by nobody.
inline bool is_locked(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace folioscope
