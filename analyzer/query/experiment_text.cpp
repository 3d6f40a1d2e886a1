// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/experiment_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace folioscope::query {
namespace {

constexpr std::string_view kEvents = "events:";

bool is_space(char one) { return one == ' ' || one == '\t'; }

// Of a text, by its place: [begin, end) without the line's end.
struct LineOfText {
  std::size_t begin = 0, end = 0, indent = 0;
  std::string_view words;  // from the first character that is no space on

  bool is_blank() const { return words.empty() || words.front() == '#'; }
};

std::vector<LineOfText> lines_of(std::string_view text) {
  std::vector<LineOfText> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t next = end + 1;
    if (end > begin && text[end - 1] == '\r') --end;
    std::string_view words = text.substr(begin, end - begin);
    const std::size_t indent = std::min(words.find_first_not_of(" \t"), words.size());
    words.remove_prefix(indent);
    lines.push_back({begin, end, indent, words});
    begin = next;
  }
  return lines;
}

// Whether the `#` at `at`, outside of quotes, begins a comment: inside of a word it does not.
bool begins_comment(std::string_view text, std::size_t from, std::size_t at) {
  constexpr std::string_view kEndsWords = " \t\r\n[]{},\"'";
  return at == from || kEndsWords.find(text[at - 1]) != kEndsWords.npos;
}

// Where the comment of a line begins, or its end. `from` is inside no quotes.
std::size_t comment_of(std::string_view text, std::size_t from, std::size_t end) {
  char quote = 0;
  for (std::size_t at = from; at < end; ++at) {
    const char one = text[at];
    if (quote != 0) {
      if (one == quote) quote = 0;
    } else if (one == '"' || one == '\'') {
      quote = one;
    } else if (one == '#' && begins_comment(text, from, at)) {
      return at;
    }
  }
  return end;
}

// The place of the bracket that closes the one at `open`; quotes and comments do not count.
std::optional<std::size_t> closing(std::string_view text, std::size_t open) {
  int depth = 0;
  char quote = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    const char one = text[at];
    if (quote != 0) {
      if (one == '\\' && quote == '"')
        ++at;
      else if (one == quote)
        quote = 0;
      continue;
    }
    if (one == '"' || one == '\'')
      quote = one;
    else if (one == '#' && begins_comment(text, open, at))
      at = std::min(text.find('\n', at), text.size());
    else if (one == '[' || one == '{')
      ++depth;
    else if ((one == ']' || one == '}') && --depth == 0)
      return at;
  }
  return std::nullopt;
}

// Whether `name` stands in `list` as a word of its own, outside of comments.
bool names(std::string_view list, std::string_view name) {
  const auto of_word = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '_' || one == ':' || one == '*' || one == '-' || one == '.';
  };
  for (const LineOfText& line : lines_of(list)) {
    const std::string_view words =
        list.substr(line.begin, comment_of(list, line.begin, line.end) - line.begin);
    for (std::size_t at = words.find(name); at != std::string_view::npos;
         at = words.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      // `- name`, `[name,`, `{name: {window: ...}}`
      const bool begins = at == 0 || !of_word(words[at - 1]);
      const bool ends =
          end == words.size() || !of_word(words[end]) ||
          (words[end] == ':' && (end + 1 == words.size() || is_space(words[end + 1])));
      if (begins && ends) return true;
    }
  }
  return false;
}

std::vector<std::string> missing_in(std::string_view list, const std::vector<std::string>& groups) {
  std::vector<std::string> missing;
  for (const std::string& group : groups)
    if (!names(list, group)) missing.push_back(group);
  return missing;
}

Fault no_list() {
  return user_fault("`events:` of the experiment is no list that can be added to",
                    "add the groups by hand");
}

// Text to put in at a place of the original.
struct Insertion {
  std::size_t at = 0;
  std::string text;
};

class Edit {
 public:
  Edit(std::string_view text, const std::vector<std::string>& groups)
      : text_(text), groups_(groups), lines_(lines_of(text)) {}

