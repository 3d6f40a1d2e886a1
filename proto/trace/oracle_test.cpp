// SPDX-License-Identifier: GPL-3.0-or-later
// The same pages through libtraceevent, the library behind trace-cmd and perf: the same events,
// with the same times, bytes, losses and fields. Pages are recorded from a real kernel or made
// here.
#include <event-parse.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "testing/page_builder.h"
#include "testing/places.h"
#include "testing/recorded_trace.h"
#include "trace/page.h"

extern "C" {  // the header does not say so itself
#include <kbuffer.h>
}

namespace folioscope::trace {
namespace {

const std::filesystem::path kTestdata = source_dir() + "/proto/trace/testdata";

using Kbuffer = std::unique_ptr<kbuffer, decltype(&kbuffer_free)>;
using Tep = std::unique_ptr<tep_handle, decltype(&tep_free)>;

struct Seen {
  std::uint64_t time;
  std::vector<std::byte> data;
  bool operator==(const Seen&) const = default;
};

struct OraclePage {
  std::vector<Seen> events;
  int missed = 0;  // -1: unknown how many
};

OraclePage by_oracle(kbuffer* buffer, std::vector<std::byte>& page) {
  OraclePage result;
  EXPECT_EQ(kbuffer_load_subbuffer(buffer, page.data()), 0);
  result.missed = kbuffer_missed_events(buffer);  // answers only before the second event
  unsigned long long time = 0;
  for (void* data = kbuffer_read_event(buffer, &time); data != nullptr;
       data = kbuffer_next_event(buffer, &time)) {
    const auto* bytes = static_cast<const std::byte*>(data);
    result.events.push_back({time, {bytes, bytes + kbuffer_event_size(buffer)}});
  }
  return result;
}

std::vector<Seen> by_cursor(PageCursor& cursor) {
  std::vector<Seen> events;
  Record record;
  while (cursor.next(record))
    events.push_back({record.time.ns, {record.data.begin(), record.data.end()}});
  return events;
}

void expect_same_events(std::span<const std::byte> page, const PageLayout& layout = {}) {
  const Kbuffer buffer(kbuffer_alloc(layout.commit_size == 4 ? KBUFFER_LSIZE_4 : KBUFFER_LSIZE_8,
                                     KBUFFER_ENDIAN_LITTLE),
                       kbuffer_free);
  ASSERT_NE(buffer, nullptr);
  std::vector<std::byte> copy(page.begin(), page.end());
  const auto [expected, missed] = by_oracle(buffer.get(), copy);
  PageCursor cursor(layout, page);
  const std::vector<Seen> got = by_cursor(cursor);
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].time, expected[i].time) << "event " << i;
    EXPECT_EQ(got[i].data, expected[i].data) << "event " << i;
  }
  EXPECT_EQ(cursor.error(), PageError::None);
  EXPECT_EQ(cursor.loss().lost, missed != 0);
  if (missed > 0) {
    EXPECT_EQ(cursor.loss().count, static_cast<std::uint64_t>(missed));
  } else {
    EXPECT_EQ(cursor.loss().count, std::nullopt);
  }
}

TEST(PageOracle, RecordedPages) {
  for (const char* name : {"keep", "busy", "refs", "wrap"}) {
    const Recording recording = load_recording(kTestdata, name);
    for (const auto& cpu : recording.cpus) {
      for (std::size_t i = 0; i < cpu.page_count(); ++i) {
        SCOPED_TRACE(std::string(name) + ", cpu " + std::to_string(cpu.cpu) + ", page " +
                     std::to_string(i));
        expect_same_events(cpu.page(i), recording.layout);
      }
    }
  }
}

TEST(PageOracle, TheRecordingHasLossesWithTheirNumber) {
  const Recording recording = load_recording(kTestdata, "wrap");
  const PageCursor first(recording.layout, recording.cpus[0].page(0));
  ASSERT_TRUE(first.loss().lost);
  EXPECT_GT(first.loss().count.value_or(0), 1000u);
}

