// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/functions.h"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string_view>
#include <utility>

namespace folioscope::tree {
namespace {

// Empty instead of what stands in raw strings: scripts have braces of their own.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  std::string line, end;
  while (std::getline(stream, line)) {
    if (!end.empty()) {
      const bool ends = line.find(end) != line.npos;
      if (ends) end.clear();
      lines.emplace_back();
      continue;
    }
    const std::size_t begin = line.find("R\"");
    const std::size_t open = begin == line.npos ? line.npos : line.find('(', begin);
    if (open != line.npos) {
      const std::string close = ")" + line.substr(begin + 2, open - begin - 2) + "\"";
      if (line.find(close, open) == line.npos) end = close;
    }
    lines.push_back(line);
  }
  return lines;
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

bool has_word(std::string_view text, std::string_view word) {
  return text.starts_with(word) || text.find(" " + std::string(word)) != text.npos;
}

enum class Block { Namespace, Class, Function, Other };

Block kind_of(std::string_view statement) {
  if (has_word(statement, "namespace ") || statement.starts_with("extern \"C\" {"))
    return Block::Namespace;
  const std::string_view head = statement.substr(0, statement.find('('));
  if (has_word(head, "enum ")) return Block::Other;
  const bool names_class =
      has_word(head, "class ") || has_word(head, "struct ") || has_word(head, "union ");
  if (names_class && head == statement) return Block::Class;
  const bool is_value = head.ends_with("= ") || head.find(" = ") != head.npos;
  return head == statement || is_value ? Block::Other : Block::Function;
}

class Scan {
 public:
  std::vector<Function> run(const std::vector<std::string>& lines) {
    for (std::size_t at = 0; at < lines.size(); ++at) take(lines, at);
    return std::move(functions_);
  }

 private:
  void take(const std::vector<std::string>& lines, std::size_t at) {
    const std::string& line = lines[at];
    const std::size_t indent = indent_of(line);
    if (line.empty() || indent == line.size() || line[0] == '#') return;
    const bool closes = indent == indent_ && line[indent] == '}';
    if (inside_ && !closes && indent <= indent_ && line.compare(indent, 2, "//") != 0) {
      inside_ = false;  // its last brace stood elsewhere: a lambda in the list of initializers
    } else if (inside_) {
      if (closes) leave(at, line);
      return;
    }
    if (indent_ >= 2 && indent == indent_ - 2 && line[indent] == '}') {
      indent_ -= 2;  // the end of a class
      return;
    }
    if (line.compare(indent, 2, "//") == 0) return;
    if (indent == indent_) {
      start_ = at;
      statement_.clear();
    }
    statement_ += line.substr(indent) + " ";
    if (line.back() == '{') enter(kind_of(statement_));
  }

  void enter(Block kind) {
    if (kind == Block::Class) indent_ += 2;
    inside_ = kind == Block::Function || kind == Block::Other;
    counts_ = kind == Block::Function;
  }

  void leave(std::size_t at, std::string_view line) {
    inside_ = line.back() == '{';  // "} else {" of nothing we know; stay
    if (!inside_ && counts_)
      functions_.push_back({statement_.substr(0, statement_.find('{')),
                            static_cast<int>(start_) + 1, static_cast<int>(at - start_) + 1});
  }

  std::vector<Function> functions_;
  std::string statement_;   // from its first line on
  std::size_t start_ = 0;   // the index of that line
  std::size_t indent_ = 0;  // of declarations where we are
  bool inside_ = false;     // a function, or another block that is passed over
  bool counts_ = false;
};

}  // namespace

std::vector<Function> functions_of(const File& file) { return Scan().run(lines_of(file.text)); }

}  // namespace folioscope::tree
