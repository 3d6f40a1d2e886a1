// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/escape.h"

#include <algorithm>
#include <cstddef>

#include "base/shown_text.h"

namespace folioscope::resultpage {
namespace {

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Length of the valid sequence at `at`; 0 when there is none. U+FFFE and U+FFFF are no XML.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const std::string_view sequence = text.substr(at, utf8_length(text.substr(at)));
  return sequence == "\xef\xbf\xbe" || sequence == "\xef\xbf\xbf" ? 0 : sequence.size();
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
  return printable(out);
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