// Random pages of everything a writer can produce, filled until the next piece does not fit.
std::vector<std::byte> random_page(std::mt19937_64& random, const PageLayout& layout) {
  std::uint64_t now = random() % (std::uint64_t{1} << 50);
  PageBuilder page(now, layout);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  // libtraceevent 1.7 tells of losses only when the page begins with an event.
  page.header(1, 0).word(7);
  while (page.room() > 700) {
    const std::size_t size = 8 + 4 * below(below(8) == 0 ? 120 : 26);
    std::vector<std::byte> data(size);
    for (std::byte& byte : data) byte = static_cast<std::byte>(random());
    switch (below(8)) {
      case 0:
        page.discarded(1 + below(1000), static_cast<std::uint32_t>(size));
        break;
      case 1:
        page.time_extend(below(std::uint64_t{1} << 40));
        break;
      case 2:
        now = (now + below(std::uint64_t{1} << 52)) % (std::uint64_t{1} << 58);
        page.time_stamp(now);
        break;
      default:
        page.header(0, below(1 << 27)).word(static_cast<std::uint32_t>(size) + 4);
        for (std::size_t i = 0; i < size; i += 4) page.word(static_cast<std::uint32_t>(random()));
    }
    if (below(2) == 0) page.header(2, below(1 << 27)).word(1).word(2);
  }
  if (below(2) == 0) page.lost(1 + below(1 << 30));
  return page.finish();
}

TEST(PageOracle, RandomPages) {
  std::mt19937_64 random(20);
  const PageLayout narrow{.commit_offset = 8, .commit_size = 4, .data_offset = 12};
  for (int i = 0; i < 2000; ++i) {
    SCOPED_TRACE("page " + std::to_string(i));
    const PageLayout layout = i % 4 == 0 ? narrow : PageLayout{};
    expect_same_events(random_page(random, layout), layout);
    if (HasFailure()) return;
  }
}

Tep make_tep(const Recording& recording) {
  Tep tep(tep_alloc(), tep_free);
  tep_set_long_size(tep.get(), 8);
  tep_set_page_size(tep.get(), 4096);
  tep_set_file_bigendian(tep.get(), TEP_LITTLE_ENDIAN);
  tep_set_local_bigendian(tep.get(), TEP_LITTLE_ENDIAN);
  for (const auto& [system, text] : recording.format_texts)
    EXPECT_EQ(tep_parse_event(tep.get(), text.data(), text.size(), system.c_str()),
              TEP_ERRNO__SUCCESS)
        << system;
  return tep;
}

std::vector<tep_format_field*> all_fields(tep_event* event) {
  std::vector<tep_format_field*> fields;
  for (auto* field = event->format.common_fields; field != nullptr; field = field->next)
    fields.push_back(field);
  for (auto* field = event->format.fields; field != nullptr; field = field->next)
    fields.push_back(field);
  return fields;
}

Field::Kind kind_of(const tep_format_field& field) {
  const bool text = (field.flags & TEP_FIELD_IS_STRING) != 0;
  if ((field.flags & TEP_FIELD_IS_DYNAMIC) != 0) {
    if (!text) return Field::Kind::Bytes;
    return (field.flags & TEP_FIELD_IS_RELATIVE) != 0 ? Field::Kind::RelString
                                                      : Field::Kind::DynamicString;
  }
  if ((field.flags & TEP_FIELD_IS_ARRAY) != 0)
    return text ? Field::Kind::Chars : Field::Kind::Bytes;
  return Field::Kind::Number;
}

