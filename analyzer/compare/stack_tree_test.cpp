// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/stack_tree.h"

#include <gmock/gmock.h>

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;

// "frame weight(children)" in order.
std::string told(const StackTree& tree, std::size_t at = 0) {
  const StackNode& node = tree.nodes[at];
  std::string text = node.frame + ' ' + std::to_string(static_cast<int>(node.weight));
  if (node.children.empty()) return text;
  text += " (";
  for (const std::size_t child : node.children)
    text += (child == node.children.front() ? "" : ", ") + told(tree, child);
  return text + ')';
}

const std::vector<WeightedStack> kStacks{{"get;read;sys", "read", 2, 0},
                                         {"add;read;sys", "lru_batch", 5, 1},
                                         {"get;write;sys", "write", 1, 4}};

TEST(StackTree, OfCallersBeginsWithTheOutermostFrame) {
  EXPECT_EQ(told(stack_tree(kStacks, StackOrder::Caller)),
            "all 8 (sys 8 (read 7 (add 5, get 2), write 1 (get 1)))");
}

TEST(StackTree, OfCalleesBeginsWithTheInnermost) {
  EXPECT_EQ(told(stack_tree(kStacks, StackOrder::Callee)),
            "all 8 (add 5 (read 5 (sys 5)), get 3 (write 1 (sys 1), read 2 (sys 2)))");
}

TEST(StackTree, AddsUpTheBaselineBesideIt) {
  const StackTree tree = stack_tree(kStacks, StackOrder::Caller);
  EXPECT_EQ(tree.nodes[0].baseline, 5);
  EXPECT_FALSE(tree.cut);
}

TEST(StackTree, FrameOfOneClassKnowsIt) {
  const StackTree tree = stack_tree(kStacks, StackOrder::Callee);
  EXPECT_EQ(tree.nodes[0].holder_class, "");
  for (const std::size_t child : tree.nodes[0].children)
    EXPECT_EQ(tree.nodes[child].holder_class, tree.nodes[child].frame == "add" ? "lru_batch" : "");
}

TEST(StackTree, RecursionWithoutEndIsCut) {
  std::string deep = "f";
  for (int i = 0; i < 1000; ++i) deep += ";f";
  const StackTree tree =
      stack_tree(std::vector<WeightedStack>{{deep, "read", 3, 0}}, StackOrder::Caller);
  EXPECT_TRUE(tree.cut);
  EXPECT_EQ(tree.nodes.size(), kDeepestFrame + 1);
}

TEST(StackTree, MoreFramesThanAreKept_StayWithTheirParents) {
  std::vector<WeightedStack> many;
  for (std::size_t i = 0; i < kMostNodes + 10; ++i)
    many.push_back({"f" + std::to_string(i), "read", 1, 0});
  const StackTree tree = stack_tree(many, StackOrder::Caller);
  EXPECT_TRUE(tree.cut);
  EXPECT_EQ(tree.nodes.size(), kMostNodes);
  EXPECT_EQ(tree.nodes[0].weight, static_cast<double>(many.size()));
}

TEST(StackTree, OfNothingIsARoot) { EXPECT_EQ(told(stack_tree({}, StackOrder::Caller)), "all 0"); }

}  // namespace
}  // namespace folioscope::compare
