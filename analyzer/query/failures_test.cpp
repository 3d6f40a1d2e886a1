// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/failures.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "query/holders.h"
#include "query/page_moments.h"
#include "testing/hostile_names.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

store::HolderRow held_by(std::string holder_class, std::int64_t stack, std::string comm) {
  store::HolderRow row;
  row.holder_class = std::move(holder_class);
  row.stack = stack;
  row.comm = std::move(comm);
  row.confidence = "high";
  row.evidence = "seen";
  return row;
}

class Failures : public ::testing::Test {
 protected:
  store::Reader& reader() {
    if (!reader_) {
      made_.write(dir_ / "run.db");
      auto opened = store::Reader::open(dir_ / "run.db");
      EXPECT_TRUE(opened) << (opened ? "" : opened.fault().what);
      reader_ = *std::move(opened);
    }
    return *reader_;
  }
  FailureList load(const HolderSelection& selection, std::size_t most = 1000) {
    std::vector<CellId> cells;
    for (const store::CellRecord& record : made_.cells()) cells.push_back(record.cell.id);
    auto list = load_failures(reader(), cells, selection, most, {});
    EXPECT_TRUE(list) << (list ? "" : list.fault().what);
    return list ? *std::move(list) : FailureList();
  }
  static std::vector<std::int64_t> ids(const FailureList& list) {
    std::vector<std::int64_t> ids;
    for (const FailureOfHolder& row : list.rows) ids.push_back(row.failure.id);
    return ids;
  }

  TempDir dir_ = *TempDir::create("store");
  MadeRun made_{{"stock"}, 1};
  store::CellRecord& cell_ = made_.cell("stock", 0);
  std::unique_ptr<store::Reader> reader_;
};

