// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "trace/print_fmt.h"

namespace folioscope::trace {
namespace {

// The kernel emits each format from one seq_file page or two; a longer text is not a format.
constexpr std::size_t kMaxText = 1 << 20;
constexpr std::size_t kMaxFields = 512;
// A record lives inside one sub-buffer, and a sub-buffer is at most 64 KiB.
constexpr std::uint32_t kMaxRecord = 1 << 16;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// Takes the text up to `separator` off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const std::string_view head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return head;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::uint16_t> parse_u16(std::string_view text) {
  text = trim(text);
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_char_type(std::string_view element) {
  take_prefix(element, "const ");
  return element == "char";
}

// A C declaration as the kernel prints it, taken apart.
struct Declaration {
  std::string_view name;
  std::string type;
  Field::Kind kind = Field::Kind::Bytes;  // Number is decided with the size, by the caller
  bool scalar = false;                    // a plain `type name`, so a number if its size is one
};

bool is_scalar_type(std::string_view type) {
  if (type.empty()) return false;
  if (type.ends_with('*')) return true;
  // A struct by value has no single number in it, whatever its size.
  return !type.starts_with("struct ") && !type.starts_with("union ") &&
         type.find_first_of("()[]:,") == std::string_view::npos;
}

// `__data_loc char[] name`, `char name[16]`, `struct page * name`, `u32 name`. What does not look
// like one of these (a bit field, a function pointer) keeps its last word as name and is bytes.
Declaration parse_declaration(std::string_view text) {
  Declaration result;
  std::string_view body = text;
  const bool data_loc = take_prefix(body, "__data_loc ");
  const bool rel_loc = !data_loc && take_prefix(body, "__rel_loc ");

  std::size_t name_end = body.size();
  const auto bracket = body.find('[');
  const bool array_after_name = body.ends_with(']') && bracket != std::string_view::npos;
  if (array_after_name) name_end = bracket;
  const auto colon = body.find(':');
  if (colon != std::string_view::npos) name_end = std::min(name_end, colon);
  while (name_end > 0 && !is_word(body[name_end - 1])) --name_end;
  std::size_t name_begin = name_end;
  while (name_begin > 0 && is_word(body[name_begin - 1])) --name_begin;

  result.name = body.substr(name_begin, name_end - name_begin);
  const std::string_view element = trim(body.substr(0, name_begin));
  const std::string_view suffix = trim(body.substr(name_end));
  result.type = fmt::format("{}{}{}",
                            data_loc  ? "__data_loc "
                            : rel_loc ? "__rel_loc "
                                      : "",
                            element, suffix);
  if (data_loc || rel_loc) {
    const auto open = element.find('[');
    if (open != std::string_view::npos && is_char_type(trim(element.substr(0, open))))
      result.kind = data_loc ? Field::Kind::DynamicString : Field::Kind::RelString;
  } else if (array_after_name) {
    if (is_char_type(element)) result.kind = Field::Kind::Chars;
  } else {
    result.scalar = suffix.empty() && is_scalar_type(element);
  }
  return result;
}

// One `field:DECLARATION; offset:N; size:N; signed:N;` line. Old kernels leave `signed` out.
std::optional<Field> parse_field(std::string_view line) {
  if (!take_prefix(line, "field:") && !take_prefix(line, "field special:")) return std::nullopt;
  const Declaration declaration = parse_declaration(trim(take_until(line, ';')));
  std::optional<std::uint16_t> offset, size;
  std::uint16_t is_signed = 0;
  while (!line.empty()) {
    std::string_view property = trim(take_until(line, ';'));
    if (take_prefix(property, "offset:")) {
      offset = parse_u16(property);
    } else if (take_prefix(property, "size:")) {
      size = parse_u16(property);
    } else if (take_prefix(property, "signed:")) {
      const auto value = parse_u16(property);
      if (!value) return std::nullopt;
      is_signed = *value;
    } else if (!property.empty()) {
      return std::nullopt;
    }
  }
  if (declaration.name.empty() || !offset || !size) return std::nullopt;

  Field field;
  field.name = declaration.name;
  field.type = declaration.type;
  field.offset = *offset;
  field.size = *size;
  field.is_signed = is_signed != 0;
  field.kind = declaration.kind;
  if (declaration.scalar && (*size == 1 || *size == 2 || *size == 4 || *size == 8))
    field.kind = Field::Kind::Number;
  field.is_address = field.kind == Field::Kind::Number && field.type.ends_with('*');
  return field;
}

Fault not_understood(std::string_view what, std::size_t line_number, std::string_view line) {
  constexpr std::size_t kShown = 120;
  return guest_fault(
      fmt::format("{}, line {}: not understood: \"{}\"", what, line_number, line.substr(0, kShown)),
      "compare it with /sys/kernel/tracing/events in the guest");
}

bool is_dynamic(const Field& field) {
  return field.type.starts_with("__data_loc ") || field.type.starts_with("__rel_loc ");
}

// Offsets of the dynamic kinds are read as one u32.
bool fits(const Field& field) {
  if (is_dynamic(field) && field.size != 4) return false;
  return std::uint32_t{field.offset} + field.size <= kMaxRecord;
}

void mark_addresses(EventFormat& format, std::string_view print_fmt) {
  const bool of_probe = format.find("__probe_ip") || format.find("__probe_func");
  for (const std::string_view name : address_fields(print_fmt, of_probe))
    for (Field& field : format.fields)
      if (field.name == name && field.kind == Field::Kind::Number && field.size == 8)
        field.is_address = true;
}

// The kernel stores only the used part of an array that ends one of its built-in entries
// (kernel_stack's caller[8] with three frames), so the array is no part of the least length.
bool may_be_cut(const EventFormat& format, const Field& field) {
  return format.system == "ftrace" && &field == &format.fields.back() &&
         (field.kind == Field::Kind::Bytes || field.kind == Field::Kind::Chars);
}

std::uint32_t least_length(const EventFormat& format) {
  std::uint32_t length = 0;
  for (const Field& field : format.fields) {
    const std::uint32_t size = may_be_cut(format, field) ? 0 : field.size;
    length = std::max(length, std::uint32_t{field.offset} + size);
  }
  return length;
}

}  // namespace

const Field* EventFormat::find(std::string_view field_name) const {
  for (const Field& field : fields)
    if (field.name == field_name) return &field;
  return nullptr;
}

Result<EventFormat> parse_event_format(std::string_view system, std::string_view text) {
  EventFormat format;
  format.system = system;
  const std::string what = fmt::format("format file of an event of '{}'", system);
  if (text.size() > kMaxText)
    return guest_fault(fmt::format("{}: {} bytes long", what, text.size()));
  bool has_id = false;
  std::size_t number = 0;
  while (!text.empty()) {
    std::string_view line = trim(take_until(text, '\n'));
    ++number;
    const std::string_view whole = line;
    if (take_prefix(line, "print fmt:")) {  // the last one; C for humans, and may span lines
      mark_addresses(format, line);
      break;
    }
    if (line.empty() || line == "format:") continue;
    if (take_prefix(line, "name:")) {
      format.name = trim(line);
    } else if (take_prefix(line, "ID:")) {
      const auto id = parse_u16(line);
      if (!id) return not_understood(what, number, whole);
      format.id = *id;
      has_id = true;
    } else {
      auto field = parse_field(line);
      if (!field || !fits(*field) || format.fields.size() == kMaxFields)
        return not_understood(what, number, whole);
      format.fields.push_back(*std::move(field));
    }
  }
  if (format.name.empty() || !has_id || format.fields.empty())
    return guest_fault(fmt::format("{}: no {}", what,
                                   format.name.empty() ? "'name:' line"
                                   : !has_id           ? "'ID:' line"
                                                       : "field"),
                       "the file was cut short: read it again in the guest");
  format.fixed_size = least_length(format);
  return format;
}

std::optional<std::uint16_t> parse_event_id(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (take_prefix(line, "ID:")) return parse_u16(line);
  }
  return std::nullopt;
}

