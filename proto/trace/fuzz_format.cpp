// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any text as a format file and as header_page. What is accepted must keep the promise
// of format.h: a record of fixed_size bytes holds every number.
#include <cstdint>
#include <utility>
#include <vector>

#include "testing/fuzz.h"
#include "trace/page.h"

using namespace folioscope;
using namespace folioscope::trace;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* system : {"fuzz", "ftrace"}) {
    auto format = parse_event_format(system, text);
    if (!format) continue;
    const std::vector<std::byte> record(format->fixed_size, std::byte{0xa5});
    for (const Field& field : format->fields) {
      fuzz::check(!field.name.empty());
      if (field.kind == Field::Kind::Number) (void)read_number(field, record);
      (void)read_string(field, record);
      (void)read_bytes(field, record);
    }
    FormatTable table;
    const std::uint16_t id = format->id;
    table.add(*std::move(format));
    fuzz::check(table.by_id(id) != nullptr);
  }
  if (const auto layout = parse_header_page(text)) {
    const std::vector<std::byte> page(4096, std::byte{0x11});
    PageCursor cursor(*layout, page);
    Record record;
    while (cursor.next(record)) {
    }
  }
  return 0;
}
