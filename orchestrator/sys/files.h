// SPDX-License-Identifier: GPL-3.0-or-later
// Files, hashes, locks and the few directories the product knows. Errors carry the path and
// strerror.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::sys {

Result<std::string> read_file(const std::filesystem::path& path);
// Empty when it cannot be read: for files of /proc and /sys that not every kernel has.
std::string read_or_empty(const std::filesystem::path& path);
// Writes to a temporary name beside it and renames: readers see the old file or the new one.
Status write_file(const std::filesystem::path& path, std::string_view content);

// Lower-case hex SHA-256.
std::string sha256(std::string_view bytes);
Result<std::string> sha256_file(const std::filesystem::path& path);
// Lower-case hex, of what git names so; where nobody gains by forging it.
std::string sha1(std::string_view bytes);

// $FOLIOSCOPE_CACHE, else $XDG_CACHE_HOME/folioscope, else ~/.cache/folioscope. Created.
Result<std::filesystem::path> cache_dir();

// Where the guest programs are: libexec/folioscope beside the bin/ of the running executable, or in
// a build guest/ (build/bin/folioscope -> build/guest); or $FOLIOSCOPE_GUEST_DIR.
Result<std::filesystem::path> guest_dir();

// The directory whose configs/ comes with the product: share/folioscope beside the bin/ of the
// running executable, or in a build two levels above it (build/bin/folioscope); or
// $FOLIOSCOPE_PRODUCT_DIR. Empty when there is none.
std::filesystem::path product_dir();

// An exclusive lock (base/lock_state.h) on a file that is created; released by destruction or by
// the death of the process. Fault (User) when somebody else holds it.
class FileLock {
 public:
  static Result<FileLock> take(const std::filesystem::path& path);
  // Blocks while somebody has it; calls on_busy once, before that. Fault (Host): stop requested.
  static Result<FileLock> wait(const std::filesystem::path& path, std::stop_token stop,
                               const std::function<void()>& on_busy);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace folioscope::sys
