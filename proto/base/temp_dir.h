// SPDX-License-Identifier: GPL-3.0-or-later
// Owns a new directory and removes it with everything in it, unless keep() was called.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace folioscope {

class TempDir {
 public:
  static Result<TempDir> create(std::string_view prefix);  // under $TMPDIR or /tmp
  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&& other) noexcept;
  ~TempDir();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }
  void keep() { keep_ = true; }

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
  bool keep_ = false;
};

}  // namespace folioscope
