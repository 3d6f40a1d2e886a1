// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/attribution.h"

#include <gtest/gtest.h>

namespace folioscope::calibrate {
namespace {

std::string plant(const char* kind, const char* holder_class, int pid) {
  return std::string(R"({"plant":")") + kind + R"(","class":")" + holder_class +
         R"(","pfn":50,"pid":)" + std::to_string(pid) + R"(,"from_ns":100,"to_ns":200})";
}

store::FailureRow failure(std::int64_t id, std::uint64_t time, std::int64_t extra = 1) {
  store::FailureRow row;
  row.id = id;
  row.time = {time};
  row.pfn = 50;
  row.expected = 2;
  row.seen = 2 + extra;
  return row;
}

store::HolderRow holder(std::int64_t failure, const char* holder_class,
                        std::optional<std::int64_t> pid) {
  store::HolderRow row;
  row.failure = failure;
  row.holder_class = holder_class;
  row.pid = pid;
  return row;
}

Score score(const std::vector<std::string>& lines, const store::ReferenceRows& rows) {
  std::map<std::string, Score> kinds;
  score_boot(lines, rows, kinds);
  Score all;
  for (const auto& [kind, one] : kinds) all.add(one);
  return all;
}

TEST(Attribution, TheRightProcessWithTheRightClassIsNamed) {
  const Score got =
      score({plant("vmsplice", "gup", 7)}, {{failure(1, 150)}, {holder(1, "gup", 7)}});
  EXPECT_EQ(got.failures, 1);
  EXPECT_EQ(got.named_share(), 1);
  EXPECT_EQ(got.wrong_share(), 0);
}

TEST(Attribution, AnotherProcessOrAnotherClassIsWrong) {
  const Score got =
      score({plant("vmsplice", "gup", 7)},
            {{failure(1, 150), failure(2, 160)}, {holder(1, "gup", 8), holder(2, "read", 7)}});
  EXPECT_EQ(got.planted, 2);
  EXPECT_EQ(got.named, 0);
  EXPECT_EQ(got.wrong, 2);
}

TEST(Attribution, ABatchKnownByItsPlaceCountsForWhoParked) {
  const Score got =
      score({plant("park", "lru_batch", 7)}, {{failure(1, 150)}, {holder(1, "lru_batch", {})}});
  EXPECT_EQ(got.named, 1);
  EXPECT_EQ(got.wrong, 0);
}

TEST(Attribution, OneOfTwoHoldersIsHalf) {
  const std::vector<std::string> both = {plant("two", "gup", 7), plant("two", "read", 9)};
  const Score got = score(both, {{failure(1, 150, 2)}, {holder(1, "gup", 7)}});
  EXPECT_EQ(got.planted, 2);
  EXPECT_EQ(got.named, 1);
  // Naming one of them twice does not name the other.
  const Score twice =
      score(both, {{failure(1, 150, 2)}, {holder(1, "gup", 7), holder(1, "gup", 7)}});
  EXPECT_EQ(twice.named, 1);
  EXPECT_EQ(twice.wrong, 1);
}

TEST(Attribution, NoMoreIsExpectedThanTheFailureHadTooMany) {
  const Score got = score({plant("two", "gup", 7), plant("two", "read", 9)},
                          {{failure(1, 150, 1)}, {holder(1, "read", 9)}});
  EXPECT_EQ(got.planted, 1);
  EXPECT_EQ(got.named, 1);
}

TEST(Attribution, FailuresOutsideThePlantsIntervalSayNothing) {
  std::map<std::string, Score> kinds;
  EXPECT_EQ(
      score_boot({plant("vmsplice", "gup", 7)}, {{failure(1, 99), failure(2, 201)}, {}}, kinds), 2);
  EXPECT_TRUE(kinds.empty());
}

