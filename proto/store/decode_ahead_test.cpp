// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode_ahead.h"

#include <gtest/gtest.h>

#include "testing/made_rows.h"

namespace folioscope::store {
namespace {

constexpr std::size_t kPages = 3;

std::vector<std::byte> pages_of(int number) {
  return made_chunk({.start_ns = 1'000u * static_cast<unsigned>(number + 1), .pages = kPages})
      .pages;
}

StoredChunk packed_of(int number) {
  PageEncoder encoder;
  const auto data = *encoder.encode(pages_of(number), 4096);
  return {.data = {data.begin(), data.end()}, .shape = {.pages = kPages}};
}

TEST(DecodeAhead, HandsOverInTheOrderInWhichChunksCame) {
  for (const std::size_t threads : {1, 2, 5}) {
    DecodeAhead ahead(threads);
    int pushed = 0;
    for (int taken = 0; taken < 40; ++taken) {
      while (pushed < 40 && ahead.size() < ahead.most()) ahead.push(packed_of(pushed++));
      const auto pages = ahead.take();
      ASSERT_TRUE(pages.ok());
      EXPECT_EQ(std::vector(pages->begin(), pages->end()), pages_of(taken)) << threads;
    }
    EXPECT_EQ(ahead.size(), 0u);
  }
}

TEST(DecodeAhead, ADamagedChunkIsAFaultAtItsTurn) {
  DecodeAhead ahead(3);
  for (int i = 0; i < 5; ++i) {
    StoredChunk chunk = packed_of(i);
    if (i == 2) chunk.data.resize(chunk.data.size() / 2);
    ahead.push(std::move(chunk));
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ahead.take().ok(), i != 2) << i;
}

TEST(DecodeAhead, MayGoAwayWithChunksThatNobodyTook) {
  for (int taken = 0; taken < 3; ++taken) {
    DecodeAhead ahead(4);
    for (int i = 0; i < 8; ++i) ahead.push(packed_of(i));
    for (int i = 0; i < taken; ++i) EXPECT_TRUE(ahead.take().ok());
  }
}

}  // namespace
}  // namespace folioscope::store
