// SPDX-License-Identifier: GPL-3.0-or-later
// A file that appears whole or not at all.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"

namespace folioscope::exchange {

class NewFile {
 public:
  // Fault (Host): nothing can be written there.
  static Result<NewFile> create(const std::filesystem::path& file);
  NewFile(NewFile&&) = default;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();  // removes what was not finished

  // What goes wrong here is said by finish().
  void write(std::string_view text);
  void write(std::span<const std::byte> bytes);
  // Little-endian, as everything that this library writes.
  template <class Number>
  void number(Number value) {
    write(std::as_bytes(std::span(&value, 1)));
  }
  // Zeros up to the next multiple.
  void align(std::int64_t multiple);
  // Over what is there already.
  void number_at(std::int64_t offset, std::uint64_t value);
  std::int64_t size() const { return size_; }
  bool failed() const { return std::ferror(file_.get()) != 0; }

  // Renames. Fault (Host): no room, or not to be renamed.
  Status finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  NewFile(std::filesystem::path file, std::FILE* opened);

  std::filesystem::path file_name_, part_;
  std::unique_ptr<std::FILE, Close> file_;
  std::int64_t size_ = 0;
};

}  // namespace folioscope::exchange
