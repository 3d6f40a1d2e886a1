// SPDX-License-Identifier: GPL-3.0-or-later
// The table of a workload's keys, and what their values are held to.
#pragma once

#include "spec/form.h"

namespace folioscope::spec {

inline constexpr const char* kArgument = "^[A-Za-z0-9_][A-Za-z0-9_-]*$";
inline constexpr const char* kCounter = "^[a-z0-9_*?]+$";
inline constexpr const char* kSelftest = "^[^/]+(/[^/]+)*/?$";  // COLLECTION, COLLECTION/PROGRAM
inline constexpr Range kUser{0, 65'535};

const Keys& workload_keys();

}  // namespace folioscope::spec
