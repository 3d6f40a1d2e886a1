// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: the first byte modulo 3 says as what the rest is taken.
//   0  pages: they come back from their packing bit for bit
//   1  a packed chunk
//   2  what such a chunk holds, packed well: u8 for each stream, its words / 8, then the words; the
//      last stream has what is missing of a page. So the walk is reached that a checksum guards.
// What is unpacked is a fault of the file, or pages that come back from their packing.
#include <zstd.h>

#include <cstring>
#include <vector>

#include "store/page_codec.h"
#include "testing/fuzz.h"

using namespace folioscope;
using namespace folioscope::store;
using fuzz::check;

namespace {

constexpr std::size_t kPage = 4096, kStreams = 32, kMostPages = 2;
using Packed = std::vector<std::byte>;

void round_trip(std::span<const std::byte> pages) {
  static PageEncoder encoder;
  static PageDecoder decoder;
  const auto packed = encoder.encode(pages, kPage);
  check(packed.ok());
  const auto again = decoder.decode(kPageCodec, *packed, {pages.size() / kPage, kPage});
  check(again.ok() && std::ranges::equal(*again, pages));
}

void unpack(const Packed& packed, std::size_t pages) {
  static PageDecoder decoder;
  const auto unpacked = decoder.decode(kPageCodec, packed, {pages, kPage});
  if (!unpacked) {
    check(unpacked.fault().domain == FaultDomain::User && !unpacked.fault().what.empty());
    return;
  }
  check(unpacked->size() == pages * kPage);
  round_trip(std::vector<std::byte>(unpacked->begin(), unpacked->end()));
}

Packed packed_streams(fuzz::Taker& input) {
  std::vector<std::uint32_t> words(kStreams);
  std::uint32_t left = kPage / sizeof(std::uint32_t);
  for (std::uint32_t& count : words) {
    count = std::min<std::uint32_t>(left, input.byte() * 8);
    left -= count;
  }
  words.back() += left;
  words.resize(kStreams + kPage / sizeof(std::uint32_t));
  const auto rest = input.bytes(kPage);
  if (!rest.empty()) std::memcpy(words.data() + kStreams, rest.data(), rest.size());
  const std::size_t bytes = words.size() * sizeof words[0];
  Packed packed(4 + ZSTD_compressBound(bytes));
  packed[0] = std::byte{1};
  packed[1] = std::byte{12};
  packed.resize(4 + ZSTD_compress(packed.data() + 4, packed.size() - 4, words.data(), bytes, 1));
  return packed;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Taker input(data, size);
  const std::uint8_t kind = input.byte() % 3;
  if (kind == 0) {
    auto pages = fuzz::copy_of(input.bytes(kMostPages * kPage));
    pages.resize((pages.size() + kPage - 1) / kPage * kPage);
    round_trip(pages);
  } else if (kind == 1) {
    const std::size_t pages = input.byte() % (kMostPages + 1);
    unpack(fuzz::copy_of(input.rest()), pages);
  } else {
    unpack(packed_streams(input), 1);
  }
  return 0;
}
