// SPDX-License-Identifier: GPL-3.0-or-later
// One boot's session from Hello to Bye: what agent.proto promises, in order. Whatever the kernel or
// the image refuses becomes a Failure to the host.
#pragma once

#include "agent/host_link.h"
#include "agent/options.h"
#include "base/result.h"

namespace folioscope::agent {

// Faults: the job could not be done (the host was told), or the host is gone.
Status run_session(HostLink& link, const Options& options);

}  // namespace folioscope::agent
