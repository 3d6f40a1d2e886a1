// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as ring-buffer pages of a hostile guest. Every record must lie inside its
// page and the walk must end.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "testing/fuzz.h"
#include "trace/page.h"

using namespace folioscope;
using namespace folioscope::trace;
using fuzz::check;

namespace {

Field field(Field::Kind kind, std::uint16_t offset, std::uint16_t size, const char* type) {
  return {.name = "f", .type = type, .offset = offset, .size = size, .kind = kind};
}

void read_everything(std::span<const std::byte> data) {
  static const std::vector<Field> fields = {
      field(Field::Kind::Chars, 8, 16, "char[16]"),
      field(Field::Kind::DynamicString, 8, 4, "__data_loc char[]"),
      field(Field::Kind::RelString, 12, 4, "__rel_loc char[]"),
      field(Field::Kind::Bytes, 16, 64, "unsigned long[8]"),
      field(Field::Kind::Bytes, 8, 4, "__data_loc unsigned long[]"),
  };
  std::size_t sum = 0;
  for (const Field& f : fields) {
    if (const auto text = read_string(f, data)) sum += std::count(text->begin(), text->end(), 'a');
    for (const std::byte b : read_bytes(f, data)) sum += std::to_integer<std::size_t>(b);
  }
  check(sum < data.size() * 1024 + 1);
}

void walk(const PageLayout& layout, std::span<const std::byte> page) {
  PageCursor cursor(layout, page);
  Record record;
  std::size_t records = 0;
  while (cursor.next(record)) {
    check(record.data.empty() ||
          (record.data.data() >= page.data() &&
           record.data.data() + record.data.size() <= page.data() + page.size()));
    check(++records <= page.size() / 4);
    read_everything(record.data);
  }
  check(cursor.used() <= page.size() && cursor.damaged_bytes() <= page.size());
  check((cursor.error() == PageError::None) == (cursor.damaged_bytes() == 0) || page.empty() ||
        cursor.error() == PageError::CommitTooLarge);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kPage = 4096;
  for (std::size_t at = 0; at <= size; at += kPage) {
    // A copy of its own, so that a sanitizer sees a read behind the page.
    const std::size_t length = std::min(kPage, size - at);
    const auto* begin = reinterpret_cast<const std::byte*>(data) + at;
    const std::vector<std::byte> page(begin, begin + length);
    walk(PageLayout{}, page);
    walk(PageLayout{.commit_offset = 8, .commit_size = 4, .data_offset = 12}, page);
  }
  return 0;
}