// A neighbour that maps and unmaps the page: held now and then.
std::string may_plant(int pid) {
  return R"({"plant":"around","class":"fault_around|page_table","pfn":50,"pid":)" +
         std::to_string(pid) + R"(,"from_ns":100,"to_ns":200,"may":true})";
}

TEST(Attribution, WhoMayHoldIsNotExpectedAndNotWrongBesideTheOneWhoDoes) {
  const std::vector<std::string> lines = {may_plant(9), plant("around", "gup", 7)};
  const Score both =
      score(lines, {{failure(1, 150, 2)}, {holder(1, "page_table", 9), holder(1, "gup", 7)}});
  EXPECT_EQ(both.planted, 1);
  EXPECT_EQ(both.named, 1);
  EXPECT_EQ(both.wrong, 0);
  // In a class of its own it is wrong all the same.
  EXPECT_EQ(score(lines, {{failure(1, 150, 2)}, {holder(1, "read", 9)}}).wrong, 1);
}

TEST(Attribution, WhoMayHoldIsWrongInTheOthersPlace) {
  const Score got = score({may_plant(9), plant("around", "gup", 7)},
                          {{failure(1, 150, 1)}, {holder(1, "fault_around", 9)}});
  EXPECT_EQ(got.planted, 1);
  EXPECT_EQ(got.named, 0);
  EXPECT_EQ(got.wrong, 1);
  EXPECT_EQ(got.unknown, 0);
}

TEST(Attribution, AFailureOfWhichNobodySurelyHeldThePageSaysNothing) {
  std::map<std::string, Score> kinds;
  EXPECT_EQ(score_boot({may_plant(9)}, {{failure(1, 150)}, {}}, kinds), 1);
}

TEST(Attribution, ASleeperThatHeldNothingIsAWrongName) {
  const Score got =
      score({plant("entry", "gup", 7)}, {{failure(1, 150)}, {holder(1, "page_lock_waiter", 8)}});
  EXPECT_EQ(got.named, 0);
  EXPECT_EQ(got.wrong, 1);
  EXPECT_EQ(got.wrong_share(), 1);
}

TEST(Attribution, WhatNobodyIsNamedForIsUnknownAndNotWrong) {
  const Score got =
      score({plant("vmsplice", "gup", 7)},
            {{failure(1, 150), failure(2, 160)}, {holder(1, "gup", 7), holder(2, "unknown", 7)}});
  EXPECT_EQ(got.planted, 2);
  EXPECT_EQ(got.named, 1);
  EXPECT_EQ(got.unknown, 1);
  EXPECT_EQ(got.wrong, 0);
  EXPECT_EQ(got.unknown_share(), 0.5);
}

TEST(Attribution, AHistoryThatLostEventsNamesNobody) {
  store::FailureRow damaged = failure(1, 150);
  damaged.attribution = "unreliable";
  const Score got = score({plant("vmsplice", "gup", 7)}, {{damaged}, {holder(1, "read", 9)}});
  EXPECT_EQ(got.unknown, 1);
  EXPECT_EQ(got.wrong, 0);
}

TEST(Attribution, KindsThatWereTriedAreKnownByTheirMoves) {
  const auto moves = moves_by_kind({R"({"metric":"pin_moves_ksm","value":12,"unit":"moves"})",
                                    R"({"metric":"pin_moves","value":20})", "not json",
                                    R"({"metric":"pin_moves_fork","value":"x"})"});
  EXPECT_EQ(moves, (std::map<std::string, std::int64_t>{{"ksm", 12}}));
}

TEST(Attribution, LinesThatAreNoPlantsAreNone) {
  EXPECT_FALSE(parse_plant("not json"));
  EXPECT_FALSE(parse_plant(R"({"metric":"a","value":1})"));
  EXPECT_FALSE(parse_plant(R"({"plant":1,"class":"gup","pid":3})"));
  EXPECT_FALSE(parse_plant(R"({"plant":"x","class":"gup","pid":-3})"));
}

}  // namespace
}  // namespace folioscope::calibrate
