// SPDX-License-Identifier: GPL-3.0-or-later
// How evenly a resource was shared, from what each one got of it.
#pragma once

#include <cstdint>
#include <span>

namespace folioscope::workloads {

// Jain's index (Jain, Chiu, Hawe 1984): 1 when all have the same, 1/n when one has everything.
// 1 also when nobody has anything.
double jain_index(std::span<const std::uint64_t> shares);

// What the poorest got, of an even share: 1 when all have the same, 0 when one has nothing. 1 when
// nobody has anything.
double smallest_share(std::span<const std::uint64_t> shares);

}  // namespace folioscope::workloads
