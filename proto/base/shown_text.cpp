// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/shown_text.h"

#include <algorithm>

namespace folioscope {
namespace {

struct Lead {
  std::size_t length = 0;      // of the sequence; 0: no first byte of any
  unsigned low = 0, high = 0;  // what the second byte may be: keeps out overlong and surrogates
};

// Unicode Standard, table 3-7.
Lead lead_of(unsigned byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte >= 0xc2 && byte <= 0xdf) return {2, 0x80, 0xbf};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte >= 0xe1 && byte <= 0xef) return {3, 0x80, 0xbf};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte >= 0xf1 && byte <= 0xf3) return {4, 0x80, 0xbf};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {};
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Of a sequence that is one.
char32_t code_point(std::string_view sequence) {
  const unsigned first = byte_at(sequence, 0);
  if (sequence.size() == 1) return first;
  char32_t code = first & (0x7fU >> sequence.size());
  for (std::size_t i = 1; i < sequence.size(); ++i)
    code = code << 6 | (byte_at(sequence, i) & 0x3f);
  return code;
}

bool is_control(char32_t code) {
  // C0, DEL and C1; the separators of lines and paragraphs break lines as well.
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

template <class Keep>
std::string replaced(std::string_view text, const Keep& keep) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    const std::string_view sequence = text.substr(i, std::max<std::size_t>(length, 1));
    if (length == 0) {
      out += '?';
    } else {
      const char32_t code = code_point(sequence);
      if (keep(code) || (!is_control(code) && !turns_direction(code)))
        out += sequence;
      else
        out += '?';
    }
    i += sequence.size();
  }
  return out;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const Lead lead = lead_of(byte_at(text, 0));
  if (lead.length == 0 || lead.length > text.size()) return 0;
  if (lead.length > 1 && (byte_at(text, 1) < lead.low || byte_at(text, 1) > lead.high)) return 0;
  for (std::size_t i = 2; i < lead.length; ++i)
    if ((byte_at(text, i) & 0xc0) != 0x80) return 0;
  return lead.length;
}

std::string printable(std::string_view text) {
  return replaced(text, [](char32_t) { return false; });
}

std::string printable_lines(std::string_view text) {
  return replaced(text, [](char32_t code) { return code == '\n'; });
}

}  // namespace folioscope
