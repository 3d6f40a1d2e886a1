// SPDX-License-Identifier: GPL-3.0-or-later
// A file of others, read at any place. What it says of its own offsets and sizes is looked at here:
// nothing outside of it is read, and nothing larger than it is made room for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::imports {

class InputFile {
 public:
  // Fault (User): it is not there, not to be read, or no file.
  static Result<InputFile> open(const std::filesystem::path& file);

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  // Faults: User (not all of it is in the file), Host (it cannot be read).
  Result<std::vector<std::byte>> read(std::uint64_t offset, std::uint64_t size) const;

  // Fault (User): the file is not what it should be.
  Fault damaged(const std::string& what) const;

 private:
  InputFile(std::string name, UniqueFd fd, std::uint64_t size)
      : name_(std::move(name)), fd_(std::move(fd)), size_(size) {}

  std::string name_;
  UniqueFd fd_;
  std::uint64_t size_ = 0;  // when it was opened
};

}  // namespace folioscope::imports
