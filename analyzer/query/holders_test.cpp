// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/holders.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

store::HolderRow holder(std::string holder_class, std::int64_t stack = 0, std::string comm = "",
                        std::optional<std::int64_t> age_ns = std::nullopt) {
  store::HolderRow row;
  row.holder_class = std::move(holder_class);
  row.stack = stack;
  row.comm = std::move(comm);
  row.age_ns = age_ns;
  row.confidence = "high";
  row.evidence = "found in the lru_add batch of CPU 1";
  return row;
}

class HoldersOf : public ::testing::Test {
 protected:
  Holders load() {
    made_.write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader) << (reader ? "" : reader.fault().what);
    CountedHolders none;
    auto holders = load_holders(**reader, none);
    EXPECT_TRUE(holders) << (holders ? "" : holders.fault().what);
    return *std::move(holders);
  }
  static std::int64_t failures(const BootHolders& boot, const std::string& holder_class) {
    const auto found = boot.classes.find(holder_class);
    return found == boot.classes.end() ? 0 : found->second.failures;
  }

  TempDir dir_ = *TempDir::create("store");
  MadeRun made_{{"stock"}, 1};
  store::CellRecord& cell_ = made_.cell("stock", 0);
};

TEST_F(HoldersOf, FailureWithTwoClasses_CountsInBothAndIsSplit) {
  add_failure(cell_, {.excess = 3, .holders = {holder("gup"), holder("read"), holder("gup")}});
  add_failure(cell_, {.holders = {holder("read")}});
  const Holders holders = load();
  ASSERT_THAT(holders.boots, SizeIs(1));
  const BootHolders& boot = holders.boots[0];
  EXPECT_EQ(boot.failures, 2);
  EXPECT_EQ(boot.named, 2);
  EXPECT_EQ(failures(boot, "gup"), 1);
  EXPECT_EQ(failures(boot, "read"), 2);
  EXPECT_DOUBLE_EQ(boot.classes.at("gup").split + boot.classes.at("read").split, 2);
}

TEST_F(HoldersOf, ReferenceThatNobodyIsNamedFor_IsUnknownBesideTheNamed) {
  add_failure(cell_, {.attribution = "partly", .excess = 2, .holders = {holder("gup")}});
  add_failure(cell_, {.attribution = "unknown"});
  const BootHolders boot = load().boots.at(0);
  EXPECT_EQ(failures(boot, kUnknown), 2);
  EXPECT_EQ(failures(boot, "gup"), 1);
  EXPECT_EQ(boot.named, 0);
}

TEST_F(HoldersOf, UnreliableFailure_BlamesNobody) {
  add_failure(cell_, {.attribution = "unreliable", .holders = {holder("gup")}});
  const BootHolders boot = load().boots.at(0);
  EXPECT_EQ(failures(boot, kUnreliable), 1);
  EXPECT_EQ(failures(boot, "gup"), 0);
  EXPECT_THAT(boot.places, IsEmpty());
}

TEST_F(HoldersOf, TaskWhoseStackNoClassKnows_IsNotNobody) {
  add_failure(cell_, {.holders = {holder("unknown", 0, "task")}});
  const BootHolders boot = load().boots.at(0);
  EXPECT_EQ(failures(boot, kUnclassified), 1);
  EXPECT_EQ(failures(boot, kUnknown), 0);
}

TEST_F(HoldersOf, ReferencesThatWereGone_AreNoFailuresOfAnybody) {
  add_failure(cell_, {.excess = 0, .holders = {holder("gup")}});
  add_failure(cell_, {.excess = -1});
  const BootHolders boot = load().boots.at(0);
  EXPECT_EQ(boot.failures, 0);
  EXPECT_EQ(boot.gone, 2);
  EXPECT_THAT(boot.classes, IsEmpty());
}

TEST_F(HoldersOf, StacksThatLookAlike_AreOnePlaceWithItsTasksAndMedianAge) {
  cell_.stacks = {{1, "__page_ref_mod;a;b;c;outer"}, {2, "get_page;a;b;c;other"}};
  add_failure(cell_, {.holders = {holder("read", 1, "cat", 10), holder("read", 2, "cat", 30)}});
  add_failure(cell_, {.holders = {holder("read", 1, "dd", 20)}});
  const BootHolders boot = load().boots.at(0);
  ASSERT_THAT(boot.places, SizeIs(1));
  const auto& [place, count] = *boot.places.begin();
  EXPECT_EQ(place, (HolderPlace{"read", "a < b < c"}));
  EXPECT_EQ(count.failures, 2);
  EXPECT_THAT(count.comms, ElementsAre(Pair("cat", 1), Pair("dd", 1)));
  EXPECT_EQ(count.median_age_ns, 20);
  EXPECT_EQ(count.evidence, "");
}

TEST_F(HoldersOf, HolderWithoutAStack_KeepsItsEvidence) {
  add_failure(cell_, {.holders = {holder("lru_batch")}});
  const BootHolders boot = load().boots.at(0);
  const PlaceCount& count = boot.places.at({"lru_batch", ""});
  EXPECT_EQ(count.evidence, "found in the lru_add batch of CPU 1");
  EXPECT_FALSE(count.median_age_ns);
}

TEST_F(HoldersOf, OneFailureInsideCma_LeavesTheOthersOut) {
  add_failure(cell_, {.in_cma = false, .holders = {holder("gup")}});
  add_failure(cell_, {.in_cma = true, .holders = {holder("read")}});
  const Holders holders = load();
  EXPECT_TRUE(holders.in_cma);
  EXPECT_EQ(holders.failures, 2);
  EXPECT_EQ(holders.counted, 1);
  EXPECT_EQ(failures(holders.boots[0], "gup"), 0);
}

TEST_F(HoldersOf, WithoutCmaAllocations_AllAreCounted) {
  add_failure(cell_, {.in_cma = false, .holders = {holder("gup")}});
  const Holders holders = load();
  EXPECT_FALSE(holders.in_cma);
  EXPECT_EQ(failures(holders.boots[0], "gup"), 1);
}

TEST_F(HoldersOf, BootThatLookedAndFoundNone_IsThereWithZero) {
  made_ = MadeRun({"stock"}, 4);
  add_failure(made_.cell("stock", 0), {.holders = {holder("gup")}});
  close_failures(made_.cell("stock", 1));  // none
  add_failure(made_.cell("stock", 2), {.holders = {holder("gup")}});
  made_.cell("stock", 2).cell.status = CellStatus::GuestOops;
  const Holders holders = load();  // boot 3 did not look
  ASSERT_THAT(holders.boots, SizeIs(2));
  EXPECT_EQ(holders.boots[1].cell.value, 2);
  EXPECT_EQ(holders.boots[1].failures, 0);
  EXPECT_EQ(holders.failures, 1);
}

TEST_F(HoldersOf, RunWithoutFailures_HasNoBoots) {
  close_failures(cell_);
  EXPECT_THAT(load().boots, IsEmpty());
}

}  // namespace
}  // namespace folioscope::query
