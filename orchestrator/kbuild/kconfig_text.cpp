// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kconfig_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

// What follows the word; nothing where the line begins otherwise.
std::optional<std::string> after(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return std::nullopt;
  line.remove_prefix(word.size());
  if (!line.empty() && line.front() != ' ' && line.front() != '\t') return std::nullopt;
  return std::string(sys::trim(line));
}

std::size_t indent_of(std::string_view raw) {
  std::size_t column = 0;
  for (const char c : raw) {
    if (c == '\t')
      column = (column / 8 + 1) * 8;
    else if (c == ' ')
      ++column;
    else
      break;
  }
  return column;
}

// Lines that go on are one; texts of help are gone.
std::vector<std::string> statements_of(std::string_view text) {
  std::vector<std::string> statements;
  std::optional<std::size_t> help;  // the indent of its first line; 0: that one is still to come
  std::string begun;
  for (const std::string_view raw : sys::split_lines(text)) {
    const std::string_view line = sys::trim(raw);
    if (line.empty()) continue;
    if (help) {
      if (*help == 0) help = std::max<std::size_t>(indent_of(raw), 1);
      if (indent_of(raw) >= *help) continue;
      help.reset();
    }
    if (line == "help" || line == "---help---") {
      help = 0;
      continue;
    }
    begun += line;
    if (begun.ends_with('\\')) {
      begun.back() = ' ';
      continue;
    }
    if (!begun.starts_with('#')) statements.push_back(begun);
    begun.clear();
  }
  return statements;
}

// "bool" of `bool "Text"`, `def_bool y` and the like.
std::string type_of(std::string_view line) {
  if (line.starts_with("def_")) line.remove_prefix(4);
  for (const char* type : {"bool", "tristate", "int", "hex", "string"})
    if (after(line, type)) return type;
  return {};
}

// The condition behind the closing quotes of a prompt.
std::string condition_of(std::string_view line) {
  const std::size_t quote = line.rfind('"');
  const std::size_t at = line.find(" if ", quote == line.npos ? 0 : quote);
  return at == line.npos ? std::string() : std::string(sys::trim(line.substr(at + 4)));
}

class Parser {
 public:
  void take(const std::string& line) {
    if (begins_or_ends_a_block(line)) return;
    if (const auto name = named(line)) {
      entries_.push_back({.name = *name});
      for (const Block& block : blocks_)
        for (const std::string& expression : block.depends)
          entries_.back().depends.push_back(expression);
      for (Block& block : blocks_)
        if (block.kind == Kind::Choice) block.members.push_back(entries_.size() - 1);
      in_entry_ = true;
      in_comment_ = false;
    } else {
      attribute(line);
    }
  }
  std::vector<KconfigEntry> entries() { return std::move(entries_); }

 private:
  enum class Kind { If, Menu, Choice };
  struct Block {
    Kind kind;
    std::vector<std::string> depends;
    std::vector<std::size_t> members;  // of a choice
  };

  static std::optional<std::string> named(const std::string& line) {
    auto name = after(line, "config");
    return name ? name : after(line, "menuconfig");
  }

  bool begins_or_ends_a_block(const std::string& line) {
    if (const auto expression = after(line, "if")) {
      blocks_.push_back({Kind::If, {*expression}, {}});
    } else if (after(line, "menu")) {
      blocks_.push_back({Kind::Menu, {}, {}});
    } else if (after(line, "choice")) {
      blocks_.push_back({Kind::Choice, {}, {}});
    } else if (after(line, "endif") || after(line, "endmenu") || after(line, "endchoice")) {
      end_block();
    } else if (!after(line, "comment") && !after(line, "source")) {
      return false;
    }
    in_entry_ = false;
    in_comment_ = after(line, "comment").has_value();
    return true;
  }

  void end_block() {
    if (blocks_.empty()) return;
    std::vector<std::string> names;
    for (const std::size_t member : blocks_.back().members) names.push_back(entries_[member].name);
    for (const std::size_t member : blocks_.back().members) entries_[member].choice = names;
    blocks_.pop_back();
  }

  void attribute(const std::string& line) {
    if (in_comment_) return;
    if (!in_entry_) {
      if (const auto expression = after(line, "depends on"); expression && !blocks_.empty())
        blocks_.back().depends.push_back(*expression);
      return;
    }
    KconfigEntry& entry = entries_.back();
    if (const auto expression = after(line, "depends on")) entry.depends.push_back(*expression);
    if (const auto name = after(line, "select"))
      entry.selects.push_back(name->substr(0, name->find(' ')));
    const std::string type = type_of(line);
    if (!type.empty()) entry.type = type;
    if (!after(line, "prompt") && (type.empty() || line.find('"') == line.npos)) return;
    entry.asks = true;
    if (std::string condition = condition_of(line); !condition.empty())
      entry.prompt_if.push_back(std::move(condition));
  }

