// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/unpack.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace folioscope::imports {
namespace {

bool unpack_zlib(std::span<const std::byte> packed, std::span<std::byte> bytes) {
  uLongf size = bytes.size();
  return ::uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size,
                      reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK &&
         size == bytes.size();
}

bool unpack_zstd(std::span<const std::byte> packed, std::span<std::byte> bytes) {
  return ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size()) == bytes.size();
}

}  // namespace

std::optional<Packing> packing_of(std::string_view name) {
  if (name == "none") return Packing::None;
  if (name == "zlib") return Packing::Zlib;
  if (name == "zstd") return Packing::Zstd;
  return std::nullopt;
}

std::optional<std::vector<std::byte>> unpack(Packing packing, std::span<const std::byte> packed,
                                             std::size_t size) {
  std::vector<std::byte> bytes(size);
  bool whole = false;
  switch (packing) {
    case Packing::None:
      whole = packed.size() == size;
      if (whole) std::ranges::copy(packed, bytes.begin());
      break;
    case Packing::Zlib:
      whole = unpack_zlib(packed, bytes);
      break;
    case Packing::Zstd:
      whole = unpack_zstd(packed, bytes);
      break;
  }
  if (!whole) return std::nullopt;
  return bytes;
}

}  // namespace folioscope::imports
