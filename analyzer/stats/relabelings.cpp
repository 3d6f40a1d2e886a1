// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/relabelings.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

// n over k, or more than kMostExact.
std::size_t choose(std::size_t n, std::size_t k) {
  double ways = 1;
  for (std::size_t i = 1; i <= k; ++i)
    ways = ways * static_cast<double>(n - k + i) / static_cast<double>(i);
  return ways > static_cast<double>(kMostExact) ? kMostExact + 1
                                                : static_cast<std::size_t>(std::llround(ways));
}

// Positions of the boots that really were the variant's.
std::vector<std::uint16_t> observed(const std::vector<std::size_t>& at,
                                    std::span<const Boot> boots) {
  std::vector<std::uint16_t> members;
  for (std::size_t i = 0; i < at.size(); ++i)
    if (boots[at[i]].variant) members.push_back(static_cast<std::uint16_t>(i));
  return members;
}

// The next subset of {0 .. n-1} of this size in lexical order; false after the last.
bool next_subset(std::vector<std::uint16_t>& subset, std::size_t n) {
  const std::size_t k = subset.size();
  for (std::size_t i = k; i-- > 0;) {
    if (subset[i] == n - k + i) continue;
    ++subset[i];
    for (std::size_t j = i + 1; j < k; ++j)
      subset[j] = static_cast<std::uint16_t>(subset[j - 1] + 1);
    return true;
  }
  return false;
}

}  // namespace

struct Relabelings::Centred {
  std::vector<double> sums;  // by choice
  double variance = 0;
};

struct Relabelings::Sums {
  std::vector<double> by_relabeling;
  double variance = 0;

  double scale() const { return variance > 0 ? 1 / std::sqrt(variance) : 0; }
};

Relabelings::Relabelings(std::span<const Boot> boots, std::uint64_t seed, Draw draw,
                         std::size_t samples) {
  std::map<int, Block> blocks;
  for (std::size_t i = 0; i < boots.size(); ++i) {
    Block& block = blocks[boots[i].block];
    block.number = boots[i].block;
    block.boots.push_back(i);
    block.variants += boots[i].variant;
  }
  for (auto& [number, block] : blocks)
    if (block.variants > 0 && block.variants < block.boots.size())
      blocks_.push_back(std::move(block));
  for (Block& block : blocks_) {
    const std::size_t ways = choose(block.boots.size(), block.variants);
    exact_ = exact_ && ways <= kMostExact && count_ * ways <= kMostExact;
    if (exact_) count_ *= ways;
    if (ways <= kMostExact)
      choose_all(block, boots);
    else
      choose_some(block, boots, seed, samples);
  }
  if (!blocks_.empty() && draw == Draw::Always) exact_ = false;
  if (exact_) return;
  draw_labels(seed, samples);
}

void Relabelings::choose_all(Block& block, std::span<const Boot> boots) const {
  const std::vector<std::uint16_t> real = observed(block.boots, boots);
  block.members = real;
  block.choices = 1;
  std::vector<std::uint16_t> subset(block.variants);
  std::iota(subset.begin(), subset.end(), std::uint16_t{0});
  do {
    if (subset == real) continue;
    block.members.insert(block.members.end(), subset.begin(), subset.end());
    ++block.choices;
  } while (next_subset(subset, block.boots.size()));
}

void Relabelings::choose_some(Block& block, std::span<const Boot> boots, std::uint64_t seed,
                              std::size_t samples) const {
  block.members = observed(block.boots, boots);
  block.choices = samples;
  Random random(seed ^ (0x9e3779b97f4a7c15 * static_cast<std::uint64_t>(block.number + 1)));
  std::vector<std::uint16_t> order(block.boots.size());
  std::iota(order.begin(), order.end(), std::uint16_t{0});
  for (std::size_t choice = 1; choice < samples; ++choice) {
    for (std::size_t i = 0; i < block.variants; ++i)
      std::swap(order[i], order[i + random.below(order.size() - i)]);
    block.members.insert(block.members.end(), order.begin(),
                         order.begin() + static_cast<std::ptrdiff_t>(block.variants));
  }
}

