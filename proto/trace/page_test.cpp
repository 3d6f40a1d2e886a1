// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "testing/page_builder.h"

namespace folioscope::trace {
namespace {

using testing::ElementsAre;

struct Walk {
  std::vector<std::uint64_t> times;
  std::vector<std::uint16_t> types;
  std::vector<std::size_t> sizes;
  PageError error = PageError::None;
  std::uint32_t discarded = 0;
  std::size_t damaged = 0;
};

Walk walk(const std::vector<std::byte>& page, PageLayout layout = {}) {
  Walk result;
  PageCursor cursor(layout, page);
  Record record;
  while (cursor.next(record)) {
    result.times.push_back(record.time.ns);
    result.types.push_back(record.type());
    result.sizes.push_back(record.data.size());
  }
  EXPECT_FALSE(cursor.next(record)) << "the end stays the end";
  result.error = cursor.error();
  result.discarded = cursor.discarded();
  result.damaged = cursor.damaged_bytes();
  return result;
}

RecordBytes plain(std::uint16_t type) { return RecordBytes(type).put(std::uint64_t{type}); }

TEST(Page, DeltasAddUpFromThePagesTime) {
  const auto page = PageBuilder(1000).event(1000, plain(3)).event(1250, plain(4)).finish();
  const Walk got = walk(page);
  EXPECT_THAT(got.times, ElementsAre(1000, 1250));
  EXPECT_THAT(got.types, ElementsAre(3, 4));
  EXPECT_THAT(got.sizes, ElementsAre(16, 16));
  EXPECT_EQ(got.error, PageError::None);
  EXPECT_EQ(got.damaged, 0u);
}

TEST(Page, EmptyPage_HasNoEventsAndNoError) {
  const auto page = PageBuilder(77).finish();
  PageCursor cursor({}, page);
  Record record;
  EXPECT_FALSE(cursor.next(record));
  EXPECT_EQ(cursor.error(), PageError::None);
  EXPECT_EQ(cursor.start(), GuestTime{77});
  EXPECT_EQ(cursor.used(), 16u);
}

TEST(Page, TimeExtend_CarriesTheBitsAbove27) {
  const std::uint64_t later = 5 + (std::uint64_t{9} << 27) + 123;
  const auto page = PageBuilder(5).event(later, plain(1)).event(later + 2, plain(2)).finish();
  EXPECT_THAT(walk(page).times, ElementsAre(later, later + 2));
}

TEST(Page, AbsoluteStamp_ReplacesTheTimeSoFar) {
  const std::uint64_t stamp = (std::uint64_t{1} << 58) + 99;
  const auto page = PageBuilder(5)
                        .event(10, plain(1))
                        .time_stamp(stamp)
                        .event(stamp, plain(2))
                        .event(stamp + 1, plain(3))
                        .finish();
  EXPECT_THAT(walk(page).times, ElementsAre(10, stamp, stamp + 1));
}

TEST(Page, AbsoluteStamp_KeepsTheFiveBitsItCannotHold) {
  const std::uint64_t high = std::uint64_t{3} << 59;
  const auto page = PageBuilder(high + 100)
                        .time_stamp(high + 200)
                        .event(high + 200, plain(1))
                        .time_stamp(50)  // the 59 bits have wrapped since
                        .header(4, 0)
                        .word(2)
                        .word(0)
                        .word(0)
                        .word(0)
                        .finish();
  EXPECT_THAT(walk(page).times, ElementsAre(high + 200, (std::uint64_t{4} << 59) + 50));
}

TEST(Page, LongForm_IsUsedAbove112BytesAndAllowedBelow) {
  const std::vector<std::byte> large(116, std::byte{7});
  const std::vector<std::byte> small(8, std::byte{1});
  const auto page = PageBuilder(1).event(2, large).long_event(3, small).event(4, plain(9)).finish();
  const Walk got = walk(page);
  EXPECT_THAT(got.times, ElementsAre(2, 3, 4));
  EXPECT_THAT(got.sizes, ElementsAre(116, 8, 16));
  EXPECT_THAT(got.types, ElementsAre(0x0707, 0x0101, 9));
}

TEST(Page, DiscardedEvent_IsCountedButItsTimePasses) {
  const auto page =
      PageBuilder(10).event(11, plain(1)).discarded(4, 24).event(20, plain(2)).finish();
  const Walk got = walk(page);
  EXPECT_THAT(got.times, ElementsAre(11, 20));
  EXPECT_EQ(got.discarded, 1u);
  EXPECT_EQ(got.error, PageError::None);
}

TEST(Page, EmptyPadding_EndsThePageWithoutDamage) {
  const auto page =
      PageBuilder(10).event(11, plain(1)).padding().word(0xffffffff).word(0xffffffff).finish();
  const Walk got = walk(page);
  EXPECT_THAT(got.times, ElementsAre(11));
  EXPECT_EQ(got.error, PageError::None);
}

TEST(PageLossBits, NothingLost) {
  EXPECT_FALSE(PageCursor({}, PageBuilder(1).event(2, plain(1)).finish()).loss().lost);
}

TEST(PageLossBits, LostWithoutNumber_WhenThePageHadNoRoom) {
  const auto page = PageBuilder(1).event(2, plain(1)).lost().finish();
  const PageCursor cursor({}, page);
  EXPECT_TRUE(cursor.loss().lost);
  EXPECT_EQ(cursor.loss().count, std::nullopt);
  EXPECT_THAT(walk(page).times, ElementsAre(2));
}

TEST(PageLossBits, NumberIsBehindTheData) {
  const auto page = PageBuilder(1).event(2, plain(1)).lost(1234567890123).finish();
  const PageCursor cursor({}, page);
  EXPECT_TRUE(cursor.loss().lost);
  EXPECT_EQ(cursor.loss().count, 1234567890123u);
  EXPECT_THAT(walk(page).times, ElementsAre(2));
}

TEST(PageLossBits, NumberThatWouldLieBehindThePage_IsNotRead) {
  auto page = PageBuilder(1).event(2, plain(1)).lost(5).finish();
  page.resize(16 + 20 + 4);
  const PageCursor cursor({}, page);
  EXPECT_TRUE(cursor.loss().lost);
  EXPECT_EQ(cursor.loss().count, std::nullopt);
}

TEST(Page, FourByteCommitWord_OfA32BitKernel) {
  const PageLayout layout{.commit_offset = 8, .commit_size = 4, .data_offset = 12};
  const auto page = PageBuilder(1, layout).event(2, plain(1)).lost(42).finish();
  EXPECT_THAT(walk(page, layout).times, ElementsAre(2));
  EXPECT_EQ(PageCursor(layout, page).loss().count, 42u);
}

TEST(PageDamage, CommitBeyondThePage_YieldsNoEvents) {
  auto page = PageBuilder(1).event(2, plain(1)).finish();
  const std::uint64_t commit = 4096 - 16 + 4;
  std::memcpy(page.data() + 8, &commit, sizeof commit);
  const Walk got = walk(page);
  EXPECT_TRUE(got.times.empty());
  EXPECT_EQ(got.error, PageError::CommitTooLarge);
  EXPECT_EQ(got.damaged, 4080u);
}

TEST(PageDamage, RecordAcrossTheCommitLength_EndsTheWalkWithTheRestCounted) {
  const auto page = PageBuilder(1).event(2, plain(1)).header(28, 1).word(0).finish();
  const Walk got = walk(page);
  EXPECT_THAT(got.times, ElementsAre(2));
  EXPECT_EQ(got.error, PageError::RecordTooLong);
  EXPECT_EQ(got.damaged, 8u);
}

TEST(PageDamage, LongFormWithImpossibleLength) {
  for (const std::uint32_t length : {0u, 3u, 4000u, 0xfffffffcu, 0xffffffffu}) {
    const auto page = PageBuilder(1).header(0, 1).word(length).word(0).finish();
    const Walk got = walk(page);
    EXPECT_TRUE(got.times.empty()) << length;
    EXPECT_EQ(got.error, PageError::RecordTooLong) << length;
    EXPECT_EQ(got.damaged, 12u) << length;
  }
}

TEST(PageDamage, HeaderAloneAtTheEnd_OfAKindThatHasASecondWord) {
  for (const std::uint32_t kind : {0u, 29u, 30u, 31u}) {
    const Walk got = walk(PageBuilder(1).header(kind, 1).finish());
    EXPECT_EQ(got.error, PageError::RecordTooLong) << kind;
    EXPECT_EQ(got.damaged, 4u) << kind;
  }
}

// Every prefix of a page with every kind of record, once as a cut file (commit says more than is
// there) and once as a page whose commit length itself ends there.
TEST(PageDamage, TruncationAtEveryLength_GivesAPrefixOfTheEvents) {
  const std::vector<std::byte> large(200, std::byte{2});
  const auto whole = PageBuilder(100)
                         .event(101, plain(1))
                         .discarded(1, 12)
                         .event(std::uint64_t{1} << 40, plain(2))
                         .time_stamp(std::uint64_t{1} << 41)
                         .event((std::uint64_t{1} << 41) + 1, large)
                         .event((std::uint64_t{1} << 41) + 2, plain(3))
                         .finish();
  const std::size_t used = PageCursor({}, whole).used();
  const Walk expected = walk(whole);
  ASSERT_EQ(expected.times.size(), 4u);
  for (std::size_t length = 0; length < used; ++length) {
    const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<long>(length));
    const Walk of_cut = walk(cut);
    EXPECT_TRUE(of_cut.times.empty()) << length;
    EXPECT_EQ(of_cut.error, length < 16 ? PageError::TooShort : PageError::CommitTooLarge);
    if (length < 16) continue;

    auto shorter = whole;
    const std::uint64_t commit = length - 16;
    std::memcpy(shorter.data() + 8, &commit, sizeof commit);
    const Walk of_shorter = walk(shorter);
    ASSERT_LT(of_shorter.times.size(), 4u) << length;
    EXPECT_TRUE(
        std::equal(of_shorter.times.begin(), of_shorter.times.end(), expected.times.begin()))
        << length;
    EXPECT_EQ(of_shorter.error == PageError::RecordTooLong, of_shorter.damaged > 0) << length;
  }
}

Field number(std::uint16_t offset, std::uint16_t size, bool is_signed) {
  return {.name = "n", .type = "t", .offset = offset, .size = size, .is_signed = is_signed};
}

TEST(ReadNumber, SignsAndSizes) {
  std::array<std::byte, 16> record;
  record.fill(std::byte{0xfe});
  EXPECT_EQ(read_number(number(1, 1, true), record), -2);
  EXPECT_EQ(read_number(number(1, 1, false), record), 0xfe);
  EXPECT_EQ(read_number(number(1, 2, true), record), -258);
  EXPECT_EQ(read_number(number(1, 2, false), record), 0xfefe);
  EXPECT_EQ(read_number(number(3, 4, true), record), -16843010);
  EXPECT_EQ(read_number(number(3, 4, false), record), 0xfefefefe);
  EXPECT_EQ(read_number(number(3, 8, true), record),
            static_cast<std::int64_t>(0xfefefefefefefefeu));
}

Field text(Field::Kind kind, std::uint16_t offset, std::uint16_t size) {
  return {.name = "s", .type = "t", .offset = offset, .size = size, .kind = kind};
}

TEST(ReadString, FixedArray_EndsAtTheFirstNulOrAtItsSize) {
  const auto record = RecordBytes(1).put_text("kswapd").put_text("x").bytes();
  EXPECT_EQ(read_string(text(Field::Kind::Chars, 8, 9), record), "kswapd");
  EXPECT_EQ(read_string(text(Field::Kind::Chars, 8, 4), record), "kswa");
  EXPECT_EQ(read_string(text(Field::Kind::Chars, 15, 100), record), "x");
  EXPECT_EQ(read_string(text(Field::Kind::Chars, 100, 4), record), std::nullopt);
}

TEST(ReadString, DataLoc_CountsFromTheRecordsStart) {
  const auto record = RecordBytes(1).put(std::uint32_t{9 << 16 | 12}).put_text("reserved").bytes();
  EXPECT_EQ(read_string(text(Field::Kind::DynamicString, 8, 4), record), "reserved");
}

TEST(ReadString, RelLoc_CountsFromTheEndOfItself) {
  const auto record =
      RecordBytes(1).put(std::uint32_t{3 << 16 | 4}).put(std::uint32_t{0}).put_text("ab").bytes();
  EXPECT_EQ(read_string(text(Field::Kind::RelString, 8, 4), record), "ab");
}

TEST(ReadString, LengthBeyondTheRecord_IsCut_OffsetBeyondIt_IsNothing) {
  const auto cut = RecordBytes(1).put(std::uint32_t{0xffffu << 16 | 12}).put_text("cut").bytes();
  EXPECT_EQ(read_string(text(Field::Kind::DynamicString, 8, 4), cut), "cut");
  const auto outside = RecordBytes(1).put(std::uint32_t{1 << 16 | 13}).bytes();
  EXPECT_EQ(read_string(text(Field::Kind::DynamicString, 8, 4), outside), std::nullopt);
  EXPECT_EQ(read_string(text(Field::Kind::DynamicString, 10, 4), outside), std::nullopt);
}

TEST(ReadBytes, ArrayStoredInPart_IsCutAtTheRecordsEnd) {
  const auto record = RecordBytes(1).put(std::uint64_t{1}).put(std::uint64_t{2}).bytes();
  Field caller = {.name = "caller",
                  .type = "unsigned long[8]",
                  .offset = 8,
                  .size = 64,
                  .kind = Field::Kind::Bytes};
  EXPECT_EQ(read_bytes(caller, record).size(), 16u);
  caller.offset = 100;
  EXPECT_TRUE(read_bytes(caller, record).empty());
}

TEST(ReadBytes, DynamicArray_IsWhatTheFieldPointsTo) {
  const auto record =
      RecordBytes(1).put(std::uint32_t{8 << 16 | 12}).put(std::uint64_t{0x42}).bytes();
  const Field ips = {.name = "ips",
                     .type = "__data_loc unsigned long[]",
                     .offset = 8,
                     .size = 4,
                     .kind = Field::Kind::Bytes};
  const auto got = read_bytes(ips, record);
  ASSERT_EQ(got.size(), 8u);
  EXPECT_EQ(got[0], std::byte{0x42});
}

}  // namespace
}  // namespace folioscope::trace
