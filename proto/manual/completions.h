// SPDX-License-Identifier: GPL-3.0-or-later
// What shells complete: subcommands, options, the words that an option takes, names of files where
// a file or directory is meant.
#pragma once

#include <string>

#include "manual/description.h"

namespace folioscope::manual {

// A file for bash, without the package bash-completion's functions.
std::string bash_completion(const Command& program);
// The function _PROGRAM of zsh's completion system.
std::string zsh_completion(const Command& program);
std::string fish_completion(const Command& program);

}  // namespace folioscope::manual
