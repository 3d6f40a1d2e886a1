// SPDX-License-Identifier: GPL-3.0-or-later
// libvirt's errors as Faults. libvirt keeps one error per thread: call fault() right after the call
// that failed, on the same thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace folioscope::fleet {

// Takes the calling thread's last libvirt error. `doing` completes "cannot ...: CAUSE".
Fault libvirt_fault(const std::string& doing);

// The next step for a message of libvirt; empty when we know none. Pure: tested against the texts
// of libvirt 9.0.
std::string libvirt_remedy(const std::string& message);

// libvirt prints every error and its own warnings to stderr unless told otherwise. Errors arrive as
// Faults; the log goes to a file, unless the user set LIBVIRT_LOG_OUTPUTS (which this sets). It is
// process-wide and takes effect only before the first connection.
void silence_libvirt(const std::filesystem::path& log);

}  // namespace folioscope::fleet
