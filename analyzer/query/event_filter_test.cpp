// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/event_filter.h"

#include <gmock/gmock.h>

#include <string>

#include "testing/made_rows.h"
#include "testing/page_builder.h"

namespace folioscope::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t kMapping = 0xffffffff81000020;

// Of page_ref_mod and cma_alloc_start, as made_rows has them.
class Filter : public ::testing::Test {
 protected:
  Filter() {
    for (const auto& text : store::made_formats().formats)
      formats_.add(*trace::parse_event_format(text.system, text.text));
    vocabulary_ = vocabulary_of(formats_);
    ref_.put(std::uint64_t{0x1f400})
        .put(std::uint64_t{0xa0000})
        .put(std::int32_t{2})
        .put(std::int32_t{-1})
        .put(kMapping)
        .put(std::int32_t{1})
        .put(std::int32_t{-1});
    cma_.put(std::uint32_t{9 << 16 | 20}).put(std::uint32_t{8192}).put(std::uint32_t{0});
    cma_.put_text("reserved");
  }

  EventFilter parsed(const std::string& text) const {
    auto filter = EventFilter::parse(text, vocabulary_);
    EXPECT_TRUE(filter.ok()) << text << ": " << (filter.ok() ? "" : filter.fault().what);
    return filter.ok() ? *filter : EventFilter();
  }
  Fault refusal(const std::string& text) const {
    const auto filter = EventFilter::parse(text, vocabulary_);
    EXPECT_FALSE(filter.ok()) << text;
    return filter.ok() ? Fault() : filter.fault();
  }
  // On CPU 3 at 12 ms.
  bool matches(const std::string& text, const trace::RecordBytes& record, const char* name) const {
    EventMatcher matcher(parsed(text), [](std::uint64_t address) {
      return address == kMapping ? std::optional<std::string>("vmstat+0x20") : std::nullopt;
    });
    const auto& all = formats_.all();
    const auto format = std::ranges::find(all, name, &trace::EventFormat::name);
    return matcher.matches({.cell = {1},
                            .cpu = 3,
                            .time_ns = 12'000'000,
                            .format = format == all.end() ? nullptr : &*format,
                            .record = record.bytes()});
  }
  bool ref(const std::string& text) const { return matches(text, ref_, "page_ref_mod"); }
  bool cma(const std::string& text) const { return matches(text, cma_, "cma_alloc_start"); }

  trace::FormatTable formats_;
  EventVocabulary vocabulary_;
  trace::RecordBytes ref_{store::kPageRefId, 60}, cma_{store::kCmaStartId, 77};
};

TEST_F(Filter, WithoutTextTakesEverything) {
  EXPECT_TRUE(parsed("  ").matches_all());
  EXPECT_TRUE(ref(""));
}

TEST_F(Filter, ComparesNumbersAsTheyAreWritten) {
  for (const char* text :
       {"pfn = 0x1f400", "pfn=128000", "pfn != 3", "pfn > 0x1f3ff", "count <= 2", "val = -1",
        "val < 0", "mapcount >= -1", "pid = 60", "cpu = 3", "time = 12ms", "time < 12.5ms",
        "time > 800us", "time >= 0.012s", "mapping > 0xffff000000000000", "'pfn' = \"0x1f400\""})
    EXPECT_TRUE(ref(text)) << text;
  for (const char* text : {"pfn = 0x1f401", "pfn != 0x1f400", "val > 0", "pid = 61", "cpu < 3",
                           "time > 12ms", "mapping < 0xffff000000000000", "pfn < -1"})
    EXPECT_FALSE(ref(text)) << text;
}

TEST_F(Filter, ComparesNamesAndText) {
  EXPECT_TRUE(ref("name = page_ref_mod"));
  EXPECT_TRUE(ref("name = page_ref.page_ref_mod"));
  EXPECT_FALSE(ref("name = cma.page_ref_mod"));
  EXPECT_TRUE(ref("name ~ ref and system = page_ref"));
  EXPECT_FALSE(ref("name != page_ref_mod"));
  EXPECT_TRUE(cma("name_ = reserved"));
  EXPECT_TRUE(cma("name_ ~ serve"));
  EXPECT_FALSE(cma("name_ != 'reserved'"));
}

TEST_F(Filter, AnAddressIsItsSymbol) {
  EXPECT_TRUE(ref("mapping = vmstat"));
  EXPECT_TRUE(ref("mapping ~ stat"));
  EXPECT_FALSE(ref("mapping = stat"));
}

TEST_F(Filter, NotBindsClosestThenAndThenOr) {
  EXPECT_TRUE(ref("cpu = 3 or cpu = 1 and pid = 1"));
  EXPECT_FALSE(ref("(cpu = 3 or cpu = 1) and pid = 1"));
  EXPECT_TRUE(ref("not cpu = 1 and pid = 60"));
  EXPECT_TRUE(ref("NOT (cpu = 1 OR pid = 1)"));
  EXPECT_TRUE(ref("!(cpu = 1 || pid = 1) && pid == 60"));
}

