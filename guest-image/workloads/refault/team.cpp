// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/team.h"

#include <utility>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Status Team::start(const std::string& name, std::uint64_t count,
                   const std::function<Status(const Channel&, std::uint64_t)>& life) {
  TRY(const std::vector<int> cpus, usable_cpus());
  for (std::uint64_t number = 0; number < count; ++number) {
    TRY(Child member, Child::start(name, [&](const Channel& leader) -> Status {
          TRY_STATUS(pin_this_thread(cpus[number % cpus.size()]));
          return life(leader, number);
        }));
    members_.push_back(std::move(member));
  }
  return {};
}

}  // namespace folioscope::workloads
