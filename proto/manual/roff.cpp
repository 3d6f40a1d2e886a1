// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/roff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace folioscope::manual {
namespace {

// As groff_char(7) has them: what a terminal shows can be typed again.
std::string_view escape_of(char c) {
  switch (c) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    default:
      return {};
  }
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view found = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return found;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  return upper;
}

// An argument of a macro: what is in it must not end it.
std::string argument(std::string_view escaped) {
  std::string text;
  for (const char c : escaped) text += c == '"' ? std::string("\\(dq") : std::string(1, c);
  return '"' + text + '"';
}

}  // namespace

std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (const std::string_view escape = escape_of(c); !escape.empty())
      escaped += escape;
    else
      escaped += c;
  }
  return escaped;
}

std::string bold(std::string_view text) {
  return text.empty() ? std::string() : "\\fB" + roff(text) + "\\fR";
}

std::string roff_words(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const std::size_t begin = text.find('`');
    const std::size_t end = begin == text.npos ? text.npos : text.find('`', begin + 1);
    if (end == text.npos) break;
    escaped += roff(text.substr(0, begin)) + bold(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
  return escaped + roff(text);
}

std::string line(std::string_view escaped) {
  const bool request = escaped.starts_with('.');
  return fmt::format("{}{}\n", request ? "\\&" : "", escaped);
}

std::string literal(std::string_view lines) {
  std::string text = ".RS 2\n.nf\n";
  while (!lines.empty()) {
    const std::string_view one = next_line(lines);
    text += one.empty() ? ".sp\n" : line(roff(one));
  }
  return text + ".fi\n.RE\n";
}

std::string paragraphs(std::string_view text) {
  std::string out, filled, standing;
  const auto end_filled = [&] {
    if (!filled.empty()) out += line(roff_words(filled));
    filled.clear();
  };
  const auto end_standing = [&] {
    if (!standing.empty()) out += literal(standing);
    standing.clear();
  };
  while (!text.empty()) {
    const std::string_view one = next_line(text);
    if (one.starts_with("  ")) {
      end_filled();
      standing.append(one.substr(2)).push_back('\n');
      continue;
    }
    end_standing();
    if (one.empty()) {
      end_filled();
      out += ".PP\n";
    } else {
      filled.append(filled.empty() ? "" : " ").append(one);
    }
  }
  end_filled();
  end_standing();
  return out;
}

std::string title(std::string_view name, int section, std::string_view version) {
  return fmt::format(".TH {} {} \"\" {} {}\n.ad l\n.nh\n", argument(roff(upper_case(name))),
                     section, argument(roff("folioscope " + std::string(version))),
                     argument("folioscope"));
}

std::string heading(std::string_view text) {
  return fmt::format(".SH {}\n", argument(roff(upper_case(text))));
}

std::string subheading(std::string_view text) {
  return fmt::format(".SS {}\n", argument(roff(text)));
}

std::string item(std::string_view term, std::string_view meaning) {
  return ".TP\n" + line(term) + std::string(meaning);
}

}  // namespace folioscope::manual
