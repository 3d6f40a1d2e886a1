// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/nearest.h"
#include "query/event_filter.h"

namespace folioscope::query {
namespace {

using Written = EventFilter::Comparison;
using Relation = EventFilter::Relation;
using Subject = EventFilter::Subject;
using Node = EventFilter::Node;

// A line that somebody types; deeper nesting than this nobody reads.
constexpr std::size_t kMostText = 4096;
constexpr int kDeepest = 100;

struct Token {
  enum class Kind { Word, Quoted, Sign, Open, Close, And, Or, Not, End } kind = Kind::End;
  std::string text;
  std::size_t column = 1;
  Relation relation = Relation::Equal;
};

Fault not_a_filter(std::size_t column, std::string_view what, std::string remedy) {
  return user_fault(fmt::format("column {}: {}", column, what), std::move(remedy));
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool ends_word(char c) {
  return is_blank(c) || std::string_view("()=!<>~\"'`&|").find(c) != std::string_view::npos;
}

std::string in_lower_case(std::string_view word) {
  std::string text(word);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<Token> next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    Token token{.column = at_ + 1};
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '"' || c == '\'' || c == '`') return quoted(std::move(token));
    if (take_sign(token)) return token;
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
    if (at_ == begin)
      return not_a_filter(begin + 1, fmt::format("`{}` means nothing here", c),
                          "what there is: and or not ( ) = != < <= > >= ~");
    token.text = text_.substr(begin, at_ - begin);
    const std::string lower = in_lower_case(token.text);
    token.kind = lower == "and"   ? Token::Kind::And
                 : lower == "or"  ? Token::Kind::Or
                 : lower == "not" ? Token::Kind::Not
                                  : Token::Kind::Word;
    return token;
  }

 private:
  Result<Token> quoted(Token token) {
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == text_.npos)
      return not_a_filter(token.column, "a quote without its end",
                          fmt::format("write {0}text{0}", text_[at_]));
    token.kind = Token::Kind::Quoted;
    token.text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return token;
  }

  bool take_sign(Token& token) {
    struct Sign {
      std::string_view text;
      Token::Kind kind;
      Relation relation = Relation::Equal;
    };
    // Longer ones first.
    static constexpr Sign kSigns[] = {
        {"!=", Token::Kind::Sign, Relation::Different},
        {"<=", Token::Kind::Sign, Relation::AtMost},
        {">=", Token::Kind::Sign, Relation::AtLeast},
        {"==", Token::Kind::Sign, Relation::Equal},
        {"&&", Token::Kind::And},
        {"||", Token::Kind::Or},
        {"=", Token::Kind::Sign, Relation::Equal},
        {"<", Token::Kind::Sign, Relation::Less},
        {">", Token::Kind::Sign, Relation::More},
        {"~", Token::Kind::Sign, Relation::Contains},
        {"!", Token::Kind::Not},
        {"(", Token::Kind::Open},
        {")", Token::Kind::Close},
    };
    for (const Sign& sign : kSigns)
      if (text_.substr(at_).starts_with(sign.text)) {
        token.kind = sign.kind;
        token.relation = sign.relation;
        token.text = sign.text;
        at_ += sign.text.size();
        return true;
      }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// In nanoseconds; 0: no unit.
double unit_of(std::string_view unit) {
  if (unit == "ns") return 1;
  if (unit == "us") return 1e3;
  if (unit == "ms") return 1e6;
  return unit == "s" ? 1e9 : 0;
}

std::optional<EventNumber> written_number(std::string_view text) {
  EventNumber number{.negative = text.starts_with('-')};
  if (number.negative) text.remove_prefix(1);
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) text.remove_prefix(2);
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number.bits, hexadecimal ? 16 : 10);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!number.negative) return number;
  constexpr std::uint64_t kLowest = std::uint64_t{1} << 63;
  if (number.bits > kLowest) return std::nullopt;
  number.bits = ~number.bits + 1;
  number.negative = number.bits != 0;
  return number;
}

