// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <gtest/gtest.h>

namespace folioscope {
namespace {

// The published sequence of splitmix64 for this seed.
TEST(SplitMix64, GivesTheReferenceSequence) {
  SplitMix64 mix(1234567);
  EXPECT_EQ(mix.next(), 6457827717110365317u);
  EXPECT_EQ(mix.next(), 3203168211198807973u);
  EXPECT_EQ(mix.next(), 9817491932198370423u);
}

// A generator that gives what it is told to.
struct Sequence {
  std::uint64_t values[2];
  int at = 0;
  std::uint64_t next() { return values[at++]; }
};

TEST(DrawBelow, DrawsAgainInTheUnevenTail) {
  Sequence sequence{{5, 17}};  // 2^64 mod 10 = 6: of 0 to 5 there would be one too many each
  EXPECT_EQ(draw_below(sequence, 10), 7u);
}

TEST(DrawBelow, TakesTheFirstDrawBehindTheTail) {
  Sequence small{{6, 17}}, large{{16, 17}};
  EXPECT_EQ(draw_below(small, 10), 6u);
  EXPECT_EQ(draw_below(large, 10), 6u);
}

}  // namespace
}  // namespace folioscope
