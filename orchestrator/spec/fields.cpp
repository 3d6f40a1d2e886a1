// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "base/limits.h"
#include "spec/quantity.h"

namespace folioscope::spec {
namespace {

const char* kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::Null:
      return "nothing";
    case Node::Kind::Scalar:
      return "a single value";
    case Node::Kind::List:
      return "a list";
    case Node::Kind::Map:
      return "a map";
  }
  return "?";
}

// Keeps a quoted piece of input short enough for one line of a terminal.
std::string quote(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (text.size() <= kShown) return fmt::format("`{}`", text);
  return fmt::format("`{}...`", text.substr(0, kShown));
}

// number * factor, or nothing when it leaves 64 bits.
std::optional<std::uint64_t> multiply(std::uint64_t number, std::uint64_t factor) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(number, factor, &product)) return std::nullopt;
  return product;
}

std::string size_unit_hint(const Quantity& quantity, std::string_view suffix) {
  if (quantity.unit.empty() || quantity.unit == "M" || quantity.unit.starts_with("MB") ||
      quantity.unit.starts_with("mi") || quantity.unit.starts_with("mb"))
    return fmt::format("write {}MiB{}", quantity.number, suffix);
  if (quantity.unit == "G" || quantity.unit.starts_with("GB"))
    return fmt::format("write {}GiB{}", quantity.number, suffix);
  return fmt::format("units are KiB{0}, MiB{0} and GiB{0}, with a whole number", suffix);
}

}  // namespace

Fields::Fields(const Node& node, std::string_view what, const Keys& known, Diagnostics& diagnostics)
    : node_(node), what_(what), known_(known), diagnostics_(diagnostics) {
  const std::vector<std::string> names = known.names();
  if (!is_map()) {
    diagnostics_.add(
        node.at, fmt::format("{} is {}, not a map", what, kind_name(node.kind)),
        fmt::format("write `key: value` pairs; known keys: {}", fmt::join(names, ", ")));
    return;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Key& key = node.keys[i];
    if (!known.find(key.text))
      diagnostics_.add(key.at, fmt::format("unknown key {} in {}", quote(key.text), what),
                       suggest(key.text, names));
    auto first = std::ranges::find(node.keys, key.text, &Key::text);
    if (first->at.line != key.at.line || first->at.column != key.at.column)
      diagnostics_.add(key.at, fmt::format("{} is given twice in {}", quote(key.text), what),
                       fmt::format("the first is in line {}", first->at.line));
  }
  for (const Keys::Names& needed : {known.required, known.in_profiles})
    for (const std::string_view key : needed)
      if (!find(key)) say_missing(key);
}

const Node* Fields::find(std::string_view key) const {
  assert(known_.find(key));
  auto found = std::ranges::find(node_.keys, key, &Key::text);
  if (found == node_.keys.end()) return nullptr;
  return &node_.items[static_cast<std::size_t>(found - node_.keys.begin())];
}

void Fields::say_missing(std::string_view key) const {
  diagnostics_.add(node_.at, fmt::format("{} has no `{}`", what_, key),
                   fmt::format("add a line `{}: ...`", key));
}

Place Fields::key_place(std::string_view key) const {
  auto found = std::ranges::find(node_.keys, key, &Key::text);
  return found == node_.keys.end() ? node_.at : found->at;
}

bool read_flag(const Node& node, std::string_view what, Diagnostics& out) {
  if (node.kind == Node::Kind::Scalar && (node.text == "true" || node.text == "false"))
    return node.text == "true";
  out.add(node.at, fmt::format("{} is not `true` or `false`", what));
  return false;
}

bool check_most(Place at, std::size_t count, std::size_t most, std::string_view things,
                Diagnostics& out) {
  if (count <= most) return true;
  out.add(at, fmt::format("{} {}", count, things), fmt::format("at most {}", most));
  return false;
}

std::optional<std::string> read_text(const Node& node, std::string_view what, Diagnostics& out) {
  if (node.kind == Node::Kind::Scalar && !node.text.empty()) {
    check_most(node.at, node.text.size(), limits::kText, fmt::format("bytes of {}", what), out);
    if (node.text.find('\0') != node.text.npos)
      out.add(node.at, fmt::format("{} has a NUL byte", what));
    return node.text;
  }
  bool empty = node.kind == Node::Kind::Null || node.kind == Node::Kind::Scalar;
  out.add(node.at, empty ? fmt::format("{} is empty", what)
                         : fmt::format("{} is {}, not a single value", what, kind_name(node.kind)));
  return std::nullopt;
}

std::optional<std::string> read_name(const Node& node, std::string_view what, Diagnostics& out) {
  auto text = read_text(node, what, out);
  if (!text) return text;
  if (fits(*text, kNamePattern) && text->size() <= limits::kNameLength) return text;
  out.add(node.at, fmt::format("{} {} cannot be a file name", what, quote(*text)),
          fmt::format("up to {} letters, digits, `.`, `_` and `-`, beginning with a letter, digit "
                      "or `_`",
                      limits::kNameLength));
  return std::nullopt;
}

