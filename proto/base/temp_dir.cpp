// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/temp_dir.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

namespace folioscope {
namespace fs = std::filesystem;

Result<TempDir> TempDir::create(std::string_view prefix) {
  const char* parent = std::getenv("TMPDIR");
  const fs::path place = parent && *parent ? parent : "/tmp";
  std::string name = place / (std::string(prefix) + "-XXXXXX");
  if (::mkdtemp(name.data()) == nullptr) {
    const int error = errno;
    return host_fault("cannot create " + name + ": " + std::strerror(error),
                      error == ENOSPC ? "free some space and try again" : "");
  }
  return TempDir(name);
}

TempDir::TempDir(TempDir&& other) noexcept
    : path_(std::exchange(other.path_, {})), keep_(other.keep_) {}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(keep_, other.keep_);
  return *this;
}

TempDir::~TempDir() {
  std::error_code ignored;  // nobody is left to tell
  if (!keep_ && !path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace folioscope
