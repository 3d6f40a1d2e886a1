// SPDX-License-Identifier: GPL-3.0-or-later
// The processes of this host.
#pragma once

#include <sys/types.h>

#include <vector>

namespace folioscope::fleet {

// The pids in /proc at this moment; any of them may be gone when it is looked at.
std::vector<pid_t> all_processes();

// The threads of one; empty when it is gone.
std::vector<pid_t> threads_of(pid_t process);

}  // namespace folioscope::fleet
