// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/event_text.h"

#include <fmt/format.h>

#include <cctype>

#include "spec/fields.h"

namespace folioscope::spec {
namespace {

constexpr std::size_t kMaxFilter = 1024;  // longer ones the kernel refuses long before

}  // namespace

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool is_word(std::string_view text) { return fits(text, kWordPattern); }

std::string read_one_line(const Node& node, std::string_view what, Diagnostics& out) {
  auto text = read_text(node, what, out);
  if (!text) return {};
  if (text->find_first_of("\r\n") != std::string::npos || text->size() > kMaxFilter)
    out.add(node.at, fmt::format("{} is not one line of up to {} bytes", what, kMaxFilter));
  return *text;
}

std::optional<EventName> read_event(const Node& node, Diagnostics& out) {
  const auto text = read_text(node, "event", out);
  if (!text) return std::nullopt;
  if (fits(*text, kEventPattern)) return event_of(*text);
  out.add(node.at, fmt::format("`{}` is not one event", *text),
          "write system:name, such as cma:cma_alloc_start");
  return std::nullopt;
}

EventName event_of(std::string_view tracepoint) {
  const std::size_t colon = tracepoint.find(':');
  return {std::string(tracepoint.substr(0, colon)), std::string(tracepoint.substr(colon + 1))};
}

std::string text_of(const EventName& event) { return event.system + ":" + event.name; }

}  // namespace folioscope::spec
