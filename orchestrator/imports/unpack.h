// SPDX-License-Identifier: GPL-3.0-or-later
// What trace-cmd packs with: zstd, zlib.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

struct ZSTD_DCtx_s;

namespace folioscope::imports {

enum class Packing { None, Zlib, Zstd };

// By the name in the file; nothing for another one.
std::optional<Packing> packing_of(std::string_view name);

// Keeps what unpacking needs from call to call. One per thread; copies share it.
class Unpacker {
 public:
  explicit Unpacker(Packing packing);

  // Exactly `size` bytes, or nothing: these are not so many. The caller bounds `size`.
  std::optional<std::vector<std::byte>> unpack(std::span<const std::byte> packed,
                                               std::size_t size) const;

 private:
  Packing packing_;
  std::shared_ptr<ZSTD_DCtx_s> context_;  // of zstd alone
};

}  // namespace folioscope::imports