TEST_F(Filter, WhatAnEventDoesNotHaveItIsNotComparedWith) {
  EXPECT_FALSE(cma("pfn = 3"));
  EXPECT_FALSE(cma("pfn != 3"));
  EXPECT_TRUE(cma("not pfn = 3"));
  const trace::RecordBytes cut(store::kPageRefId, 60);  // shorter than its format says
  EXPECT_FALSE(matches("pid = 60", cut, "page_ref_mod"));
  EXPECT_FALSE(matches("name = page_ref_mod", ref_, "unknown"));
}

TEST_F(Filter, SaysWhereAndWhatWouldBeUnderstood) {
  const auto says = [&](const std::string& text, const std::string& what,
                        const std::string& remedy) {
    EXPECT_THAT(refusal(text).what, HasSubstr(what)) << text;
    EXPECT_THAT(refusal(text).remedy, HasSubstr(remedy)) << text;
  };
  says("pid = 3 and pnf = 1", "column 13: there is no field `pnf`", "did you mean `pfn`?");
  says("name = page_ref_mode", "column 8: this boot has no event", "did you mean `page_ref_mod`?");
  says("system = pages", "no system of events", "there are: cma, page_ref");
  says("pfn 3", "column 5: how is `pfn` to compare?", "!=");
  says("pfn =", "column 6: what is `pfn` to compare with?", "a number");
  says("pfn = abc", "column 7: `abc` is no number", "0x1f400");
  says("count ~ 3", "column 9: `count` is a number", "!=");
  says("name_ < 3", "column 9: `name_` is text", "~");
  says("name < page_ref_mod", "names have no order", "~");
  says("time > 12", "column 8: `12` of what unit?", "12ms");
  says("(pfn = 3", "column 1: a parenthesis without its end", ")");
  says("pfn = 3)", "column 8: `)` was not expected", "and");
  says("pfn = 'x", "column 7: a quote without its end", "'text'");
  says("pfn = 3 & cpu = 1", "column 9: `&` means nothing here", "and or not");
  says("and", "column 1: a comparison was expected", "pfn = 0x1f400");
  says(std::string(200, '('), "nested too deeply", "parentheses");
  says(std::string(5000, ' '), "too long", "4,096");
}

TEST_F(Filter, NoBeginningOfAFilterIsTakenForAnotherOne) {
  const std::string text = "(pid = 60 or not name ~ 'a b') and time >= 1.5s";
  for (std::size_t size = 1; size < text.size(); ++size)
    (void)EventFilter::parse(text.substr(0, size), vocabulary_);  // a fault or a filter, no crash
  EXPECT_FALSE(parsed(text).matches_all());
}

TEST_F(Filter, SelectsWhatTheStoreCanServe) {
  const auto all = selection_of(
      parsed("name = page_ref_mod and pid = 60 and pfn = 0x1f400 and cpu = 3 and time >= 1us and "
             "time < 12ms and count > 1"),
      {5});
  EXPECT_EQ(all.cell, CellId{5});
  EXPECT_THAT(all.names, ElementsAre("page_ref_mod"));
  EXPECT_EQ(all.pid, 60);
  EXPECT_EQ(all.pfn, 0x1f400u);
  EXPECT_EQ(all.cpu, 3);
  EXPECT_EQ(all.min_ns, 1000);
  EXPECT_EQ(all.max_ns, 12'000'000);
}

TEST_F(Filter, SelectsNoLessThanMatches) {
  const auto names = selection_of(parsed("name = page_ref_mod or name = cma_alloc_start"), {1});
  EXPECT_THAT(names.names, UnorderedElementsAre("page_ref_mod", "cma_alloc_start"));
  const auto one = selection_of(parsed("name = page_ref_mod or pid = 60"), {1});
  EXPECT_THAT(one.names, IsEmpty());
  EXPECT_EQ(one.pid, std::nullopt);
  const auto span = selection_of(parsed("time = 3ms or time > 1ms and time < 2ms"), {1});
  EXPECT_EQ(span.min_ns, 1'000'000);
  EXPECT_EQ(span.max_ns, 3'000'000);
  EXPECT_EQ(selection_of(parsed("not cpu = 3"), {1}).cpu, std::nullopt);
  EXPECT_EQ(selection_of(parsed("cpu != 3"), {1}).cpu, std::nullopt);
  EXPECT_EQ(selection_of(parsed("cpu = 99999999999"), {1}).cpu, std::nullopt);
}

}  // namespace
}  // namespace folioscope::query
