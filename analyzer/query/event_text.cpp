// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/event_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "trace/page.h"

namespace folioscope::query {
namespace {

constexpr std::size_t kMostArrayBytes = 16;

bool is_in_hexadecimal(const trace::Field& field) {
  return field.is_address || field.name == "pfn" || field.name.ends_with("_pfn") ||
         field.name.ends_with("flags");
}

std::string number_text(const trace::Field& field, std::int64_t value, const SymbolAt& symbol_at) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (field.is_address && symbol_at)
    if (auto symbol = symbol_at(bits)) return *std::move(symbol);
  if (is_in_hexadecimal(field)) return fmt::format("{:#x}", bits);
  return field.is_signed ? fmt::format("{}", value) : fmt::format("{}", bits);
}

std::string array_text(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes.first(std::min(bytes.size(), kMostArrayBytes)))
    fmt::format_to(std::back_inserter(text), "{:02x}", std::to_integer<unsigned>(byte));
  return bytes.size() > kMostArrayBytes ? text + "..." : text;
}

// On one line, whatever the guest wrote.
std::string plain(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  return result;
}

std::string value_text(const trace::Field& field, std::span<const std::byte> record,
                       const SymbolAt& symbol_at) {
  switch (field.kind) {
    case trace::Field::Kind::Number:
      return number_text(field, trace::read_number(field, record), symbol_at);
    case trace::Field::Kind::Bytes:
      return array_text(trace::read_bytes(field, record));
    case trace::Field::Kind::Chars:
    case trace::Field::Kind::DynamicString:
    case trace::Field::Kind::RelString:
      break;
  }
  const auto text = trace::read_string(field, record);
  return text ? plain(text->substr(0, kMostFieldsText)) : "?";
}

}  // namespace

std::string fields_text(const trace::EventFormat& format, std::span<const std::byte> record,
                        const SymbolAt& symbol_at) {
  if (record.size() < format.fixed_size)
    return fmt::format("(a record of {} bytes, which has at least {})", record.size(),
                       format.fixed_size);
  std::string text;
  for (const trace::Field& field : format.fields) {
    if (field.name.starts_with("common_")) continue;
    if (text.size() > kMostFieldsText) break;
    if (!text.empty()) text += ' ';
    text += field.name;
    text += '=';
    text += value_text(field, record, symbol_at);
  }
  if (text.size() > kMostFieldsText) text.replace(kMostFieldsText, text.npos, "...");
  return text;
}

std::optional<std::int64_t> number_in(const trace::EventFormat& format, std::string_view name,
                                      std::span<const std::byte> record) {
  const trace::Field* field = format.find(name);
  if (field == nullptr || field->kind != trace::Field::Kind::Number ||
      record.size() < format.fixed_size)
    return std::nullopt;
  return trace::read_number(*field, record);
}

}  // namespace folioscope::query