std::optional<std::uint64_t> read_count(const Node& node, std::string_view what, Range range,
                                        Diagnostics& out) {
  auto text = read_text(node, what, out);
  if (!text) return std::nullopt;
  std::string bounds = fmt::format("a whole number from {} to {}", range.low, range.high);
  std::string_view digits = *text;
  bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  auto quantity = split_quantity(digits);
  if (!quantity || !quantity->unit.empty()) {
    out.add(node.at, fmt::format("{} is {}, not a whole number", what, quote(*text)), bounds);
    return std::nullopt;
  }
  bool outside =
      quantity->overflow || quantity->number < range.low || quantity->number > range.high;
  if (negative || outside) {
    out.add(node.at, fmt::format("{} is {}{}", what, quote(*text), negative ? ", negative" : ""),
            bounds);
    return std::nullopt;
  }
  return quantity->number;
}

std::optional<Bytes> read_size(const Node& node, std::string_view what, Range bytes,
                               Diagnostics& out, std::string_view suffix) {
  auto text = read_text(node, what, out);
  if (!text) return std::nullopt;
  auto quantity = split_quantity(*text);
  if (!quantity) {
    out.add(node.at, fmt::format("{} is {}, not a size", what, quote(*text)),
            fmt::format("a whole number with KiB{0}, MiB{0} or GiB{0}", suffix));
    return std::nullopt;
  }
  std::string_view unit_name = quantity->unit;
  bool suffixed = unit_name.ends_with(suffix);
  if (suffixed) unit_name.remove_suffix(suffix.size());
  const Unit* unit = suffixed ? find_unit(kSizeUnits, unit_name) : nullptr;
  if (!unit) {
    out.add(node.at,
            quantity->unit.empty() ? fmt::format("{} {} has no unit", what, quote(*text))
                                   : fmt::format("{} {} has a wrong unit", what, quote(*text)),
            size_unit_hint(*quantity, suffix));
    return std::nullopt;
  }
  auto total = multiply(quantity->number, unit->factor);
  if (quantity->overflow || !total || *total < bytes.low || *total > bytes.high) {
    out.add(
        node.at, fmt::format("{} {} is out of range", what, quote(*text)),
        fmt::format("from {} to {}", to_string(Bytes{bytes.low}), to_string(Bytes{bytes.high})));
    return std::nullopt;
  }
  return Bytes{*total};
}

std::optional<std::uint32_t> read_duration_ms(const Node& node, std::string_view what,
                                              Diagnostics& out) {
  constexpr std::uint64_t kDay = 24 * 3'600'000;
  auto text = read_text(node, what, out);
  if (!text) return std::nullopt;
  auto quantity = split_quantity(*text);
  const Unit* unit = quantity ? find_unit(kTimeUnits, quantity->unit) : nullptr;
  if (!unit) {
    out.add(node.at,
            quantity && quantity->unit.empty()
                ? fmt::format("{} {} has no unit", what, quote(*text))
                : fmt::format("{} is {}, not a time", what, quote(*text)),
            "a whole number with ms, s, min or h, such as 90s");
    return std::nullopt;
  }
  auto total = multiply(quantity->number, unit->factor);
  if (quantity->overflow || !total || *total == 0 || *total > kDay) {
    out.add(node.at, fmt::format("{} {} is out of range", what, quote(*text)), kDurationBounds);
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*total);
}

std::vector<const Node*> read_list(const Node& node, std::string_view what, ListForm form,
                                   Diagnostics& out) {
  std::vector<const Node*> items;
  if (form == ListForm::OrOneScalar && node.kind == Node::Kind::Scalar) return {&node};
  if (node.kind != Node::Kind::List) {
    out.add(node.at, fmt::format("{} is {}, not a list", what, kind_name(node.kind)),
            "write `[a, b]`, or one `- ` line for each");
    return items;
  }
  if (node.items.empty())
    out.add(node.at, fmt::format("{} is an empty list", what), "add at least one");
  for (const Node& item : node.items) items.push_back(&item);
  return items;
}

std::vector<std::string> read_sweep(const Node& node, std::string_view what, Diagnostics& out) {
  std::vector<std::string> values;
  const auto items = read_list(node, what, ListForm::OrOneScalar, out);
  check_most(node.at, items.size(), kMaxSweep, fmt::format("values of {}", what), out);
  for (const Node* item : items) {
    auto value = read_text(*item, what, out);
    if (!value) continue;
    if (std::ranges::find(values, *value) != values.end())
      out.add(item->at, fmt::format("{} sweeps over `{}` twice", what, *value));
    values.push_back(*std::move(value));
  }
  return values;
}

std::string to_string(Bytes size) {
  for (auto unit = std::rbegin(kSizeUnits); unit != std::rend(kSizeUnits); ++unit)
    if (size.count >= unit->factor && size.count % unit->factor == 0)
      return fmt::format("{}{}", size.count / unit->factor, unit->name);
  return fmt::format("{}B", size.count);
}

}  // namespace folioscope::spec
