// SPDX-License-Identifier: GPL-3.0-or-later
// Owners of guests that last no longer than a process, where no later one goes on with what it
// began: "shell.NAMESPACE.PID.START". START is the kernel's start time of the process, so that a
// pid that is used again is another owner; NAMESPACE that of its pids, as in a container they mean
// something else.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::fleet {

// Of this process. `kind` is of letters.
std::string process_owner(std::string_view kind);

// The owner in a domain's name (domain_xml.h); empty where it has none.
std::string owner_in(std::string_view domain);

// Whether the domain's owner is a process that is gone. Never so where that cannot be told: an
// owner of another kind, a process of another namespace or one that is hidden from us.
bool is_abandoned(std::string_view domain);

}  // namespace folioscope::fleet
