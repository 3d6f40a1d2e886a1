// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/mix.h"

#include <algorithm>

namespace folioscope::workloads {

std::optional<Op> op_named(std::string_view name) {
  const auto found = std::ranges::find(kOpNames, name);
  if (found == kOpNames.end()) return std::nullopt;
  return static_cast<Op>(found - kOpNames.begin());
}

bool is_due(Op op, std::uint64_t round, std::uint64_t process) {
  constexpr std::uint64_t kSeldom = 16;
  const bool always = op == Op::Fault || op == Op::Write;
  return always || (round + process) % kSeldom == 0;
}

}  // namespace folioscope::workloads