TEST(FormatOracle, EveryRecordedFormatHasTheSameFields) {
  const Recording recording = load_recording(kTestdata, "keep");
  const Tep tep = make_tep(recording);
  for (const EventFormat& format : recording.formats.all()) {
    SCOPED_TRACE(format.system + ":" + format.name);
    tep_event* event = tep_find_event(tep.get(), format.id);
    ASSERT_NE(event, nullptr);
    EXPECT_EQ(format.name, event->name);
    EXPECT_EQ(format.system, event->system);
    const auto fields = all_fields(event);
    ASSERT_EQ(format.fields.size(), fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Field& got = format.fields[i];
      SCOPED_TRACE(got.name);
      EXPECT_EQ(got.name, fields[i]->name);
      EXPECT_EQ(got.offset, fields[i]->offset);
      EXPECT_EQ(got.size, fields[i]->size);
      EXPECT_EQ(got.is_signed, (fields[i]->flags & TEP_FIELD_IS_SIGNED) != 0);
      EXPECT_EQ(got.kind, kind_of(*fields[i]));
    }
  }
}

std::uint64_t masked(std::int64_t value, std::size_t size) {
  const auto bits = static_cast<std::uint64_t>(value);
  return size == 8 ? bits : bits & ((std::uint64_t{1} << (8 * size)) - 1);
}

void expect_same_field(const Field& field, tep_format_field* expected, tep_event* event,
                       const Record& record, tep_record* tep_data) {
  if (field.kind == Field::Kind::Number) {
    unsigned long long value = 0;
    ASSERT_EQ(tep_read_number_field(expected, record.data.data(), &value), 0);
    EXPECT_EQ(masked(read_number(field, record.data), field.size), value);
    return;
  }
  int length = 0;
  const auto* raw = static_cast<const char*>(
      tep_get_field_raw(nullptr, event, expected->name, tep_data, &length, 0));
  ASSERT_NE(raw, nullptr);
  if (field.kind == Field::Kind::Bytes) {
    const auto got = read_bytes(field, record.data);
    ASSERT_LE(got.size(), static_cast<std::size_t>(length));
    EXPECT_EQ(std::memcmp(got.data(), raw, got.size()), 0);
    return;
  }
  EXPECT_EQ(read_string(field, record.data),
            std::string_view(raw, strnlen(raw, static_cast<std::size_t>(length))));
}

// Returns how many events it compared.
std::size_t compare_fields(const Recording& recording, tep_handle* tep,
                           std::span<const std::byte> page) {
  PageCursor cursor(recording.layout, page);
  Record record;
  std::size_t compared = 0;
  while (cursor.next(record)) {
    tep_record tep_data = {};
    tep_data.ts = record.time.ns;
    tep_data.size = static_cast<int>(record.data.size());
    tep_data.data = const_cast<std::byte*>(record.data.data());
    tep_event* event = tep_find_event_by_record(tep, &tep_data);
    const EventFormat* format = recording.formats.by_id(record.type());
    EXPECT_EQ(format == nullptr, event == nullptr);
    if (format == nullptr || event == nullptr) continue;
    EXPECT_EQ(event->id, format->id);
    EXPECT_GE(record.data.size(), format->fixed_size) << format->name;
    const auto fields = all_fields(event);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      SCOPED_TRACE(format->name + "." + fields[i]->name);
      expect_same_field(format->fields[i], fields[i], event, record, &tep_data);
    }
    ++compared;
  }
  return compared;
}

TEST(FormatOracle, EveryFieldOfEveryRecordedEvent) {
  for (const char* name : {"keep", "busy", "refs", "wrap"}) {
    const Recording recording = load_recording(kTestdata, name);
    const Tep tep = make_tep(recording);
    std::size_t compared = 0;
    for (const auto& cpu : recording.cpus)
      for (std::size_t i = 0; i < cpu.page_count(); ++i)
        compared += compare_fields(recording, tep.get(), cpu.page(i));
    EXPECT_GT(compared, 100u) << name;
  }
}

TEST(FormatOracle, HeaderPage) {
  const Recording recording = load_recording(kTestdata, "keep");
  const Tep tep(tep_alloc(), tep_free);
  std::string text = recording.header_page;
  ASSERT_EQ(tep_parse_header_page(tep.get(), text.data(), text.size(), 8), 0);
  EXPECT_EQ(tep_get_header_page_size(tep.get()), recording.layout.commit_size);
}

}  // namespace
}  // namespace folioscope::trace
