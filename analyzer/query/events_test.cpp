// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/events.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "query/event_text.h"
#include "testing/page_builder.h"
#include "testing/store_fixture.h"

namespace folioscope::query {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr CellId kCell{0};

class Events : public store::StoreTest {
 protected:
  Events() {
    auto writer = create();
    EXPECT_TRUE(commit(*writer, kCell.value).ok());
    reader_ = read();
  }
  EventFilter filter(const std::string& text) {
    return *EventFilter::parse(text, vocabulary_of(reader_->decoding(kCell)->formats));
  }
  EventRows load(const std::string& text, std::size_t most, EventWindow window = {kCell}) {
    auto rows = load_events(*reader_, window, filter(text), most, {});
    EXPECT_TRUE(rows.ok());
    return rows.ok() ? *std::move(rows) : EventRows();
  }
  std::int64_t number(const std::string& sql) {
    return std::get<std::int64_t>(reader_->sql(sql)->rows[0][0]);
  }

  std::unique_ptr<store::Reader> reader_;
};

TEST_F(Events, ComeByTimeOverAllCpus) {
  const EventRows all = load("", kMostEvents);
  EXPECT_FALSE(all.more);
  EXPECT_EQ(static_cast<std::int64_t>(all.rows.size()), number("select count(*) from event"));
  EXPECT_TRUE(std::ranges::is_sorted(all.rows, {}, &EventRow::time_ns));
  EXPECT_TRUE(std::ranges::any_of(all.rows, [](const EventRow& row) { return row.cpu == 0; }));
  EXPECT_TRUE(std::ranges::any_of(all.rows, [](const EventRow& row) { return row.cpu == 1; }));
}

TEST_F(Events, AreTheFirstOnesOfTheWindow_AndItIsSaidThatThereAreMore) {
  const EventRows all = load("", kMostEvents);
  for (const std::size_t most : {std::size_t{1}, std::size_t{7}, all.rows.size() - 1}) {
    const EventRows some = load("", most);
    EXPECT_TRUE(some.more) << most;
    EXPECT_EQ(some.rows,
              std::vector(all.rows.begin(), all.rows.begin() + static_cast<std::ptrdiff_t>(most)));
  }
  EXPECT_FALSE(load("", all.rows.size()).more);

  const std::int64_t begin = all.rows[10].time_ns, end = all.rows[40].time_ns;
  const EventRows middle = load("", kMostEvents, {kCell, begin, end});
  EXPECT_EQ(middle.rows.front().time_ns, begin);
  EXPECT_EQ(middle.rows.back().time_ns, end);
  EXPECT_FALSE(middle.more);
}

TEST_F(Events, OfAFilterAreThoseThatSqlFinds) {
  for (const auto& [text, sql] :
       {std::pair("name = cma_alloc_start", "name = 'cma_alloc_start'"),
        std::pair("pid = 61 or pfn < 1005", "pid = 61 or pfn < 1005"),
        std::pair("pfn = 1003", "pfn = 1003"),
        std::pair("cpu = 1 and not val < 0", "cpu = 1 and coalesce(val, 0) >= 0")}) {
    const EventRows rows = load(text, kMostEvents);
    EXPECT_GT(rows.rows.size(), 0u) << text;
    EXPECT_EQ(static_cast<std::int64_t>(rows.rows.size()),
              number(std::string("select count(*) from event where ") + sql))
        << text;
  }
}

TEST_F(Events, SayWhatTheyAre) {
  const EventRows rows = load("name = page_ref_mod and pfn = 1000", kMostEvents);
  ASSERT_FALSE(rows.rows.empty());
  const EventRow& row = rows.rows.front();
  EXPECT_EQ(row.system, "page_ref");
  EXPECT_EQ(row.name, "page_ref_mod");
  EXPECT_EQ(row.pfn, 1000u);
  EXPECT_GE(row.pid, 60);
  EXPECT_THAT(row.fields, HasSubstr("pfn=0x3e8 flags=0xa00"));
  EXPECT_THAT(row.fields, HasSubstr(" mt=1 "));
  EXPECT_THAT(load("name = cma_alloc_start", kMostEvents).rows,
              Each(Field(&EventRow::fields, "name=reserved count=8192 align=0")));
}

TEST_F(Events, AreNotLoadedWhenNobodyWantsThemAnyMore) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(load_events(*reader_, {kCell}, {}, kMostEvents, stop.get_token()).ok());
}

TEST(EventText, IsOneBoundedLineWhateverAGuestWrote) {
  const auto made = store::made_formats().formats.back();
  const auto format = *trace::parse_event_format(made.system, made.text);
  trace::RecordBytes record(store::kCmaStartId);
  record.put(std::uint32_t{3000 << 16 | 20}).put(std::uint32_t{1}).put(std::uint32_t{0});
  record.put_text("a\tb\n" + std::string(3000, 'c'));
  const std::string text = fields_text(format, record.bytes(), {});
  EXPECT_THAT(text, ::testing::StartsWith("name=a?b?ccc"));
  EXPECT_LE(text.size(), kMostFieldsText + 3);
  EXPECT_THAT(fields_text(format, trace::RecordBytes(1).bytes(), {}), HasSubstr("8 bytes"));
}

}  // namespace
}  // namespace folioscope::query
