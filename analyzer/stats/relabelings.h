// SPDX-License-Identifier: GPL-3.0-or-later
// The exact conditional test of blocks of boots: if the variant changed nothing, every way to call
// as many boots of a block "variant" as really were was equally likely. (Fisher 1935; Pitman 1937;
// Ernst, "Permutation Methods", Statistical Science 2004.)
//
// One relabeling holds for all metrics of a boot, so what the metrics have in common is in the
// distribution of their largest statistic: no assumption about their correlation is needed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "stats/observations.h"

namespace folioscope::stats {

// All relabelings are enumerated up to so many: three blocks of two boots have 216, six 46,656.
inline constexpr std::size_t kMostExact = 50'000;
// Beyond that up to so many are drawn, the observed one among them, so that p is never 0 and the
// test keeps its level (Phipson and Smyth, 2010).
inline constexpr std::size_t kSampled = 10'000;

// How many there are.
enum class Draw {
  WhereNeeded,  // all of them up to kMostExact, else drawn
  Always,       // drawn: the relabeling of a block then depends on nothing that comes after it
};

class Relabelings {
 public:
  // `boots` as they ran; blocks in the order of their numbers. Blocks with one side only are left
  // out. `samples` is for simulations, which have less time.
  explicit Relabelings(std::span<const Boot> boots, std::uint64_t seed = 1,
                       Draw draw = Draw::WhereNeeded, std::size_t samples = kSampled);

  std::size_t count() const { return count_; }  // 1 where there is no block with both sides
  bool exact() const { return exact_; }
  std::size_t blocks() const { return blocks_.size(); }
  // Block numbers in order, those with both sides.
  std::vector<int> block_numbers() const;

  // The statistic of one metric under every relabeling, the observed one first: the sum over the
  // variant's boots of what they differ from their block's mean, divided by the standard deviation
  // that this sum has over all relabelings. Comparable between metrics; where all metrics have the
  // same boots its size orders relabelings as Student's t of the least-squares fit does. Zeros
  // where nothing varies. `values` belongs to the boots given at the start; only the first
  // `blocks` blocks count.
  std::vector<double> statistics(std::span<const double> values, std::size_t blocks) const;
  std::vector<double> statistics(std::span<const double> values) const {
    return statistics(values, blocks_.size());
  }
  // The same before the division, in the unit of `values`: linear in them.
  std::vector<double> sums(std::span<const double> values) const;
  // Statistics of several metrics, [metric][relabeling]: the same numbers, sooner.
  std::vector<std::vector<double>> statistics(std::span<const Values> metrics) const;
  // Statistics after every number of blocks: [blocks - 1][relabeling].
  std::vector<std::vector<double>> paths(std::span<const double> values) const;

 private:
  struct Block {
    int number = 0;
    std::vector<std::size_t> boots;      // indexes into what was given
    std::size_t variants = 0;            // so many of them are called variant
    std::size_t choices = 0;             // rows of `members`
    std::vector<std::uint16_t> members;  // choices x variants: positions in `boots`
  };
  struct Centred;

  void choose_all(Block& block, std::span<const Boot> boots) const;
  void choose_some(Block& block, std::span<const Boot> boots, std::uint64_t seed,
                   std::size_t samples) const;
  void draw_labels(std::uint64_t seed, std::size_t samples);
  struct Sums;
  Sums sums_of(std::span<const double> values, std::size_t blocks) const;
  // What each choice of a block contributes, and the variance of that over the choices.
  Centred contributions(const Block& block, std::span<const double> values) const;
  // Several metrics side by side: a label is looked up once for all of them.
  static constexpr std::size_t kSideBySide = 8;
  using Lanes = std::array<double, kSideBySide>;
  std::vector<std::vector<double>> drawn_statistics(std::span<const Values> metrics) const;
  void add_tables(const std::vector<std::vector<Lanes>>& tables, std::vector<Lanes>& sums) const;
  void add_block(std::size_t at, const Centred& centred, std::vector<double>& sums) const;

  std::vector<Block> blocks_;
  std::size_t count_ = 1;
  bool exact_ = true;
  // Drawn: [block][relabeling] -> choice. Large; of all copies.
  using Labels = std::vector<std::vector<std::uint32_t>>;
  std::shared_ptr<const Labels> labels_;
};

// The share of `statistics` at least as far from zero as the first. Equal sums of the same numbers
// differ by rounding; that far apart they count as equal.
double p_value(std::span<const double> statistics);
inline constexpr double kRounding = 1e-9;

// The smallest p that a design of these boots can give: how far an answer is within reach at all.
double smallest_p(std::span<const Boot> boots);

}  // namespace folioscope::stats
