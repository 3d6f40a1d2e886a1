// SPDX-License-Identifier: GPL-3.0-or-later
// Opening the store of RUN for a subcommand that reads.
#pragma once

#include <memory>
#include <string>

#include "app/cli.h"
#include "store/reader.h"

namespace folioscope::app {

// Null when it cannot be read; the fault is printed and the exit code set.
std::unique_ptr<store::Reader> open_run(const std::string& run, Context& context);

}  // namespace folioscope::app
