// SPDX-License-Identifier: GPL-3.0-or-later
// Why an option did not become what was asked, as far as the Kconfig files say it.
#pragma once

#include <filesystem>
#include <string>

namespace folioscope::kbuild {

// " (depends on X && Y)", " (this kernel has no such option)", or nothing. `name` is without
// CONFIG_. Reads every Kconfig file of the tree: for error messages only.
std::string explain_option(const std::filesystem::path& source, const std::string& name);

}  // namespace folioscope::kbuild
