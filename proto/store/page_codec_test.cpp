// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/page_codec.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "testing/made_rows.h"
#include "testing/places.h"
#include "testing/recorded_trace.h"
#include "trace/page.h"

namespace folioscope::store {
namespace {

using Bytes8 = std::vector<std::byte>;

Bytes8 copy(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

Bytes8 pack(std::span<const std::byte> pages, std::size_t page_size = 4096) {
  PageEncoder encoder;
  auto packed = encoder.encode(pages, page_size);
  EXPECT_TRUE(packed.ok());
  return copy(*packed);
}

Result<Bytes8> unpack(std::span<const std::byte> packed, const PageShape& shape,
                      int codec = kPageCodec) {
  PageDecoder decoder;
  TRY(std::span<const std::byte> pages, decoder.decode(codec, packed, shape));
  return copy(pages);
}

Bytes8 random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  Bytes8 bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

TEST(PageCodec, EventPages_ComeBackBitForBitAndAtLeastSixTimesSmaller) {
  Bytes8 pages = made_chunk({.pages = 64}).pages;
  Bytes8 packed = pack(pages);
  EXPECT_LT(packed.size() * 6, pages.size());
  EXPECT_EQ(*unpack(packed, {.pages = 64}), pages);
}

// What the store promises, on pages of a 6.1 guest. Here the chunks are a few pages only; real ones
// are larger and pack better.
TEST(PageCodec, RecordedPageRefEvents_TakeAtMostSevenBytes) {
  auto recording = trace::load_recording(source_dir() + "/proto/trace/testdata", "refs");
  std::size_t events = 0, packed = 0;
  for (const trace::Recording::Cpu& cpu : recording.cpus) {
    packed += pack(cpu.pages).size();
    EXPECT_EQ(*unpack(pack(cpu.pages), {.pages = cpu.page_count()}), cpu.pages);
    for (std::size_t i = 0; i < cpu.page_count(); ++i) {
      trace::PageCursor cursor(recording.layout, cpu.page(i));
      for (trace::Record record; cursor.next(record);) ++events;
    }
  }
  EXPECT_GT(events, 400u);
  EXPECT_LE(static_cast<double>(packed) / static_cast<double>(events), 7.0);
}

TEST(PageCodec, AnyBytesComeBackBitForBit) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Bytes8 pages = random_bytes(4096 * (seed % 5), seed);
    EXPECT_EQ(*unpack(pack(pages), {.pages = seed % 5}), pages) << "seed " << seed;
  }
}

TEST(PageCodec, PagesWithFlippedBytesComeBackBitForBit) {
  const Bytes8 good = made_chunk({.pages = 4}).pages;
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    Bytes8 pages = good;
    for (int flips = 0; flips < 20; ++flips)
      pages[random() % pages.size()] = static_cast<std::byte>(random());
    ASSERT_EQ(*unpack(pack(pages), {.pages = 4}), pages) << "round " << round;
  }
}

// What a cursor sees of pages; of records of other types than `wanted` not their data.
std::vector<std::string> records_seen(std::span<const std::byte> pages, const WantedTypes& wanted) {
  std::vector<std::string> lines;
  for (; !pages.empty(); pages = pages.subspan(4096)) {
    trace::PageCursor cursor({}, pages.first(4096));
    for (trace::Record record; cursor.next(record);) {
      std::string line = std::to_string(record.time.ns) + ' ' + std::to_string(record.type()) +
                         ' ' + std::to_string(record.data.size());
      if (wanted.has(record.type()))
        for (const std::byte byte : record.data)
          line += ' ' + std::to_string(std::to_integer<int>(byte));
      lines.push_back(std::move(line));
    }
    lines.push_back(std::string(to_string(cursor.error())) + ' ' +
                    std::to_string(cursor.damaged_bytes()) + ' ' +
                    std::to_string(cursor.discarded()) + ' ' + std::to_string(cursor.loss().lost));
  }
  return lines;
}

std::vector<std::string> records_seen_selecting(const Bytes8& pages, const WantedTypes& wanted) {
  PageDecoder decoder;
  const auto selected =
      decoder.decode(kPageCodec, pack(pages), {.pages = pages.size() / 4096}, wanted);
  return selected.ok() ? records_seen(*selected, wanted) : std::vector{selected.fault().what};
}

TEST(PageCodecOfWantedTypes, ShowsTheSameRecordsAsWholePages) {
  const Bytes8 pages = made_chunk({.pages = 16}).pages;
  WantedTypes rare, frequent, both;
  rare.add(kCmaStartId);
  frequent.add(kPageRefId);
  both.add(kCmaStartId);
  both.add(kPageRefId);
  for (const WantedTypes& wanted : {WantedTypes(), rare, frequent, both})
    EXPECT_EQ(records_seen_selecting(pages, wanted), records_seen(pages, wanted));
}

// Also of pages that a cursor stops at, and whose records are as long as the damage says.
TEST(PageCodecOfWantedTypes, ShowsTheSameRecordsOfDamagedPages) {
  const Bytes8 good = made_chunk({.pages = 4}).pages;
  WantedTypes wanted;
  wanted.add(kCmaStartId);
  std::mt19937 random(11);
  for (int round = 0; round < 2'000; ++round) {
    Bytes8 pages = good;
    for (int flips = 0; flips < 20; ++flips)
      pages[random() % pages.size()] = static_cast<std::byte>(random());
    ASSERT_EQ(records_seen_selecting(pages, wanted), records_seen(pages, wanted))
        << "round " << round;
  }
  for (unsigned seed = 0; seed < 200; ++seed) {
    Bytes8 pages = random_bytes(4096 * 4, seed);
    for (std::size_t page = 0; page < 4; ++page) {  // a commit word that a cursor believes
      const std::uint64_t used = random() % 4080;
      std::memcpy(pages.data() + page * 4096 + 8, &used, sizeof used);
    }
    ASSERT_EQ(records_seen_selecting(pages, wanted), records_seen(pages, wanted))
        << "seed " << seed;
  }
}

