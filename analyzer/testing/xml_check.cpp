// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/xml_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace folioscope {
namespace {

constexpr std::string_view kNameLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:_";

class Check {
 public:
  explicit Check(std::string_view text) : text_(text) {}

  std::string run() {
    element();
    while (error_.empty() && at_ < text_.size())
      if (text_[at_++] != '\n') fail("text after the root element");
    return error_;
  }

 private:
  void fail(std::string_view what) {
    if (error_.empty()) error_ = std::string(what) + " at byte " + std::to_string(at_);
  }
  bool take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  void need(std::string_view expected) {
    if (!take(expected)) fail("no '" + std::string(expected) + "'");
  }
  std::string_view name() {
    const std::size_t end = std::min(text_.find_first_not_of(kNameLetters, at_), text_.size());
    if (end == at_) fail("no name");
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
  }
  // Up to `end`, which is not taken.
  void characters(char end) {
    while (error_.empty() && at_ < text_.size() && text_[at_] != end) {
      const char c = text_[at_];
      if (c == '<') fail("'<' in an attribute");
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n') fail("control character");
      if (c != '&') {
        ++at_;
        continue;
      }
      constexpr std::array<std::string_view, 4> kEntities{"&lt;", "&gt;", "&amp;", "&quot;"};
      if (std::ranges::none_of(kEntities, [&](std::string_view e) { return take(e); }))
        fail("unknown entity");
    }
  }
  void attributes() {
    std::set<std::string_view> seen;
    while (error_.empty() && take(" ")) {
      if (!seen.insert(name()).second) fail("attribute twice");
      need("=\"");
      characters('"');
      need("\"");
    }
  }
  void element() {
    need("<");
    const std::string_view tag = name();
    attributes();
    if (take("/>")) return;
    need(">");
    while (error_.empty()) {
      characters('<');
      if (at_ >= text_.size()) return fail("unclosed element");
      if (!text_.substr(at_).starts_with("</")) {
        element();
        continue;
      }
      need("</");
      if (name() != tag) fail("another element's end");
      return need(">");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string error_;
};

}  // namespace

std::string why_not_xml(std::string_view text) { return Check(text).run(); }

}  // namespace folioscope
