// SPDX-License-Identifier: GPL-3.0-or-later
// Where the checkout and its build are, for tests that read files of the repository or run its
// programs. One generated source knows, so that no test is compiled again in another checkout.
#pragma once

#include <string>

namespace folioscope {

std::string source_dir();
std::string binary_dir();

}  // namespace folioscope
