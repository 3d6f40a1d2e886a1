// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of an event as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "query/event_filter.h"
#include "trace/format.h"

namespace folioscope::query {

// Longer ones end in "...": no record of a kernel's own events has as much.
inline constexpr std::size_t kMostFieldsText = 1000;

// "pfn=0x1f400 function=__filemap_get_folio+0x12 count=2", without what every event has; page frame
// numbers, flags and addresses without a symbol in hexadecimal. Of a guest: one line, but not to be
// trusted further.
std::string fields_text(const trace::EventFormat& format, std::span<const std::byte> record,
                        const SymbolAt& symbol_at);

// Unset: no such number in this event.
std::optional<std::int64_t> number_in(const trace::EventFormat& format, std::string_view field,
                                      std::span<const std::byte> record);

}  // namespace folioscope::query
