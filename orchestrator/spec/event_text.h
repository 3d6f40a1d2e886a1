// SPDX-License-Identifier: GPL-3.0-or-later
// The words that entries about trace events share: names, filters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/diagnostics.h"
#include "spec/form.h"
#include "spec/spec.h"
#include "spec/yaml.h"

namespace folioscope::spec {

bool is_word_char(char c);
// A C identifier.
bool is_word(std::string_view text);
// "system:name"; a dynamic probe's system is `folioscope`.
inline constexpr const char* kEventPattern = "^[A-Za-z_][A-Za-z0-9_]*:[A-Za-z_][A-Za-z0-9_]*$";
// "system:name" or "system:*".
inline constexpr const char* kTracepointPattern =
    "^[A-Za-z_][A-Za-z0-9_]*:([A-Za-z_][A-Za-z0-9_]*|[*])$";

// A filter, fetch arguments, a name: a text of one line that the kernel takes in one write.
std::string read_one_line(const Node& node, std::string_view what, Diagnostics& out);
// "system:name"; nothing after a diagnostic.
std::optional<EventName> read_event(const Node& node, Diagnostics& out);
// Of "system:name" or "system:*".
EventName event_of(std::string_view tracepoint);
std::string text_of(const EventName& event);

}  // namespace folioscope::spec
