// SPDX-License-Identifier: GPL-3.0-or-later
// Where the host is and who we are: from the kernel command line the orchestrator wrote, or from
// arguments that override it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::agent {

struct Options {
  std::string host;                                       // folioscope.host=IP:PORT, --host=
  std::string token;                                      // folioscope.token=..., --token=
  std::filesystem::path tracefs = "/sys/kernel/tracing";  // --tracefs=
  std::filesystem::path workloads = "/workloads";         // --workloads=
};

// Later words win over earlier ones and arguments over `cmdline`. Faults (User): an argument that
// is none of these; no host or no token anywhere.
Result<Options> parse_options(std::string_view cmdline, const std::vector<std::string>& arguments);

}  // namespace folioscope::agent
