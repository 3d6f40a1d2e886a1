// SPDX-License-Identifier: GPL-3.0-or-later
// Processes that go on until the signals say stop. At the end of its life they are told so, and
// waited for, whatever became of the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "workloads/kit/child.h"
#include "workloads/refault/signals.h"

namespace folioscope::workloads {

class Team {
 public:
  // `signals` outlives it.
  explicit Team(Signals& signals) : signals_(signals) {}
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team() { signals_.stop(); }

  // Adds `count` processes, pinned to the CPUs in turn; each gets its number, from 0.
  Status start(const std::string& name, std::uint64_t count,
               const std::function<Status(const Channel& leader, std::uint64_t number)>& life);
  std::span<const Child> members() const { return members_; }

 private:
  Signals& signals_;
  std::vector<Child> members_;
};

}  // namespace folioscope::workloads
