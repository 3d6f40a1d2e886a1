// SPDX-License-Identifier: GPL-3.0-or-later
// Two processes of one program that talk: a connected pair of stream sockets and whole-value
// transfers. Only for values without pointers; both ends are the same executable.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

class Channel {
 public:
  static Result<std::pair<Channel, Channel>> pair();

  // A fault when the other end is gone.
  Status send(std::span<const std::byte> bytes) const;
  Status receive(std::span<std::byte> bytes) const;
  template <class T>
  Status send_value(const T& value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return send(std::as_bytes(std::span(&value, 1)));
  }
  template <class T>
  Status receive_value(T& value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return receive(std::as_writable_bytes(std::span(&value, 1)));
  }
  // Until something can be received, or the other end is gone, or `timeout` is over: then false.
  bool wait(std::chrono::nanoseconds timeout) const;
  // For both ends at once, also where another process holds a copy of this one.
  void hang_up() const;
  // As many values as the other end sent.
  template <class T>
  Status send_values(std::span<const T> values) const {
    static_assert(std::is_trivially_copyable_v<T>);
    TRY_STATUS(send_value(values.size()));
    return send(std::as_bytes(values));
  }
  template <class T>
  Result<std::vector<T>> receive_values() const {
    std::size_t count = 0;
    TRY_STATUS(receive_value(count));
    std::vector<T> values(count);
    TRY_STATUS(receive(std::as_writable_bytes(std::span(values))));
    return values;
  }

 private:
  explicit Channel(UniqueFd socket) : socket_(std::move(socket)) {}
  UniqueFd socket_;
};

}  // namespace folioscope::workloads
