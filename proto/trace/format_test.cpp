// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::trace {
namespace {

using testing::HasSubstr;
using Kind = Field::Kind;

constexpr std::string_view kCommon =
    "format:\n"
    "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
    "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
    "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
    "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";

std::string format_with(std::string_view fields) {
  return "name: thing\nID: 77\n" + std::string(kCommon) + std::string(fields) +
         "\nprint fmt: \"field:nonsense;\", REC->x,\nfield:also nonsense\n";
}

Field only_field(std::string_view line) {
  const auto format = parse_event_format("test", format_with(line));
  EXPECT_TRUE(format.ok()) << (format.ok() ? "" : format.fault().what);
  if (!format.ok() || format->fields.size() != 5) return {};
  return format->fields[4];
}

TEST(EventFormat, NameIdAndCommonFields) {
  const auto format = parse_event_format(
      "kmem", format_with("\tfield:unsigned long pfn;\toffset:8;\tsize:8;\tsigned:0;\n"));
  ASSERT_TRUE(format.ok()) << format.fault().what;
  EXPECT_EQ(format->system, "kmem");
  EXPECT_EQ(format->name, "thing");
  EXPECT_EQ(format->id, 77);
  EXPECT_EQ(format->fixed_size, 16u);
  ASSERT_EQ(format->fields.size(), 5u);
  EXPECT_EQ(format->fields[0].name, "common_type");
  EXPECT_EQ(format->fields[0].type, "unsigned short");
  EXPECT_EQ(format->find("common_pid")->is_signed, true);
  EXPECT_EQ(format->find("pfn")->offset, 8);
  EXPECT_EQ(format->find("nothing"), nullptr);
}

TEST(EventFormat, NumbersAreIntegersEnumsBooleansAndPointers) {
  const auto expect_number = [](std::string_view line, std::string_view name,
                                std::string_view type) {
    const Field field = only_field(line);
    EXPECT_EQ(field.kind, Kind::Number) << line;
    EXPECT_EQ(field.name, name);
    EXPECT_EQ(field.type, type);
  };
  expect_number("field:bool ok; offset:8; size:1; signed:0;", "ok", "bool");
  expect_number("field:enum migrate_mode mode; offset:8; size:4; signed:1;", "mode",
                "enum migrate_mode");
  expect_number("field:const struct page * page; offset:8; size:8; signed:0;", "page",
                "const struct page *");
  expect_number("field:void *mapping; offset:8; size:8; signed:0;", "mapping", "void *");
  expect_number("field:u64 __probe_ip; offset:8; size:8; signed:0;", "__probe_ip", "u64");
}

TEST(EventFormat, StringsInTheRecordAndBehindIt) {
  const Field comm = only_field("field:char comm[16]; offset:8; size:16; signed:0;");
  EXPECT_EQ(comm.kind, Kind::Chars);
  EXPECT_EQ(comm.name, "comm");
  EXPECT_EQ(comm.type, "char[16]");
  EXPECT_EQ(only_field("field:char comm[TASK_COMM_LEN]; offset:8; size:16; signed:0;").kind,
            Kind::Chars);

  const Field name = only_field("field:__data_loc char[] name; offset:8; size:4; signed:0;");
  EXPECT_EQ(name.kind, Kind::DynamicString);
  EXPECT_EQ(name.name, "name");
  EXPECT_EQ(name.type, "__data_loc char[]");
  EXPECT_EQ(only_field("field:__rel_loc char[] name; offset:8; size:4; signed:0;").kind,
            Kind::RelString);
}

TEST(EventFormat, OtherArraysAndStructsAreBytes) {
  const auto expect_bytes = [](std::string_view line, std::string_view name) {
    const Field field = only_field(line);
    EXPECT_EQ(field.kind, Kind::Bytes) << line;
    EXPECT_EQ(field.name, name) << line;
  };
  expect_bytes("field:unsigned long args[6]; offset:8; size:48; signed:0;", "args");
  expect_bytes("field:unsigned char mac[8]; offset:8; size:8; signed:0;", "mac");
  expect_bytes("field:__data_loc unsigned long[] stack; offset:8; size:4; signed:0;", "stack");
  expect_bytes("field:__rel_loc u8[] blob; offset:8; size:4; signed:0;", "blob");
  expect_bytes("field:struct timespec64 when; offset:8; size:16; signed:0;", "when");
  expect_bytes("field:struct pair two; offset:8; size:8; signed:0;", "two");
}

TEST(EventFormat, UnknownDeclarations_KeepTheirNameAndAreBytes) {
  const Field bits = only_field("field:unsigned int dirty:3; offset:8; size:4; signed:0;");
  EXPECT_EQ(bits.kind, Kind::Bytes);
  EXPECT_EQ(bits.name, "dirty");
  const Field call = only_field("field:void (*fn)(struct work *); offset:8; size:8; signed:0;");
  EXPECT_EQ(call.kind, Kind::Bytes);
  EXPECT_FALSE(call.name.empty());
}

TEST(EventFormat, OldKernelsLeaveSignednessOut) {
  const Field field = only_field("field:int x; offset:8; size:4;");
  EXPECT_EQ(field.kind, Kind::Number);
  EXPECT_FALSE(field.is_signed);
}

TEST(EventFormat, ArrayAtTheEndOfABuiltInEntry_MayBeStoredInPart) {
  const std::string text = format_with(
      "field:int size; offset:8; size:4; signed:1;\n"
      "field:unsigned long caller[8]; offset:16; size:64; signed:0;\n");
  EXPECT_EQ(parse_event_format("ftrace", text)->fixed_size, 16u);
  EXPECT_EQ(parse_event_format("other", text)->fixed_size, 80u);
}

TEST(EventFormat, FaultNamesTheLine) {
  for (const std::string_view line :
       {"field:int x; offset:8; size:", "field:int x; offset:8;", "field:int x; size:4;",
        "field:; offset:8; size:4;", "field:int x; offset:-1; size:4;",
        "field:int x; offset:65536; size:4;", "field:int x; offset:65535; size:4;",
        "field:int x; offset:8; size:4; signed:maybe;", "field:int x; offset:8; size:4; colour:1;",
        "field:__data_loc char[] s; offset:8; size:8; signed:0;", "something else"}) {
    const auto format = parse_event_format("test", format_with(line));
    ASSERT_FALSE(format.ok()) << line;
    EXPECT_EQ(format.fault().domain, FaultDomain::Guest);
    EXPECT_THAT(format.fault().what, HasSubstr("line 9")) << line;
    EXPECT_THAT(format.fault().what, HasSubstr(std::string(line)));
  }
}

TEST(EventFormat, TextCutAtAnyLength_IsAFaultOrAShorterFormat) {
  const std::string text =
      format_with("\tfield:unsigned long pfn;\toffset:8;\tsize:8;\tsigned:0;\n");
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto format = parse_event_format("kmem", std::string_view(text).substr(0, length));
    if (format.ok()) {
      EXPECT_LE(format->fields.size(), 5u);
    }
  }
  EXPECT_THAT(parse_event_format("kmem", "").fault().what, HasSubstr("'name:'"));
  EXPECT_THAT(parse_event_format("kmem", "name: x\n").fault().what, HasSubstr("'ID:'"));
  EXPECT_THAT(parse_event_format("kmem", "name: x\nID: 1\n").fault().what, HasSubstr("field"));
}

