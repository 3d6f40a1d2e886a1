// SPDX-License-Identifier: GPL-3.0-or-later
// The manual of a program as files.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "manual/description.h"
#include "manual/page.h"

namespace folioscope::manual {

// Into `directory`, which is made: man/man1/NAME.1 for the program and each subcommand, `more` by
// the section that their names end in, and bash, zsh and fish, the completions. Fault (Host).
Status write_manual(const std::filesystem::path& directory, const Command& program,
                    const Surroundings& surroundings, const std::vector<Page>& more = {});

}  // namespace folioscope::manual
