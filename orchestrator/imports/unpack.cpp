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

bool copy_whole(std::span<const std::byte> packed, std::span<std::byte> bytes) {
  if (packed.size() != bytes.size()) return false;
  std::ranges::copy(packed, bytes.begin());
  return true;
}

}  // namespace

std::optional<Packing> packing_of(std::string_view name) {
  if (name == "none") return Packing::None;
  if (name == "zlib") return Packing::Zlib;
  if (name == "zstd") return Packing::Zstd;
  return std::nullopt;
}

Unpacker::Unpacker(Packing packing) : packing_(packing) {
  if (packing == Packing::Zstd) context_ = {ZSTD_createDCtx(), ZSTD_freeDCtx};
}

std::optional<std::vector<std::byte>> Unpacker::unpack(std::span<const std::byte> packed,
                                                       std::size_t size) const {
  std::vector<std::byte> bytes(size);
  bool whole = false;
  switch (packing_) {
    case Packing::None:
      whole = copy_whole(packed, bytes);
      break;
    case Packing::Zlib:
      whole = unpack_zlib(packed, bytes);
      break;
    case Packing::Zstd:
      whole = ZSTD_decompressDCtx(context_.get(), bytes.data(), bytes.size(), packed.data(),
                                  packed.size()) == bytes.size();
      break;
  }
  if (!whole) return std::nullopt;
  return bytes;
}

}  // namespace folioscope::imports
