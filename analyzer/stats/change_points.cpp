// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/change_points.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

// Statistics that differ by less are the same number, added up in another order.
constexpr double kSameStatistic = 1e-9;

struct EnergyCut {
  std::size_t at = 0;  // 0: the part is too short for one
  double size = 0;
};

// The sum of the distances of `value` to these.
double distances(double value, std::span<const double> others) {
  double sum = 0;
  for (const double other : others) sum += std::abs(value - other);
  return sum;
}

double pairs(std::size_t count) {
  return static_cast<double>(count) * static_cast<double>(count - 1) / 2;
}

// `left`, `right`: sums of distances inside the sides; `across`: between them.
double energy(std::size_t n, std::size_t m, double left, double right, double across) {
  const auto sides = static_cast<double>(n) * static_cast<double>(m);
  const double distance = 2 * across / sides - left / pairs(n) - right / pairs(m);
  return sides / static_cast<double>(n + m) * distance;
}

// Value after value goes from the right side to the left one.
EnergyCut best_energy_cut(std::span<const double> part, std::size_t fewest) {
  EnergyCut best;
  if (part.size() < 2 * fewest) return best;
  double left = 0, right = 0, across = 0;
  for (std::size_t i = 0; i < part.size(); ++i) right += distances(part[i], part.first(i));
  for (std::size_t at = 1; at + fewest <= part.size(); ++at) {
    const double moved = part[at - 1];
    const double to_left = distances(moved, part.first(at - 1));
    const double to_right = distances(moved, part.subspan(at));
    left += to_left;
    right -= to_right;
    across += to_right - to_left;
    if (at < fewest) continue;
    const double size = energy(at, part.size() - at, left, right, across);
    if (best.at == 0 || size > best.size) best = {at, size};
  }
  return best;
}

// The series with its cuts so far.
class Parts {
 public:
  Parts(std::span<const double> values, std::size_t fewest)
      : values_(values.begin(), values.end()), ends_{0, values.size()}, fewest_(fewest) {}

  // The best cut of all parts, by its place in the series.
  EnergyCut best() const {
    EnergyCut best;
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i) {
      const EnergyCut cut = best_energy_cut(part(i), fewest_);
      if (cut.at != 0 && (best.at == 0 || cut.size > best.size))
        best = {ends_[i] + cut.at, cut.size};
    }
    return best;
  }

  void shuffle(Random& random) {
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i)
      for (std::size_t last = ends_[i + 1] - 1; last > ends_[i]; --last)
        std::swap(values_[last], values_[ends_[i] + random.below(last - ends_[i] + 1)]);
  }

  void cut(std::size_t at) { ends_.insert(std::ranges::lower_bound(ends_, at), at); }

 private:
  std::span<const double> part(std::size_t i) const {
    return std::span(values_).subspan(ends_[i], ends_[i + 1] - ends_[i]);
  }

  std::vector<double> values_;
  std::vector<std::size_t> ends_;  // rising, both ends of the series among them
  std::size_t fewest_;
};

}  // namespace

std::vector<ChangePoint> change_points(std::span<const double> values, const ChangeSearch& search) {
  std::vector<ChangePoint> found;
  if (values.empty()) return found;
  Parts parts(values, std::max<std::size_t>(search.fewest, 2));
  Random random(search.seed);
  while (true) {
    const EnergyCut cut = parts.best();
    if (cut.at == 0 || cut.size <= 0) break;
    std::size_t as_large = 1;
    Parts shuffled = parts;
    for (std::size_t i = 0; i < search.permutations; ++i) {
      shuffled.shuffle(random);
      as_large += shuffled.best().size >= cut.size * (1 - kSameStatistic);
    }
    const double p = static_cast<double>(as_large) / static_cast<double>(search.permutations + 1);
    if (p > search.significance) break;
    found.push_back({cut.at, p});
    parts.cut(cut.at);
  }
  std::ranges::sort(found, {}, &ChangePoint::at);
  return found;
}

}  // namespace folioscope::stats
