// SPDX-License-Identifier: GPL-3.0-or-later
// What trace-cmd packs with: zstd, zlib.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace folioscope::imports {

enum class Packing { None, Zlib, Zstd };

// By the name in the file; nothing for another one.
std::optional<Packing> packing_of(std::string_view name);

// Exactly `size` bytes, or nothing: these are not so many. The caller bounds `size`.
std::optional<std::vector<std::byte>> unpack(Packing packing, std::span<const std::byte> packed,
                                             std::size_t size);

}  // namespace folioscope::imports