// "12ms" and "1.5s" in nanoseconds.
std::optional<EventNumber> length_of_time(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  const double unit = unit_of({end, static_cast<std::size_t>(text.data() + text.size() - end)});
  const double ns = std::round(value * unit);
  constexpr double kMost = 9.2e18;  // below 2^63
  if (unit == 0 || !(ns >= 0 && ns < kMost)) return std::nullopt;
  return EventNumber{.bits = static_cast<std::uint64_t>(ns)};
}

std::vector<std::string> field_names(const EventVocabulary& vocabulary) {
  std::vector<std::string> names = {"name", "system", "cpu", "pid", "time"};
  for (const auto& [name, kinds] : vocabulary.fields) names.push_back(name);
  return names;
}

std::string known_names(std::string_view wanted, const std::vector<std::string>& names) {
  if (const auto near = nearest(wanted, names)) return fmt::format("did you mean `{}`?", *near);
  return fmt::format("there are: {}", fmt::join(names, ", "));
}

class Parser {
 public:
  Parser(std::string_view text, const EventVocabulary& vocabulary)
      : lexer_(text), vocabulary_(vocabulary) {}

  Result<std::vector<Node>> whole() {
    TRY_STATUS(advance());
    if (here_.kind == Token::Kind::End) return std::vector<Node>();
    TRY(const std::size_t top, any_of(0));
    (void)top;  // it is the last one
    if (here_.kind != Token::Kind::End)
      return not_a_filter(here_.column, fmt::format("`{}` was not expected", here_.text),
                          "`and`, `or`, or the end");
    return std::move(nodes_);
  }

 private:
  Status advance() {
    TRY(here_, lexer_.next());
    return {};
  }
  std::size_t add(Node node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }

  Result<std::size_t> any_of(int depth) {
    TRY(std::size_t left, all_of(depth));
    while (here_.kind == Token::Kind::Or) {
      TRY_STATUS(advance());
      TRY(const std::size_t right, all_of(depth));
      left = add({.kind = Node::Kind::Or, .left = left, .right = right});
    }
    return left;
  }

  Result<std::size_t> all_of(int depth) {
    TRY(std::size_t left, one(depth));
    while (here_.kind == Token::Kind::And) {
      TRY_STATUS(advance());
      TRY(const std::size_t right, one(depth));
      left = add({.kind = Node::Kind::And, .left = left, .right = right});
    }
    return left;
  }

  Result<std::size_t> one(int depth) {
    if (depth > kDeepest)
      return not_a_filter(here_.column, "nested too deeply", "write it with fewer parentheses");
    if (here_.kind == Token::Kind::Not) {
      TRY_STATUS(advance());
      TRY(const std::size_t inner, one(depth + 1));
      return add({.kind = Node::Kind::Not, .left = inner});
    }
    if (here_.kind != Token::Kind::Open) return comparison();
    const std::size_t column = here_.column;
    TRY_STATUS(advance());
    TRY(const std::size_t inner, any_of(depth + 1));
    if (here_.kind != Token::Kind::Close)
      return not_a_filter(column, "a parenthesis without its end", "close it with `)`");
    TRY_STATUS(advance());
    return inner;
  }

  Result<std::size_t> comparison() {
    if (here_.kind != Token::Kind::Word && here_.kind != Token::Kind::Quoted)
      return not_a_filter(here_.column, "a comparison was expected",
                          "for instance `name = folio_wait_begin`, `pfn = 0x1f400`, `time > 12ms`");
    const Token subject = here_;
    Written written;
    TRY_STATUS(find_subject(subject, written));
    TRY_STATUS(advance());
    if (here_.kind != Token::Kind::Sign)
      return not_a_filter(here_.column, fmt::format("how is `{}` to compare?", subject.text),
                          "with = != < <= > >= or ~, which means contains");
    written.relation = here_.relation;
    TRY_STATUS(advance());
    if (here_.kind != Token::Kind::Word && here_.kind != Token::Kind::Quoted)
      return not_a_filter(here_.column, fmt::format("what is `{}` to compare with?", subject.text),
                          "a number, or text; in quotes where it has spaces");
    written.text = here_.text;
    written.number = written_number(here_.text);
    if (!written.number) written.number = length_of_time(here_.text);
    TRY_STATUS(check(written, subject, here_));
    TRY_STATUS(advance());
    return add({.comparison = std::move(written)});
  }