TEST_F(Failures, AreThoseOfAClassAStackAndATask) {
  cell_.stacks = {{1, "get_page;a;b;c;outer"}, {2, "a;b;c;other"}, {3, "x;y"}};
  add_failure(cell_, {.holders = {held_by("read", 1, "cat")}});
  add_failure(cell_, {.holders = {held_by("read", 2, "dd"), held_by("gup", 3, "pin")}});
  add_failure(cell_, {.holders = {held_by("read", 3, "cat")}});
  add_failure(cell_, {.holders = {held_by("read", 0, "cat")}});
  EXPECT_THAT(ids(load({.holder_class = "read"})), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(ids(load({.holder_class = "read", .chain = "a < b < c"})), ElementsAre(1, 2));
  EXPECT_THAT(ids(load({.holder_class = "read", .chain = "a < b < c", .comm = "dd"})),
              ElementsAre(2));
  EXPECT_THAT(ids(load({.holder_class = "read", .chain = ""})), ElementsAre(4));
  const FailureList gup = load({.holder_class = "gup"});
  ASSERT_THAT(gup.rows, SizeIs(1));
  EXPECT_EQ(gup.rows[0].holder.comm, "pin");
  EXPECT_EQ(gup.rows[0].frames, "x;y");
  EXPECT_EQ(gup.rows[0].failure.seen, 3);
}

TEST_F(Failures, OneWithTwoSuchHolders_IsThereOnceWithTheLastTaker) {
  add_failure(cell_,
              {.excess = 2, .holders = {held_by("read", 0, "last"), held_by("read", 0, "x")}});
  const FailureList list = load({.holder_class = "read"});
  ASSERT_THAT(list.rows, SizeIs(1));
  EXPECT_EQ(list.rows[0].holder.comm, "last");
}

TEST_F(Failures, CountAsTheHoldersDo) {
  add_failure(cell_, {.attribution = "partly", .excess = 2, .holders = {held_by("gup", 0, "a")}});
  add_failure(cell_, {.attribution = "unreliable", .holders = {held_by("gup", 0, "a")}});
  add_failure(cell_, {.holders = {held_by("unknown", 0, "task")}});
  add_failure(cell_, {.excess = 0, .holders = {held_by("gup", 0, "a")}});
  add_failure(cell_, {.in_cma = false, .holders = {held_by("gup", 0, "a")}});
  CountedHolders none;
  auto counted = load_holders(reader(), none);
  ASSERT_TRUE(counted);
  for (const auto& [holder_class, count] : counted->boots.at(0).classes)
    EXPECT_THAT(load({.holder_class = holder_class, .in_cma = true}).rows,
                SizeIs(static_cast<std::size_t>(count.failures)))
        << holder_class;
  EXPECT_THAT(ids(load({.holder_class = "gup"})), ElementsAre(1, 5));
  EXPECT_THAT(ids(load({.holder_class = kUnknown})), ElementsAre(1));
}

TEST_F(Failures, EveryBootHasItsPartOfALongList) {
  made_ = MadeRun({"stock"}, 2);
  for (int i = 0; i < 50; ++i)
    add_failure(made_.cell("stock", 0), {.holders = {held_by("gup", 0, "a")}});
  for (int i = 0; i < 5; ++i)
    add_failure(made_.cell("stock", 1), {.holders = {held_by("gup", 0, "a")}});
  const FailureList list = load({.holder_class = "gup"}, 40);
  EXPECT_THAT(list.rows, SizeIs(25));
  EXPECT_TRUE(list.more);
  EXPECT_FALSE(load({.holder_class = "gup"}, 100).more);
}

TEST_F(Failures, NamesOfAnyBytesAreNoSql) {
  std::vector<std::string> names = hostile_names();
  names.emplace_back("'; DROP TABLE failure; --");
  for (const std::string& name : names) add_failure(cell_, {.holders = {held_by(name, 0, name)}});
  for (std::size_t i = 0; i < names.size(); ++i)
    EXPECT_THAT(ids(load({.holder_class = names[i], .comm = names[i]})),
                ElementsAre(static_cast<std::int64_t>(i) + 1));
}

TEST_F(Failures, WholeStacksAreCountedByClass) {
  cell_.stacks = {{1, "get_page;a;b;c;d;e"}, {2, "a.isra.0;b;c;d;e"}, {3, "x"}};
  add_failure(cell_, {.excess = 2, .holders = {held_by("read", 1, "a"), held_by("read", 1, "b")}});
  add_failure(cell_, {.holders = {held_by("read", 2, "a")}});
  add_failure(cell_, {.holders = {held_by("unknown", 3, "a")}});
  add_failure(cell_, {.holders = {held_by("lru_batch", 0, "")}});  // without a stack
  const std::vector<CellId> cells{cell_.cell.id};
  const auto stacks = load_holder_stacks(reader(), cells, true, {});
  ASSERT_TRUE(stacks);
  ASSERT_THAT(*stacks, SizeIs(2));
  EXPECT_EQ((*stacks)[0].frames, "a;b;c;d;e");
  EXPECT_EQ((*stacks)[0].failures, 2);
  EXPECT_EQ((*stacks)[1].holder_class, kUnclassified);
}

TEST_F(Failures, RequestThatIsStopped_GivesNoList) {
  add_failure(cell_, {.holders = {held_by("gup", 0, "a")}});
  std::stop_source stop;
  stop.request_stop();
  const std::vector<CellId> cells{cell_.cell.id};
  reader();
  EXPECT_FALSE(load_holder_stacks(reader(), cells, false, stop.get_token()));
}

class PageHistoryOf : public Failures {
 protected:
  store::IntervalRow interval(std::uint64_t pfn, std::uint64_t begin, std::uint64_t end) {
    return {.id = ++last_id_,
            .pfn = pfn,
            .begin = {begin},
            .end = {end},
            .holder_class = "fault",
            .stack = 1,
            .waiters = 2,
            .waited_ns = 30};
  }
  std::int64_t last_id_ = 0;
};

TEST_F(PageHistoryOf, HasItsLocksReferencesAndFailuresInOrder) {
  cell_.stacks = {{1, "a;b"}};
  add_failure(cell_, {});  // of pfn 4097, at 1,000,000 ns
  cell_.page_rows.locks = {interval(4097, 900'000, 2'000'000), interval(9, 1, 2)};
  cell_.page_rows.references = {interval(4097, 800'000, 1'500'000)};
  const auto history = load_page_moments(reader(), cell_.cell.id, 4097, {1'000'000}, {});
  ASSERT_TRUE(history) << history.fault().what;
  EXPECT_FALSE(history->from_events);
  std::vector<PageMoment::Kind> kinds;
  for (const PageMoment& moment : history->moments) kinds.push_back(moment.kind);
  using enum PageMoment::Kind;
  EXPECT_THAT(kinds, ElementsAre(Reference, Lock, Failure));
  EXPECT_EQ(history->moments[1].frames, "a;b");
  EXPECT_EQ(history->moments[1].waiters, 2);
  EXPECT_EQ(history->moments[2].what, "freeze: 3 references, 2 expected");
}

TEST_F(PageHistoryOf, OfTooManyMoments_ThoseNearestStay) {
  for (std::uint64_t i = 0; i < 2 * kMostMoments; ++i)
    cell_.page_rows.locks.push_back(interval(5, 1000 * i, 1000 * i + 10));
  const GuestTime middle{1000 * kMostMoments};
  const auto history = load_page_moments(reader(), cell_.cell.id, 5, middle, {});
  ASSERT_TRUE(history);
  EXPECT_TRUE(history->more);
  ASSERT_THAT(history->moments, SizeIs(kMostMoments));
  EXPECT_GT(history->moments.front().begin.ns, 1000 * kMostMoments / 3);
  EXPECT_LT(history->moments.back().begin.ns, 5 * 1000 * kMostMoments / 3);
}

TEST_F(PageHistoryOf, WithoutIntervals_IsOfEvents) {
  const auto history = load_page_moments(reader(), cell_.cell.id, 5, {10}, {});
  ASSERT_TRUE(history);
  EXPECT_TRUE(history->from_events);
  EXPECT_THAT(history->moments, IsEmpty());
}

TEST_F(PageHistoryOf, LongestHoldsOfAllBootsComeFirst) {
  made_ = MadeRun({"stock"}, 2);
  made_.cell("stock", 0).page_rows.locks = {interval(1, 0, 50), interval(2, 0, 10)};
  made_.cell("stock", 1).page_rows.locks = {interval(3, 0, 30), interval(4, 90, 80)};
  made_.cell("stock", 1).stacks = {{1, "a;b"}};
  const std::vector<CellId> cells{{1}, {2}};
  const auto holds = load_longest_holds(reader(), cells, 2, {});
  ASSERT_TRUE(holds);
  ASSERT_THAT(*holds, SizeIs(2));
  EXPECT_EQ((*holds)[0].hold.pfn, 1u);
  EXPECT_EQ((*holds)[1].hold.pfn, 3u);
  EXPECT_EQ((*holds)[1].frames, "a;b");
}

}  // namespace
}  // namespace folioscope::query
