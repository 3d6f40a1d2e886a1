// SPDX-License-Identifier: GPL-3.0-or-later
// Long texts as columns have them (a System.map, a kernel's configuration, a patch): zstd frames
// with a checksum. Internal to store/.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::store {

// Fault (Bug): larger than any of these is, 64 MiB.
Result<std::vector<std::byte>> pack_text(std::string_view text);
// Fault (User): damaged.
Result<std::string> unpack_text(std::span<const std::byte> packed);

}  // namespace folioscope::store
