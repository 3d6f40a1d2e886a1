// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "base/units.h"

namespace folioscope::derive {

// 0 when a damaged page makes the end come before the begin.
inline std::uint64_t ns_between(GuestTime from, GuestTime to) {
  return to > from ? to.ns - from.ns : 0;
}

}  // namespace folioscope::derive
