// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/escape.h"

#include <algorithm>
#include <cstddef>

#include "text/table.h"

namespace folioscope::resultpage {
namespace {

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Lead {
  std::size_t length = 0;      // of the sequence; 0: no first byte of any
  unsigned low = 0, high = 0;  // what the second byte may be: keeps out overlong and surrogates
};
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

// Length of the valid sequence at `at`; 0 when there is none. U+FFFE and U+FFFF are no XML.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Lead lead = lead_of(byte(at));
  if (lead.length == 0 || at + lead.length > text.size()) return 0;
  if (lead.length > 1 && (byte(at + 1) < lead.low || byte(at + 1) > lead.high)) return 0;
  for (std::size_t i = 2; i < lead.length; ++i)
    if (byte(at + i) < 0x80 || byte(at + i) > 0xbf) return 0;
  if (text.substr(at, lead.length) == "\xef\xbf\xbe" ||
      text.substr(at, lead.length) == "\xef\xbf\xbf")
    return 0;
  return lead.length;
}

}  // namespace

std::string plain_line(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
      out += ' ';
      ++i;
      continue;
    }
    const std::size_t length = sequence_at(text, i);
    out += length == 0 ? "?" : text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return text::printable(out);
}

std::string markdown(std::string_view text) {
  const std::string line = plain_line(text);
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool inside_word = i > 0 && i + 1 < line.size() && is_alnum(line[i - 1]) &&
                             (is_alnum(line[i + 1]) || line[i + 1] == '_');
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (std::string_view("\\`*[]~$").find(c) != std::string_view::npos ||
               (c == '_' && !inside_word) ||
               // What begins a heading or a list.
               (i == 0 && std::string_view("#-+").find(c) != std::string_view::npos)) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  std::string line = plain_line(text);
  if (line.empty()) return line;
  std::ranges::replace(line, '`', '\'');
  return '`' + line + '`';
}

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : plain_line(text)) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string file_name(std::string_view text) {
  std::string name(text);
  for (char& c : name)
    if (!is_alnum(c) && c != '.' && c != '_' && c != '-') c = '-';
  if (name.empty() || name.front() == '.') name.insert(0, "run");
  return name;
}

}  // namespace folioscope::resultpage