// The first blocks in full, as far as `samples` go, so that early looks are exact; what comes after
// by chance. A block's labels depend on nothing that comes after it.
void Relabelings::draw_labels(std::uint64_t seed, std::size_t samples) {
  std::vector<std::size_t> whole;  // choices of the blocks that are enumerated
  std::size_t lead = 1;
  for (const Block& block : blocks_) {
    if (lead * block.choices > samples) break;
    lead *= block.choices;
    whole.push_back(block.choices);
  }
  const bool all = whole.size() == blocks_.size();
  count_ = all ? lead : lead * std::max<std::size_t>(samples / lead, 1);
  Labels drawn(blocks_.size());
  for (std::size_t at = 0, turn = 1; at < blocks_.size(); ++at) {
    Random random(seed + 0xd1b54a32d192ed03 * static_cast<std::uint64_t>(blocks_[at].number + 1));
    const std::size_t choices = blocks_[at].choices;
    drawn[at].resize(count_);
    for (std::size_t i = 1; i < count_; ++i)
      drawn[at][i] = static_cast<std::uint32_t>(at < whole.size() ? i / turn % choices
                                                                  : random.below(choices));
    if (at < whole.size()) turn *= choices;
  }
  labels_ = std::make_shared<const Labels>(std::move(drawn));
}

Relabelings::Centred Relabelings::contributions(const Block& block,
                                                std::span<const double> values) const {
  std::vector<double> centred(block.boots.size(), 0);
  double sum = 0, present = 0;
  for (std::size_t i : block.boots)
    if (!std::isnan(values[i])) {
      sum += values[i];
      ++present;
    }
  double squares = 0;
  for (std::size_t i = 0; i < centred.size(); ++i) {
    if (const double value = values[block.boots[i]]; !std::isnan(value))
      centred[i] = value - sum / present;
    squares += centred[i] * centred[i];
  }
  // Equal values whose mean is not exact are no variance.
  if (squares <= present * std::pow(1e-14 * sum / std::max(present, 1.0), 2)) return {{}, 0};

  Centred result;
  result.sums.reserve(block.choices);
  for (std::size_t choice = 0; choice < block.choices; ++choice) {
    double total = 0;
    for (std::size_t i = 0; i < block.variants; ++i)
      total += centred[block.members[choice * block.variants + i]];
    result.sums.push_back(total);
  }
  // Of a sum over `variants` of n values drawn without replacement, their mean being zero.
  const auto n = static_cast<double>(centred.size()), k = static_cast<double>(block.variants);
  result.variance = squares * k * (n - k) / (n * (n - 1));
  return result;
}

// Exact: the relabelings of the blocks so far, times the choices of this one, which turn fastest
// last: the observed one stays the first.
void Relabelings::add_block(std::size_t at, const Centred& centred,
                            std::vector<double>& sums) const {
  if (!exact_) {
    if (centred.sums.empty()) return;
    const std::vector<std::uint32_t>& labels = (*labels_)[at];
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += centred.sums[labels[i]];
    return;
  }
  const std::size_t had = sums.size(), choices = blocks_[at].choices;
  sums.resize(had * choices);
  for (std::size_t choice = choices; choice-- > 0;) {
    const double add = centred.sums.empty() ? 0 : centred.sums[choice];
    for (std::size_t i = 0; i < had; ++i) sums[choice * had + i] = sums[i] + add;
  }
}

std::vector<int> Relabelings::block_numbers() const {
  std::vector<int> numbers;
  for (const Block& block : blocks_) numbers.push_back(block.number);
  return numbers;
}

Relabelings::Sums Relabelings::sums_of(std::span<const double> values, std::size_t blocks) const {
  assert(blocks <= blocks_.size());
  Sums sums{std::vector<double>(exact_ ? 1 : count_, 0.0)};
  for (std::size_t at = 0; at < blocks; ++at) {
    const Centred centred = contributions(blocks_[at], values);
    sums.variance += centred.variance;
    add_block(at, centred, sums.by_relabeling);
  }
  return sums;
}

std::vector<double> Relabelings::sums(std::span<const double> values) const {
  return sums_of(values, blocks_.size()).by_relabeling;
}

std::vector<double> Relabelings::statistics(std::span<const double> values,
                                            std::size_t blocks) const {
  Sums sums = sums_of(values, blocks);
  const double scale = sums.scale();
  for (double& sum : sums.by_relabeling) sum *= scale;
  return std::move(sums.by_relabeling);
}

std::vector<std::vector<double>> Relabelings::statistics(std::span<const Values> metrics) const {
  std::vector<std::vector<double>> all;
  all.reserve(metrics.size());
  while (!metrics.empty()) {
    if (exact_) {
      all.push_back(statistics(metrics.front()));
      metrics = metrics.subspan(1);
      continue;
    }
    const std::size_t some = std::min(kSideBySide, metrics.size());
    for (std::vector<double>& one : drawn_statistics(metrics.first(some)))
      all.push_back(std::move(one));
    metrics = metrics.subspan(some);
  }
  return all;
}

