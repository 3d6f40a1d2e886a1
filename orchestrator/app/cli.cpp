// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli.h"

#include "app/output.h"

namespace folioscope::app {

int Context::fail(const Fault& fault) {
  print_error("folioscope: {}\n", fault.what);
  if (!fault.remedy.empty()) print_error("  -> {}\n", fault.remedy);
  if (interrupted())
    exit_code = kExitInterrupted;
  else
    exit_code = fault.domain == FaultDomain::User || fault.domain == FaultDomain::Patch ? kExitUsage
                                                                                        : kExitHost;
  return exit_code;
}

}  // namespace folioscope::app
