// SPDX-License-Identifier: GPL-3.0-or-later
// The processes of this host.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace folioscope::fleet {

// The pids in /proc at this moment; any of them may be gone when it is looked at.
std::vector<pid_t> all_processes();

// The threads of one; empty when it is gone.
std::vector<pid_t> threads_of(pid_t process);

// Children that the calling thread started and that live.
std::set<pid_t> children_of_this_thread();

// When it started, in the kernel's ticks since the host booted, from the text of /proc/PID/stat:
// with the pid, a name that is never used again. Pure.
std::optional<std::uint64_t> start_time_in(std::string_view stat);

}  // namespace folioscope::fleet