Result<PageLayout> parse_header_page(std::string_view text) {
  PageLayout layout;
  bool has_time = false, has_commit = false, has_data = false;
  std::size_t number = 0;
  if (text.size() > kMaxText) return guest_fault("header_page is too long to be one");
  while (!text.empty()) {
    const std::string_view line = trim(take_until(text, '\n'));
    ++number;
    if (line.empty()) continue;
    const auto field = parse_field(line);
    if (!field) return not_understood("header_page", number, line);
    if (field->name == "timestamp") {
      has_time = field->offset == 0 && field->size == 8;
    } else if (field->name == "commit") {
      has_commit = field->size == 4 || field->size == 8;
      layout.commit_offset = field->offset;
      layout.commit_size = field->size;
    } else if (field->name == "data") {
      has_data = true;
      layout.data_offset = field->offset;
    }
  }
  const bool in_order =
      layout.commit_offset >= 8 && layout.data_offset >= layout.commit_offset + layout.commit_size;
  if (!has_time || !has_commit || !has_data || !in_order)
    return guest_fault(
        "header_page does not describe a 64-bit time stamp, a commit word of 4 or 8 bytes and data "
        "behind them",
        "send events/header_page of the guest's tracefs unchanged");
  return layout;
}

void FormatTable::add(EventFormat format) {
  if (index_.size() <= format.id) index_.resize(std::size_t{format.id} + 1, -1);
  std::int32_t& position = index_[format.id];
  if (position >= 0) {
    formats_[static_cast<std::size_t>(position)] = std::move(format);
    return;
  }
  position = static_cast<std::int32_t>(formats_.size());
  formats_.push_back(std::move(format));
}

const EventFormat* FormatTable::by_name(std::string_view system, std::string_view name) const {
  for (const EventFormat& format : formats_)
    if (format.system == system && format.name == name) return &format;
  return nullptr;
}

}  // namespace folioscope::trace
