// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment that compares a kernel with itself: what its boots differ by is noise.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::spec {

// The experiment's text with its first variant twice, as "A" and "B", in place of all variants. The
// text has to be a correct experiment whose list `variants` has an item a line at least. Fault
// (User): no such list.
Result<std::string> same_kernel_twice(std::string_view text);

}  // namespace folioscope::spec
