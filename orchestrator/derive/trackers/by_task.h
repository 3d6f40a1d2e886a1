// SPDX-License-Identifier: GPL-3.0-or-later
// What tasks are in the middle of, by pid: a task is inside one such thing at a time. Bounded, for
// a guest may say anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>

namespace folioscope::derive {

template <class T>
class ByTask {
 public:
  // pid_max is at most 2^22; a guest has some hundreds of tasks.
  static constexpr std::size_t kMost = std::size_t{1} << 18;

  // What the task was in before and has left unseen. Not kept, and counted, when there is no room.
  std::optional<T> begin(std::int64_t pid, T value) {
    const auto found = by_pid_.find(pid);
    if (found != by_pid_.end()) return std::exchange(found->second, std::move(value));
    if (by_pid_.size() >= kMost)
      ++over_;
    else
      by_pid_.emplace(pid, std::move(value));
    return std::nullopt;
  }
  std::optional<T> end(std::int64_t pid) {
    const auto found = by_pid_.find(pid);
    if (found == by_pid_.end()) return std::nullopt;
    std::optional<T> value(std::move(found->second));
    by_pid_.erase(found);
    return value;
  }
  // Null when there is nothing.
  T* find(std::int64_t pid) {
    const auto found = by_pid_.find(pid);
    return found == by_pid_.end() ? nullptr : &found->second;
  }
  const T* find(std::int64_t pid) const {
    const auto found = by_pid_.find(pid);
    return found == by_pid_.end() ? nullptr : &found->second;
  }

  std::int64_t count() const { return static_cast<std::int64_t>(by_pid_.size()); }
  std::int64_t over() const { return over_; }

 private:
  std::unordered_map<std::int64_t, T> by_pid_;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
