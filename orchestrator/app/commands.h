// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of folioscope, with all subcommands.
#pragma once

#include <memory>

#include "app/cli.h"

namespace folioscope::app {

// `context` must outlive it.
std::unique_ptr<Command> make_program(Context& context);

}  // namespace folioscope::app
