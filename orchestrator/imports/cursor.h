// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and texts of a binary file from front to back, little-endian; or of bytes that were
// unpacked of it. Every call checks what is left.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "imports/input_file.h"

namespace folioscope::imports {

class Cursor {
 public:
  // From `place` to the end of the file, which outlives this.
  Cursor(const InputFile& file, std::uint64_t place) : file_(file), place_(place) {}
  // Of these bytes alone; `file` is what faults name.
  Cursor(const InputFile& file, std::vector<std::byte> unpacked)
      : file_(file), place_(file.size()), buffer_(std::move(unpacked)) {}

  template <std::unsigned_integral Number>
  Result<Number> number() {
    TRY(const auto bytes, take(sizeof(Number)));
    Number value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  // Of exactly `size` bytes. Fault (User): more than `most`.
  Result<std::string> text(std::uint64_t size, std::uint64_t most);
  // Up to a zero, which is taken and left out.
  Result<std::string> c_string(std::size_t most);
  // Fault (User): something else is there.
  Status expect(std::string_view bytes);
  Status skip(std::uint64_t size);

  // In the file; of unpacked bytes without meaning.
  std::uint64_t place() const { return place_ - (buffer_.size() - at_); }
  const InputFile& file() const { return file_; }

 private:
  // Valid until the next call.
  Result<std::span<const std::byte>> take(std::size_t size);

  const InputFile& file_;
  std::uint64_t place_ = 0;  // in the file, of the first byte that is not in the buffer
  std::vector<std::byte> buffer_;
  std::size_t at_ = 0;
};

}  // namespace folioscope::imports
