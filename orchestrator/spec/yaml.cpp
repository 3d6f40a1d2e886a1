// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "base/shown_text.h"

namespace folioscope::spec {
namespace {

// The vocabulary nests to depth 6; 32 leaves room and keeps every walk far from the stack's end.
constexpr std::size_t kMaxDepth = 32;
// Aliases may multiply text; a hundred machines with explicit nodes stay under 10,000.
constexpr std::size_t kMaxNodes = 50'000;

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

Node make_node(Node::Kind kind, const YAML::Mark& mark) {
  Node node;
  node.kind = kind;
  node.at = place_of(mark);
  return node;
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items) count += count_nodes(item);
  return count;
}

// Depth of the tree below and including `node`.
std::size_t depth_of(const Node& node) {
  std::size_t deepest = 0;
  for (const Node& item : node.items) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

// Builds the tree from the parser's events. Bounds are reported by yaml-cpp's own exception, the
// one way to stop its parser; read_yaml catches it.
class TreeBuilder : public YAML::EventHandler {
 public:
  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, anchor, make_node(Node::Kind::Null, mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = make_node(Node::Kind::Scalar, mark);
    node.text = value;
    add(mark, anchor, std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto known = anchors_.find(anchor);
    if (known == anchors_.end())
      throw YAML::ParserException(mark, "an alias to something that contains it");
    if (open_.size() + depth_of(known->second) > kMaxDepth) too_deep(mark);
    spend(mark, count_nodes(known->second));
    attach(mark, known->second);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, Node::Kind::List);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor, Node::Kind::Map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::optional<Key> key;  // read, its value not yet
  };

  [[noreturn]] static void too_deep(const YAML::Mark& mark) {
    throw YAML::ParserException(mark, fmt::format("nested deeper than {} levels", kMaxDepth));
  }

  void spend(const YAML::Mark& mark, std::size_t nodes) {
    spent_ += nodes;
    if (spent_ > kMaxNodes)
      throw YAML::ParserException(mark, fmt::format("more than {} values", kMaxNodes));
  }

  void add(const YAML::Mark& mark, YAML::anchor_t anchor, Node node) {
    spend(mark, 1);
    remember(mark, anchor, node);
    attach(mark, std::move(node));
  }

  void remember(const YAML::Mark& mark, YAML::anchor_t anchor, const Node& node) {
    if (anchor == YAML::NullAnchor) return;
    spend(mark, count_nodes(node));  // the copy kept here
    anchors_[anchor] = node;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, Node::Kind kind) {
    if (open_.size() >= kMaxDepth) too_deep(mark);
    if (expects_key()) throw YAML::ParserException(mark, "a key must be plain text");
    spend(mark, 1);
    open_.push_back({make_node(kind, mark), anchor, std::nullopt});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    remember(YAML::Mark::null_mark(), done.anchor, done.node);
    attach(YAML::Mark::null_mark(), std::move(done.node));
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().node.kind == Node::Kind::Map && !open_.back().key;
  }

  void attach(const YAML::Mark& mark, Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::Map) {
      if (!parent.key) {
        if (node.kind != Node::Kind::Scalar)
          throw YAML::ParserException(mark, "a key must be plain text");
        parent.key = Key{std::move(node.text), node.at};
        return;
      }
      parent.node.keys.push_back(*std::exchange(parent.key, std::nullopt));
    }
    parent.node.items.push_back(std::move(node));
  }

  Node root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::size_t spent_ = 0;
};

// The first byte that no text file holds.
std::optional<YamlError> find_binary(std::string_view text) {
  Place at;
  for (std::size_t i = 0; i < text.size();) {
    auto byte = static_cast<std::uint8_t>(text[i]);
    std::size_t length = utf8_length(text.substr(i));
    bool control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
    if (length == 0 || control)
      return YamlError{at, fmt::format("byte 0x{:02x} is not text", byte),
                       "an experiment file is YAML in UTF-8"};
    at = byte == '\n' ? Place{at.line + 1, 1} : Place{at.line, at.column + 1};
    i += length;
  }
  return std::nullopt;
}

// What usually is behind yaml-cpp's words.
std::string hint_for(const YAML::Exception& error, std::string_view text) {
  if (error.msg.find("flow not found") != std::string::npos)
    return "a `{` or `[` above is not closed, or a comma is missing";
  if (text.find("\n\t") != text.npos) return "indent with spaces: YAML takes no tabs there";
  return {};
}

}  // namespace

std::variant<Node, YamlError> read_yaml(std::string_view text) {
  if (text.size() > kMaxYamlBytes)
    return YamlError{
        {}, fmt::format("larger than {} KiB", kMaxYamlBytes / 1024), "is this an experiment file?"};
  if (auto binary = find_binary(text)) return *std::move(binary);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder))
      return YamlError{{}, "the file is empty", "see configs/experiments/ for examples"};
    Node root = builder.take_root();
    TreeBuilder rest;
    if (parser.HandleNextDocument(rest))
      return YamlError{rest.take_root().at, "a second YAML document",
                       "one file holds one experiment; remove the `---`"};
    return root;
  } catch (const YAML::Exception& error) {
    return YamlError{place_of(error.mark), "not valid YAML: " + error.msg, hint_for(error, text)};
  }
}

}  // namespace folioscope::spec
