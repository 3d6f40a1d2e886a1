// SPDX-License-Identifier: GPL-3.0-or-later
// This process's terminal, joined to the console of a guest.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string_view>

#include "base/result.h"

namespace folioscope::app {

// Copies standard input to the socket (AF_UNIX), once `ready` has come from there, and what comes
// from there to standard output, until the guest hangs up, Ctrl-] is typed, or `stop`. A terminal
// is made raw meanwhile, so that Ctrl-C goes to the guest; at the end of an input that is no
// terminal the guest is waited for. Fault (Host): nobody listens at the socket.
Status join_terminal(const std::filesystem::path& socket, std::string_view ready,
                     const std::stop_token& stop);

}  // namespace folioscope::app
