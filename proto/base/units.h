// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that must not mix have types of their own: clocks, sizes, identities.
#pragma once

#include <compare>
#include <cstdint>

namespace folioscope {

// Nanoseconds of the guest's trace clock (`mono` unless the job says otherwise); zero is guest boot.
// Never comparable with HostTime.
struct GuestTime {
  std::uint64_t ns = 0;
  auto operator<=>(const GuestTime&) const = default;
};

// Nanoseconds since the Unix epoch on the host.
struct HostTime {
  std::int64_t ns = 0;
  auto operator<=>(const HostTime&) const = default;
};

struct Bytes {
  std::uint64_t count = 0;
  auto operator<=>(const Bytes&) const = default;
};
constexpr Bytes kib(std::uint64_t n) { return {n << 10}; }
constexpr Bytes mib(std::uint64_t n) { return {n << 20}; }
constexpr Bytes gib(std::uint64_t n) { return {n << 30}; }

// Base pages of the guest (4 KiB on x86-64).
struct Pages {
  std::uint64_t count = 0;
  auto operator<=>(const Pages&) const = default;
};

// One boot of one variant on one machine with one workload. Equal to cell.id in the store; stable
// for a given experiment file (it is the cell's index in the matrix, not in the order of execution).
struct CellId {
  std::int64_t value = 0;
  auto operator<=>(const CellId&) const = default;
};

}  // namespace folioscope