TEST(PageCodecOfWantedTypes, CutOffAtAnyLengthIsAFault) {
  const Bytes8 packed = pack(made_chunk({.pages = 1}).pages);
  WantedTypes wanted;
  wanted.add(kCmaStartId);
  PageDecoder decoder;
  for (std::size_t length = 0; length < packed.size(); ++length)
    ASSERT_FALSE(
        decoder.decode(kPageCodec, std::span(packed).first(length), {.pages = 1}, wanted).ok());
}

TEST(PageCodec, LargePagesComeBackBitForBit) {
  Bytes8 pages = random_bytes(65536 * 2, 1);
  EXPECT_EQ(*unpack(pack(pages, 65536), {.pages = 2, .page_size = 65536}), pages);
}

TEST(PageCodec, AnEncoderAndADecoderCanBeUsedAgain) {
  PageEncoder encoder;
  PageDecoder decoder;
  for (std::size_t pages : {3u, 1u, 5u}) {
    Bytes8 raw = made_chunk({.start_ns = pages * 1000, .pages = pages}).pages;
    Bytes8 packed = copy(*encoder.encode(raw, 4096));
    EXPECT_EQ(copy(*decoder.decode(kPageCodec, packed, {.pages = pages})), raw);
  }
}

TEST(PageCodec, WhatIsNoWholeNumberOfPagesIsRefused) {
  PageEncoder encoder;
  EXPECT_FALSE(encoder.encode(Bytes8(4095), 4096).ok());
  EXPECT_FALSE(encoder.encode(Bytes8(3000), 1000).ok());
  EXPECT_FALSE(encoder.encode(Bytes8(kMaxChunkBytes + 4096), 4096).ok());
}

TEST(PageCodec, PackedBytesCutAtAnyLengthAreAFault) {
  const Bytes8 packed = pack(made_chunk({.pages = 3}).pages);
  for (std::size_t length = 0; length < packed.size(); ++length) {
    auto result = unpack(std::span(packed).first(length), {.pages = 3});
    ASSERT_FALSE(result.ok()) << "cut to " << length;
    ASSERT_EQ(result.fault().domain, FaultDomain::User);
  }
}

TEST(PageCodec, AnotherShapeOrCodecIsAFault) {
  const Bytes8 packed = pack(made_chunk({.pages = 4}).pages);
  EXPECT_TRUE(unpack(packed, {.pages = 4}).ok());
  EXPECT_FALSE(unpack(packed, {.pages = 4}, kPageCodec + 1).ok());
  EXPECT_FALSE(unpack(packed, {.pages = 3}).ok());
  EXPECT_FALSE(unpack(packed, {.pages = 5}).ok());
  EXPECT_FALSE(unpack(packed, {.pages = 2, .page_size = 8192}).ok());
  EXPECT_FALSE(unpack(packed, {.pages = 4, .page_size = 4000}).ok());
  EXPECT_FALSE(unpack(packed, {.pages = std::size_t{1} << 60}).ok());
}

// Damaged bytes are a fault or, where the change means nothing, the same pages: never others.
TEST(PageCodec, MutatedBytesNeverGiveOtherPages) {
  const Bytes8 pages = made_chunk({.pages = 8}).pages;
  const Bytes8 packed = pack(pages);
  std::mt19937 random(20);
  int faults = 0;
  for (int round = 0; round < 5000; ++round) {
    Bytes8 damaged = packed;
    for (auto flips = 1 + random() % 4; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    auto result = unpack(damaged, {.pages = 8});
    if (!result.ok())
      ++faults;
    else
      ASSERT_EQ(*result, pages) << "round " << round;
  }
  EXPECT_GT(faults, 4500);
}

// The checksum keeps most damage from the walk. A forger's chunk has a good one: what it unpacks to
// is as long as it says, or it is refused.
TEST(PageCodec, ForgedStreamsUnpackToWholePagesOrAreRefused) {
  const Bytes8 packed = pack(made_chunk({.pages = 2}).pages);
  constexpr std::size_t kPrefix = 4, kCounts = 32 * 4;
  Bytes8 sorted(kCounts + 2 * 4096);
  ASSERT_EQ(ZSTD_decompress(sorted.data(), sorted.size(), packed.data() + kPrefix,
                            packed.size() - kPrefix),
            sorted.size());
  std::mt19937 random(21);
  int unpacked = 0, refused = 0;
  for (int round = 0; round < 4000; ++round) {
    Bytes8 forged = sorted;
    // Every other round leaves the counts alone, so that the walk itself is reached.
    const std::size_t from = round % 2 ? kCounts : 0;
    for (auto flips = 1 + random() % 6; flips > 0; --flips)
      forged[from + random() % (forged.size() - from)] = static_cast<std::byte>(random());
    Bytes8 chunk(packed.begin(), packed.begin() + kPrefix);
    chunk.resize(kPrefix + ZSTD_compressBound(forged.size()));
    chunk.resize(kPrefix + ZSTD_compress(chunk.data() + kPrefix, chunk.size() - kPrefix,
                                         forged.data(), forged.size(), 1));
    auto result = unpack(chunk, {.pages = 2});
    if (result.ok()) {
      EXPECT_EQ(result->size(), 2u * 4096);
    }
    ++(result.ok() ? unpacked : refused);
  }
  EXPECT_GT(unpacked, 100);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace folioscope::store