  Status find_subject(const Token& token, Written& written) const {
    static const std::map<std::string_view, Subject> kSubjects = {
        {"name", Subject::Name}, {"system", Subject::System}, {"cpu", Subject::Cpu},
        {"pid", Subject::Pid},   {"time", Subject::Time},     {"time_ns", Subject::Time}};
    if (const auto found = kSubjects.find(token.text); found != kSubjects.end()) {
      written.subject = found->second;
      if (written.subject == Subject::Pid) written.field = "common_pid";
      return {};
    }
    written.field = token.text;
    if (vocabulary_.fields.contains(token.text)) return {};
    return not_a_filter(token.column, fmt::format("there is no field `{}`", token.text),
                        known_names(token.text, field_names(vocabulary_)));
  }

  // Whether the comparison can hold for any event.
  Status check(const Written& written, const Token& subject, const Token& value) const {
    if (written.subject == Subject::Name || written.subject == Subject::System)
      return check_name(written, value);
    EventVocabulary::Kinds kinds{.number = true};
    if (written.subject == Subject::Field) kinds = vocabulary_.fields.at(written.field);
    const bool ordered = written.relation != Relation::Equal &&
                         written.relation != Relation::Different &&
                         written.relation != Relation::Contains;
    if (written.relation == Relation::Contains && !kinds.text && !kinds.address)
      return not_a_filter(value.column, fmt::format("`{}` is a number", subject.text),
                          "compare it with = != < <= > or >=");
    if (!written.number && (ordered || (!kinds.text && !kinds.address)))
      return not_a_filter(value.column, fmt::format("`{}` is no number", value.text),
                          "write 128000, 0x1f400, or a time: 800ns, 3us, 12ms, 1.5s");
    if (ordered && !kinds.number)
      return not_a_filter(value.column, fmt::format("`{}` is text", subject.text),
                          "compare it with = != or ~");
    if (written.subject == Subject::Time && written_number(value.text) && written.number->bits != 0)
      return not_a_filter(value.column, fmt::format("`{}` of what unit?", value.text),
                          fmt::format("write {0}ns, {0}us, {0}ms or {0}s", value.text));
    return {};
  }

  Status check_name(const Written& written, const Token& value) const {
    const bool is_name = written.subject == Subject::Name;
    if (written.relation == Relation::Contains) return {};
    if (written.relation != Relation::Equal && written.relation != Relation::Different)
      return not_a_filter(value.column, "names have no order", "compare with = != or ~");
    const std::vector<std::string>& known = is_name ? vocabulary_.names : vocabulary_.systems;
    const std::string wanted =
        is_name ? written.text.substr(written.text.find('.') + 1) : written.text;
    if (std::ranges::binary_search(known, wanted)) return {};
    return not_a_filter(value.column,
                        fmt::format("this boot has no {} `{}`",
                                    is_name ? "event" : "system of events", written.text),
                        known_names(wanted, known));
  }

  Lexer lexer_;
  const EventVocabulary& vocabulary_;
  Token here_;
  std::vector<Node> nodes_;
};

}  // namespace

Result<EventFilter> EventFilter::parse(std::string_view text, const EventVocabulary& vocabulary) {
  if (text.size() > kMostText)
    return not_a_filter(kMostText + 1, "the filter is too long", "4,096 letters are the most");
  EventFilter filter;
  TRY(filter.nodes_, Parser(text, vocabulary).whole());
  return filter;
}

}  // namespace folioscope::query
