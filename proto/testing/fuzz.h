// SPDX-License-Identifier: GPL-3.0-or-later
// What fuzz targets share. A target is one function that takes any bytes; whatever they are, it
// must end, soon, with every promise of what it calls kept.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace folioscope::fuzz {

// Ends the program, which makes the input a finding.
inline void check(bool holds, std::source_location place = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: a promise is broken\n", place.file_name(), place.line());
  std::abort();
}

inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A copy, so that a sanitizer sees a read behind its end.
inline std::vector<std::byte> copy_of(std::span<const std::uint8_t> bytes) {
  const auto all = std::as_bytes(bytes);
  return {all.begin(), all.end()};
}

// Takes an input apart from its front; zeros and nothing once it is used up.
class Taker {
 public:
  Taker(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

  bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    const auto one = bytes(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }
  // Two bytes, little endian.
  std::uint16_t pair() {
    const unsigned low = byte(), high = byte();
    return static_cast<std::uint16_t>(high << 8 | low);
  }
  std::span<const std::uint8_t> bytes(std::size_t most) {
    const auto taken = left_.first(std::min(most, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }
  std::span<const std::uint8_t> rest() { return bytes(left_.size()); }
  // Up to the next newline, without it.
  std::string_view line() {
    const std::string_view text = as_text(left_);
    const std::string_view taken = text.substr(0, text.find('\n'));
    bytes(taken.size() + 1);
    return taken;
  }

 private:
  std::span<const std::uint8_t> left_;
};

}  // namespace folioscope::fuzz
