// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a stream of bytes into lines, and keeps the last bytes of another. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace folioscope::agent {

// Hands out complete lines without their newline. A line longer than `limit` comes in pieces.
class LineBuffer {
 public:
  LineBuffer(std::size_t limit, std::function<void(std::string)> on_line)
      : limit_(limit), on_line_(std::move(on_line)) {}

  void add(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        emit();
        continue;
      }
      if (line_.size() == limit_) emit();
      line_.push_back(c);
    }
  }
  // Hands out what has no newline yet.
  void finish() {
    if (!line_.empty()) emit();
  }

 private:
  void emit() {
    on_line_(std::move(line_));
    line_.clear();
  }

  std::size_t limit_;
  std::function<void(std::string)> on_line_;
  std::string line_;
};

class TailBuffer {
 public:
  explicit TailBuffer(std::size_t limit) : limit_(limit) {}
  void add(std::string_view bytes) {
    tail_.append(bytes);
    if (tail_.size() > limit_) tail_.erase(0, tail_.size() - limit_);
  }
  const std::string& text() const { return tail_; }

 private:
  std::size_t limit_;
  std::string tail_;
};

}  // namespace folioscope::agent
