// SPDX-License-Identifier: GPL-3.0-or-later
// folioscope-agent: runs inside the guest, started by its init. Exit codes: 0 the job is done,
// 2 wrong usage, 3 no contact to the host, 4 the job failed.
#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "agent/host_link.h"
#include "agent/options.h"
#include "agent/port.h"
#include "agent/session.h"
#include "agent/workload.h"

namespace {

using namespace folioscope;

enum ExitCode { kDone = 0, kUsage = 2, kNoContact = 3, kFailed = 4 };

// The clock of a guest runs on while the host gives it no CPU, and while the host's end is
// suspended. When a boot has taken too long is the host's to say: this only ends a guest that
// nobody watches.
constexpr std::chrono::minutes kPatience{10};

// The kernel makes its ports within milliseconds of finding the device, which it has before init.
constexpr std::chrono::seconds kPortPatience{30};

ExitCode report_fault(const Fault& fault, ExitCode code) {
  fmt::print(stderr, "folioscope-agent: {}\n", fault.what);
  if (!fault.remedy.empty()) fmt::print(stderr, "folioscope-agent: {}\n", fault.remedy);
  return code;
}

ExitCode run(const std::vector<std::string>& arguments) {
  const Result<agent::Options> options = agent::parse_options(arguments);
  if (!options.ok()) return report_fault(options.fault(), kUsage);
  Result<UniqueFd> port = agent::open_port({}, kPortPatience);
  if (!port.ok()) return report_fault(port.fault(), kNoContact);
  const auto link = agent::HostLink::connect(*std::move(port), kPatience);
  if (!link.ok()) return report_fault(link.fault(), kNoContact);
  if (const Status status = agent::run_session(**link, *options); !status.ok())
    return report_fault(status.fault(), kFailed);
  return kDone;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 && std::string_view(argv[1]) == folioscope::agent::kRunAs)
    return folioscope::agent::run_as(argv + 2);
  // One heap for all threads: a heap for each would multiply the resident size by their number.
  mallopt(M_ARENA_MAX, 1);
  signal(SIGPIPE, SIG_IGN);
  return run({argv + 1, argv + argc});
}
