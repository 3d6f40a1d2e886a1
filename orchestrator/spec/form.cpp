// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/form.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/quantity.h"

namespace folioscope::spec {

bool fits(std::string_view text, const char* pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

Form Form::single(std::string pattern) {
  return {.kind = Kind::Single, .range = {1, kAny}, .pattern = std::move(pattern)};
}
Form Form::maybe_empty() { return {.kind = Kind::Single, .range = {0, kAny}}; }
Form Form::name() {
  return {.kind = Kind::Single, .range = {1, limits::kNameLength}, .pattern = kNamePattern};
}

Form Form::text(std::string pattern) { return {.kind = Kind::Text, .pattern = std::move(pattern)}; }

Form Form::size(Range bytes, std::string_view suffix) {
  Form form = text(quantity_pattern(kSizeUnits, suffix));
  form.bounds = fmt::format("from {0}{2} to {1}{2}", to_string(Bytes{bytes.low}),
                            to_string(Bytes{bytes.high}), suffix);
  return form;
}

Form Form::duration() {
  Form form = text(quantity_pattern(kTimeUnits));
  form.bounds = kDurationBounds;
  return form;
}

Form Form::word(std::vector<std::string> words) {
  return {.kind = Kind::Word, .words = std::move(words)};
}

Form Form::count(Range range) { return {.kind = Kind::Count, .range = range}; }
Form Form::number() { return {.kind = Kind::Number}; }
Form Form::flag() { return {.kind = Kind::Flag}; }
Form Form::nothing() { return {.kind = Kind::Nothing}; }
Form Form::map(KeysOf keys) { return {.kind = Kind::Map, .keys = keys}; }

Form Form::named(Form value, std::string pattern, Range range) {
  return {.kind = Kind::Named,
          .range = range,
          .pattern = std::move(pattern),
          .parts = {std::move(value)}};
}

Form Form::either(std::vector<Form> forms) {
  return {.kind = Kind::Either, .parts = std::move(forms)};
}

Form Form::list(Form item, std::size_t most) {
  return {.kind = Kind::List, .range = {1, most}, .parts = {std::move(item)}};
}

Form Form::list_or_one(Form item, std::size_t most) { return either({item, list(item, most)}); }

Form Form::sweep() { return list_or_one(single(), kMaxSweep); }

const KeyRow* Keys::find(std::string_view key) const {
  const auto found = std::ranges::find(rows, key, &KeyRow::key);
  return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string> Keys::names() const {
  std::vector<std::string> names;
  for (const KeyRow& row : rows) names.emplace_back(row.key);
  return names;
}

}  // namespace folioscope::spec
