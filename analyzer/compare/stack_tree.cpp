// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/stack_tree.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace folioscope::compare {
namespace {

std::vector<std::string_view> frames_of(std::string_view stack, StackOrder order) {
  std::vector<std::string_view> frames;
  while (!stack.empty()) {
    const std::size_t end = std::min(stack.find(';'), stack.size());
    frames.push_back(stack.substr(0, end));
    stack.remove_prefix(std::min(end + 1, stack.size()));
  }
  if (order == StackOrder::Caller) std::ranges::reverse(frames);
  return frames;
}

class Growing {
 public:
  Growing() { tree_.nodes.push_back({.frame = "all", .holder_class = {}, .children = {}}); }

  void add(const WeightedStack& stack, StackOrder order) {
    std::size_t at = 0, depth = 0;
    take(at, stack);
    for (const std::string_view frame : frames_of(stack.frames, order)) {
      if (depth++ == kDeepestFrame || !step(at, frame)) {
        tree_.cut = true;
        break;
      }
      take(at, stack);
    }
  }

  StackTree finish() {
    for (StackNode& node : tree_.nodes)
      std::ranges::stable_sort(node.children, std::greater(), [this](std::size_t child) {
        const StackNode& one = tree_.nodes[child];
        return std::max(one.weight, one.baseline);
      });
    return std::move(tree_);
  }

 private:
  bool step(std::size_t& at, std::string_view frame) {
    const auto known = children_.find({at, std::string(frame)});
    if (known != children_.end()) {
      at = known->second;
      return true;
    }
    if (tree_.nodes.size() == kMostNodes) return false;
    const std::size_t added = tree_.nodes.size();
    tree_.nodes.push_back(
        {.frame = std::string(frame), .holder_class = {}, .parent = at, .children = {}});
    tree_.nodes[at].children.push_back(added);
    children_.emplace(std::pair(at, std::string(frame)), added);
    at = added;
    return true;
  }

  void take(std::size_t at, const WeightedStack& stack) {
    StackNode& node = tree_.nodes[at];
    const bool first = node.weight == 0 && node.baseline == 0;
    node.weight += stack.weight;
    node.baseline += stack.baseline;
    if (first)
      node.holder_class = stack.holder_class;
    else if (node.holder_class != stack.holder_class)
      node.holder_class.clear();
  }

  StackTree tree_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> children_;  // by parent and frame
};

}  // namespace

StackTree stack_tree(std::span<const WeightedStack> stacks, StackOrder order) {
  Growing tree;
  for (const WeightedStack& stack : stacks)
    if (stack.weight > 0 || stack.baseline > 0) tree.add(stack, order);
  return tree.finish();
}

}  // namespace folioscope::compare
