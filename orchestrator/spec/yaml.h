// SPDX-License-Identifier: GPL-3.0-or-later
// YAML text -> a tree of plain values that remembers places. The only code that names yaml-cpp.
// Bounded: hostile text (deep nesting, alias bombs, binary) ends in an error, never in a crash.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace folioscope::spec {

struct Place {
  int line = 1;    // from 1
  int column = 1;  // from 1
};

struct Key {
  std::string text;
  Place at;
};

struct Node {
  enum class Kind { Null, Scalar, List, Map };
  Kind kind = Kind::Null;
  Place at;
  std::string text;         // Scalar, as the YAML rules unquote it
  std::vector<Key> keys;    // Map: keys[i] names items[i]; duplicates are kept, in order
  std::vector<Node> items;  // List and Map
};

struct YamlError {
  Place at;
  std::string message;
  std::string hint;
};

// Largest text taken: a hundred times the longest experiment anybody writes by hand.
inline constexpr std::size_t kMaxYamlBytes = 256 * 1024;

// Exactly one document. Anchors and aliases work; aliases are expanded within the node budget.
std::variant<Node, YamlError> read_yaml(std::string_view text);

}  // namespace folioscope::spec