  Status plan() {
    std::size_t block_scalar = std::string_view::npos;  // the indent of its key
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const LineOfText& line = lines_[i];
      if (line.is_blank() || line.begin < read_) continue;
      if (block_scalar != std::string_view::npos && line.indent > block_scalar) continue;
      const std::size_t begin = line.begin + line.indent;
      const std::string_view words =
          text_.substr(begin, comment_of(text_, begin, line.end) - begin);
      block_scalar = begins_block(words) ? line.indent : std::string_view::npos;
      TRY_STATUS(look_at(i, words));
    }
    if (!has_events_ && !groups_.empty())
      append(fmt::format("events: [{}]", fmt::join(groups_, ", ")));
    if (!has_instrumentation_) append("instrumentation: auto");
    return {};
  }

  std::string apply() const {
    std::string result;
    std::size_t from = 0;
    for (const Insertion& one : insertions_) {
      result.append(text_.substr(from, one.at - from)).append(one.text);
      from = one.at;
    }
    return result.append(text_.substr(from));
  }

 private:
  Status look_at(std::size_t at, std::string_view words) {
    const LineOfText& line = lines_[at];
    if (line.indent == 0) {
      in_profiles_ = words.starts_with("profiles:");
      has_instrumentation_ |= words.starts_with("instrumentation:");
      has_events_ |= words.starts_with(kEvents);
    }
    if (words.starts_with(kEvents) && (line.indent == 0 || in_profiles_))
      return add_to_list(at, line.begin + line.indent + kEvents.size());
    return in_profiles_ ? add_inside_braces(line) : Status();
  }

  // `key: |` and `key: >-`: what is indented below is text.
  static bool begins_block(std::string_view words) {
    while (!words.empty() && is_space(words.back())) words.remove_suffix(1);
    const std::size_t mark = words.find_last_of("|>");
    return mark != std::string_view::npos && mark >= 2 && words.size() - mark <= 3 &&
           is_space(words[mark - 1]) &&
           words.find_first_not_of("+-123456789", mark + 1) == std::string_view::npos;
  }

  Status add_to_list(std::size_t line, std::size_t after_key) {
    const std::size_t end = comment_of(text_, after_key, lines_[line].end);
    std::size_t value = after_key;
    while (value < end && is_space(text_[value])) ++value;
    if (value == end) return add_to_block(line);
    if (text_[value] != '[') return no_list();
    return add_to_brackets(value);
  }

  Status add_to_brackets(std::size_t open) {
    const auto close = closing(text_, open);
    if (!close) return no_list();
    read_ = *close;
    const std::string_view list = text_.substr(open + 1, *close - open - 1);
    const std::vector<std::string> missing = missing_in(list, groups_);
    if (missing.empty()) return {};
    const std::string added = fmt::format("{}", fmt::join(missing, ", "));
    // At its beginning: what ends the list may be a comma or a comment.
    const bool empty = list.find_first_not_of(" \t\r\n") == std::string_view::npos;
    insertions_.push_back({open + 1, empty ? added : added + ", "});
    return {};
  }

  Status add_to_block(std::size_t line) {
    std::size_t first = line + 1;
    while (first < lines_.size() && lines_[first].is_blank()) ++first;
    if (first == lines_.size() || lines_[first].indent < lines_[line].indent ||
        !lines_[first].words.starts_with('-'))
      return no_list();
    const std::size_t indent = lines_[first].indent;
    std::size_t last = first;
    for (std::size_t i = first; i < lines_.size(); ++i) {
      if (lines_[i].is_blank()) continue;
      if (lines_[i].indent < indent ||
          (lines_[i].indent == indent && lines_[i].words.front() != '-'))
        break;
      last = i;
    }
    read_ = lines_[last].end;
    const std::string_view list =
        text_.substr(lines_[first].begin, lines_[last].end - lines_[first].begin);
    std::string added;
    for (const std::string& group : missing_in(list, groups_))
      added += fmt::format("\n{}- {}", std::string(indent, ' '), group);
    if (!added.empty()) insertions_.push_back({lines_[last].end, added});
    return {};
  }

  // `full: {boots: 20, events: [cma]}` of a profile.
  Status add_inside_braces(const LineOfText& line) {
    const std::size_t end = comment_of(text_, line.begin, line.end);
    for (std::size_t at = text_.find(kEvents, line.begin); at < end;
         at = text_.find(kEvents, at + 1)) {
      std::size_t before = at;
      while (before > line.begin && is_space(text_[before - 1])) --before;
      if (before == line.begin || (text_[before - 1] != '{' && text_[before - 1] != ',')) continue;
      std::size_t value = at + kEvents.size();
      while (value < end && is_space(text_[value])) ++value;
      if (value == end || text_[value] != '[') return no_list();
      TRY_STATUS(add_to_brackets(value));
      at = read_;
    }
    return {};
  }

  void append(const std::string& line) {
    const bool is_behind = !insertions_.empty() && insertions_.back().at == text_.size();
    const std::string_view before = is_behind ? std::string_view(insertions_.back().text) : text_;
    const bool ended = before.empty() || before.back() == '\n';
    insertions_.push_back({text_.size(), (ended ? "" : "\n") + line + '\n'});
  }

  std::string_view text_;
  const std::vector<std::string>& groups_;
  std::vector<LineOfText> lines_;
  std::vector<Insertion> insertions_;  // by place
  std::size_t read_ = 0;  // lists before it are done; what looks like one inside of them is none

  // Of the lines so far.
  bool in_profiles_ = false, has_events_ = false, has_instrumentation_ = false;
};

}  // namespace

Result<std::string> with_events(std::string_view experiment,
                                const std::vector<std::string>& groups) {
  Edit edit(experiment, groups);
  TRY_STATUS(edit.plan());
  return edit.apply();
}

}  // namespace folioscope::query
