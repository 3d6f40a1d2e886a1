// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker does, and how often.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace folioscope::workloads {

enum class Op {
  Fault,     // unmap a run of shared pages, and write to each: a folio lock a page
  Write,     // pwrite(2) to each page of a run: a folio lock a page
  Read,      // drop a page of the disk and read it, as others do with the same: locked during I/O
  Truncate,  // give a run of shared pages back to tmpfs
  Migrate,   // move a run of shared pages to the other NUMA node
  Reclaim,   // read pages of the disk into a mapping, and have them reclaimed
};
inline constexpr std::size_t kOps = 6;
inline constexpr std::array<std::string_view, kOps> kOpNames = {"fault",    "write",   "read",
                                                                "truncate", "migrate", "reclaim"};

std::optional<Op> op_named(std::string_view name);

// An operation is due in every round or in every 16th: those that wait for the disk or stop every
// CPU would otherwise be all there is. Not all processes have the same 16th.
bool is_due(Op op, std::uint64_t round, std::uint64_t process);

// How often, and how long altogether.
struct Tally {
  std::uint64_t count = 0;
  std::uint64_t ns = 0;
};
using Tallies = std::array<Tally, kOps>;

}  // namespace folioscope::workloads
