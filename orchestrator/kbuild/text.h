// SPDX-License-Identifier: GPL-3.0-or-later
// The text helpers of sys/, under the names that this folder uses.
#pragma once

#include "sys/text.h"

namespace folioscope::kbuild {

using sys::split_lines;
using sys::trim;

}  // namespace folioscope::kbuild
