// SPDX-License-Identifier: GPL-3.0-or-later
// What a tracker keeps of its events until the end: a vector with a bound. A guest may send
// anything, so what is over the bound is counted instead of kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace folioscope::derive {

template <class T>
class Kept {
 public:
  // 24 bytes each in the largest case: 24 MiB per tracker. A whole cma-batching boot keeps some
  // thousands.
  static constexpr std::size_t kMost = std::size_t{1} << 20;

  void add(const T& item) {
    if (items_.size() < kMost) {
      items_.push_back(item);
    } else {
      ++over_;
    }
  }
  std::vector<T>& items() { return items_; }
  const std::vector<T>& items() const { return items_; }
  std::int64_t over() const { return over_; }

 private:
  std::vector<T> items_;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