TEST(EventFormat, TooManyFields_AreRefused) {
  std::string fields;
  for (int i = 0; i < 600; ++i) fields += "field:u8 x; offset:8; size:1; signed:0;\n";
  EXPECT_FALSE(parse_event_format("test", format_with(fields)).ok());
}

constexpr std::string_view kHeaderPage =
    "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
    "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
    "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
    "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";

TEST(HeaderPage, SixtyFourBitKernel) {
  const auto layout = parse_header_page(kHeaderPage);
  ASSERT_TRUE(layout.ok()) << layout.fault().what;
  EXPECT_EQ(*layout, PageLayout{});
}

TEST(HeaderPage, ThirtyTwoBitKernelWithoutTheOverwriteLine) {
  const auto layout = parse_header_page(
      "field: u64 timestamp; offset:0; size:8;\nfield: local_t commit; offset:8; size:4;\n"
      "field: char data; offset:12; size:4084;\n");
  ASSERT_TRUE(layout.ok()) << layout.fault().what;
  EXPECT_EQ(*layout, (PageLayout{.commit_offset = 8, .commit_size = 4, .data_offset = 12}));
}

TEST(HeaderPage, WhatCannotBeAPage_IsRefused) {
  EXPECT_FALSE(parse_header_page("").ok());
  EXPECT_FALSE(parse_header_page("rubbish\n").ok());
  EXPECT_FALSE(parse_header_page("field: u64 timestamp; offset:0; size:8;\n").ok());
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text(kHeaderPage);
    text.replace(text.find(from), from.size(), to);
    return parse_header_page(text);
  };
  EXPECT_FALSE(with("offset:0;\tsize:8", "offset:0;\tsize:4").ok());
  EXPECT_FALSE(with("commit;\toffset:8", "commit;\toffset:4").ok());
  EXPECT_FALSE(with("offset:8;\tsize:8", "offset:8;\tsize:2").ok());
  EXPECT_FALSE(with("data;\toffset:16", "data;\toffset:12").ok());
}

EventFormat named(std::string name, std::uint16_t id) {
  EventFormat format;
  format.system = "s";
  format.name = std::move(name);
  format.id = id;
  return format;
}

TEST(FormatTable, FindsByIdAndName_LaterReplacesEarlier) {
  FormatTable table;
  EXPECT_EQ(table.by_id(0), nullptr);
  table.add(named("a", 5));
  table.add(named("b", 65535));
  table.add(named("c", 5));
  EXPECT_EQ(table.by_id(5)->name, "c");
  EXPECT_EQ(table.by_id(65535)->name, "b");
  EXPECT_EQ(table.by_id(6), nullptr);
  EXPECT_EQ(table.by_name("s", "a"), nullptr);
  EXPECT_EQ(table.by_name("s", "b")->id, 65535);
  EXPECT_EQ(table.by_name("t", "b"), nullptr);
  EXPECT_EQ(table.all().size(), 2u);
}

}  // namespace
}  // namespace folioscope::trace