// Of at most kSideBySide metrics. Every sum adds the same numbers in the same order as that of a
// metric by itself.
std::vector<std::vector<double>> Relabelings::drawn_statistics(
    std::span<const Values> metrics) const {
  Lanes variance{};
  std::vector<std::vector<Lanes>> tables;  // by block and choice
  for (const Block& block : blocks_) {
    std::vector<Lanes>& table = tables.emplace_back(block.choices);
    for (std::size_t lane = 0; lane < metrics.size(); ++lane) {
      const Centred centred = contributions(block, metrics[lane]);
      variance[lane] += centred.variance;
      for (std::size_t choice = 0; choice < centred.sums.size(); ++choice)
        table[choice][lane] = centred.sums[choice];
    }
  }
  std::vector<Lanes> sums(count_);
  add_tables(tables, sums);
  std::vector<std::vector<double>> all(metrics.size(), std::vector<double>(count_));
  for (std::size_t lane = 0; lane < metrics.size(); ++lane) {
    const double scale = variance[lane] > 0 ? 1 / std::sqrt(variance[lane]) : 0;
    for (std::size_t i = 0; i < count_; ++i) all[lane][i] = sums[i][lane] * scale;
  }
  return all;
}

// By so many relabelings that their sums stay in the first cache, and so many blocks that a sum is
// fetched once for all of them.
void Relabelings::add_tables(const std::vector<std::vector<Lanes>>& tables,
                             std::vector<Lanes>& sums) const {
  constexpr std::size_t kTile = 128, kAtOnce = 4;
  const Labels& labels = *labels_;
  for (std::size_t begin = 0; begin < count_; begin += kTile) {
    const std::size_t end = std::min(begin + kTile, count_);
    std::size_t at = 0;
    for (; at + kAtOnce <= tables.size(); at += kAtOnce)
      for (std::size_t i = begin; i < end; ++i) {
        const Lanes &a = tables[at][labels[at][i]], &b = tables[at + 1][labels[at + 1][i]],
                    &c = tables[at + 2][labels[at + 2][i]], &d = tables[at + 3][labels[at + 3][i]];
        Lanes sum = sums[i];
        for (std::size_t lane = 0; lane < kSideBySide; ++lane)
          sum[lane] = sum[lane] + a[lane] + b[lane] + c[lane] + d[lane];
        sums[i] = sum;
      }
    for (; at < tables.size(); ++at)
      for (std::size_t i = begin; i < end; ++i) {
        const Lanes& add = tables[at][labels[at][i]];
        for (std::size_t lane = 0; lane < kSideBySide; ++lane) sums[i][lane] += add[lane];
      }
  }
}

std::vector<std::vector<double>> Relabelings::paths(std::span<const double> values) const {
  assert(!exact_);
  std::vector<std::vector<double>> after;
  std::vector<double> sums(count_, 0.0);
  double variance = 0;
  for (std::size_t at = 0; at < blocks_.size(); ++at) {
    const Centred centred = contributions(blocks_[at], values);
    variance += centred.variance;
    add_block(at, centred, sums);
    const double scale = variance > 0 ? 1 / std::sqrt(variance) : 0;
    std::vector<double>& scaled = after.emplace_back(sums);
    for (double& sum : scaled) sum *= scale;
  }
  return after;
}

double p_value(std::span<const double> statistics) {
  assert(!statistics.empty());
  const double bar = std::abs(statistics.front()) * (1 - kRounding);
  const auto far =
      std::ranges::count_if(statistics, [bar](double s) { return std::abs(s) >= bar; });
  return static_cast<double>(far) / static_cast<double>(statistics.size());
}

double smallest_p(std::span<const Boot> boots) {
  std::map<int, std::pair<std::size_t, std::size_t>> blocks;
  for (const Boot& boot : boots)
    ++(boot.variant ? blocks[boot.block].second : blocks[boot.block].first);
  double ways = 1;
  bool mirrored = true;  // swapping the sides gives another relabeling of the same size
  for (const auto& [number, sides] : blocks) {
    if (sides.first == 0 || sides.second == 0) continue;
    ways *= static_cast<double>(choose(sides.first + sides.second, sides.second));
    mirrored = mirrored && sides.first == sides.second;
  }
  if (ways > static_cast<double>(kMostExact)) return 1.0 / static_cast<double>(kSampled);
  return ways <= 1 ? 1 : (mirrored ? 2 : 1) / ways;
}

}  // namespace folioscope::stats