  std::vector<KconfigEntry> entries_;
  std::vector<Block> blocks_;
  bool in_entry_ = false, in_comment_ = false;
};

// Takes an expression apart while it looks at the values. An operand without a value is true.
class Expression {
 public:
  Expression(const std::string& text, const KconfigValue& value) : text_(text), value_(value) {}

  std::vector<std::string> blockers() {
    Side side = either(false);
    skip_blanks();
    if (at_ < text_.size()) return {};  // not understood
    return side.holds ? std::vector<std::string>() : std::move(side.blockers);
  }

 private:
  // Whether it holds, and what keeps it from that.
  struct Side {
    bool holds = true;
    std::vector<std::string> blockers;
  };
  static void append(Side& to, Side more) {
    for (std::string& blocker : more.blockers)
      if (std::ranges::find(to.blockers, blocker) == to.blockers.end())
        to.blockers.push_back(std::move(blocker));
  }

  // Under a `!` an `or` is an `and` of negations.
  Side either(bool negated) { return joined("||", negated); }
  Side joined(const char* word, bool negated) {
    const bool is_or = std::string_view(word) == "||";
    const auto next = [&] { return is_or ? joined("&&", negated) : operand(negated); };
    Side side = next();
    bool holds = side.holds;
    while (eat(word)) {
      Side more = next();
      holds = is_or != negated ? holds || more.holds : holds && more.holds;
      append(side, std::move(more));
    }
    side.holds = holds;
    if (holds) side.blockers.clear();
    return side;
  }

  Side operand(bool negated) {
    if (eat("!")) return operand(!negated);
    if (eat("(")) {
      Side side = either(negated);
      eat(")");
      return side;
    }
    const std::string left = word();
    for (const char* relation : {"!=", ">=", "<=", "=", ">", "<"})
      if (eat(relation)) return compared(left, relation, word(), negated);
    if (left.empty() || left == "y" || left.starts_with('$')) return {left.empty() || !negated, {}};
    if (left == "n") return {negated, {}};
    if (left == "m") {
      if ((value_("MODULES") != "n") != negated) return {};
      return {false, {"m"}};
    }
    const std::string value = value_(left);
    return judged((value == "n" || value == "0") == negated, left, value);
  }

  static Side judged(bool holds, const std::string& name, const std::string& value) {
    if (holds) return {};
    return {false, {fmt::format("{} is {}", name, value)}};
  }

  Side compared(const std::string& left, std::string_view relation, const std::string& right,
                bool negated) {
    if (left.starts_with('$') || right.starts_with('$')) return {};
    const std::string value = value_of(left), other = value_of(right);
    int order = value.compare(other);
    long long a = 0, b = 0;
    if (number(value, a) && number(other, b)) order = a < b ? -1 : a > b ? 1 : 0;
    const bool holds = relation == "="    ? order == 0
                       : relation == "!=" ? order != 0
                       : relation == ">"  ? order > 0
                       : relation == "<"  ? order < 0
                       : relation == ">=" ? order >= 0
                                          : order <= 0;
    return judged(holds != negated, left, value);
  }
  std::string value_of(const std::string& word) const {
    const bool symbol = !word.empty() && std::isupper(static_cast<unsigned char>(word[0])) != 0;
    return symbol ? value_(word) : word;
  }
  static bool number(const std::string& text, long long& value) {
    return std::from_chars(text.data(), text.data() + text.size(), value).ptr ==
           text.data() + text.size();
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool eat(std::string_view token) {
    skip_blanks();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    if (token == "!" && text_.compare(at_, 2, "!=") == 0) return false;
    at_ += token.size();
    return true;
  }
  // A symbol, a text without its quotes, or a macro of kconfig's as a whole.
  std::string word() {
    skip_blanks();
    const std::size_t begin = at_;
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const std::size_t end = std::min(text_.find(text_[at_], at_ + 1), text_.size());
      at_ = std::min(end + 1, text_.size());
      return text_.substr(begin + 1, end - begin - 1);
    }
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '$' || (c == '(' && (depth > 0 || (at_ > begin && text_[at_ - 1] == '$')))) {
        depth += c == '(' ? 1 : 0;
      } else if (c == ')' && depth > 0) {
        --depth;
      } else if (depth == 0 && std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') {
        break;
      }
    }
    return text_.substr(begin, at_ - begin);
  }

  const std::string& text_;
  const KconfigValue& value_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<KconfigEntry> read_kconfig(std::string_view text) {
  Parser parser;
  for (const std::string& line : statements_of(text)) parser.take(line);
  return parser.entries();
}

std::vector<std::string> blockers_of(const std::string& expression, const KconfigValue& value) {
  // A comment may stand behind it.
  const std::string code(sys::trim(std::string_view(expression).substr(0, expression.find('#'))));
  return Expression(code, value).blockers();
}

}  // namespace folioscope::kbuild
