// SPDX-License-Identifier: GPL-3.0-or-later
// Stacks as a tree of frames with what they add up to: what a flame graph draws. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace folioscope::compare {

struct WeightedStack {
  std::string frames;  // 'innermost;...;outermost'
  std::string holder_class;
  double weight = 0;    // of the variant that is shown
  double baseline = 0;  // of the one it is compared with
};

enum class StackOrder {
  Caller,  // begins with the outermost frame: who led here
  Callee,  // begins with the innermost: what all stacks end in
};

struct StackNode {
  std::string frame;
  double weight = 0, baseline = 0;  // of all stacks through it
  std::string holder_class;         // of all of them; empty: of several
  std::size_t parent = 0;
  std::vector<std::size_t> children;  // by weight, the heaviest first
};

// The root, "all", is nodes[0]. Frames deeper than kDeepestFrame and nodes beyond kMostNodes are
// left out; the weight of what is below stays with their parent.
struct StackTree {
  std::vector<StackNode> nodes;
  bool cut = false;  // something was left out
};
inline constexpr std::size_t kDeepestFrame = 128, kMostNodes = 20'000;

StackTree stack_tree(std::span<const WeightedStack> stacks, StackOrder order);

}  // namespace folioscope::compare
