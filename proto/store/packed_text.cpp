// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/packed_text.h"

#include <fmt/format.h>
#include <zstd.h>

#include <memory>

namespace folioscope::store {
namespace {

// The System.map of a distribution's kernel, with everything in it, has 15 MiB.
constexpr std::size_t kMostText = std::size_t{64} << 20;
constexpr int kCompression = 9;  // once a kernel

}  // namespace

Result<std::vector<std::byte>> pack_text(std::string_view text) {
  if (text.size() > kMostText) return bug_fault("a text of more than 64 MiB");
  std::vector<std::byte> packed(ZSTD_compressBound(text.size()));
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kCompression);
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), text.data(), text.size());
  if (ZSTD_isError(size))
    return bug_fault(fmt::format("cannot pack a text: {}", ZSTD_getErrorName(size)));
  packed.resize(size);
  return packed;
}

Result<std::string> unpack_text(std::span<const std::byte> packed) {
  const Fault damaged = user_fault("a text of a kernel (symbols, configuration, patch) is damaged",
                                   "copy the run again from where it came from");
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > kMostText)
    return damaged;
  std::string text(size, '\0');
  const std::size_t got = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != text.size()) return damaged;
  return text;
}

}  // namespace folioscope::store
