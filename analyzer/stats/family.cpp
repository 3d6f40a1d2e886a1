// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/family.h"

#include <algorithm>
#include <cmath>

namespace folioscope::stats {
namespace {

struct Place {
  std::size_t stratum = 0, metric = 0;
};

// Largest size so far under every relabeling of one stratum, over the metrics added yet.
class Largest {
 public:
  void add(const std::vector<double>& statistics) {
    if (sizes_.empty()) sizes_.assign(statistics.size(), 0.0);
    for (std::size_t i = 0; i < sizes_.size(); ++i)
      sizes_[i] = std::max(sizes_[i], std::abs(statistics[i]));
  }
  double share_from(double size) const {
    if (sizes_.empty()) return size <= 0 ? 1 : 0;
    const double bar = size * (1 - kRounding);
    const auto far = std::ranges::count_if(sizes_, [bar](double s) { return s >= bar; });
    return static_cast<double>(far) / static_cast<double>(sizes_.size());
  }

 private:
  std::vector<double> sizes_;
};

// The statistics of a family, needed twice. Kept where they take no more than 64 MiB, as those of
// every usual run do; else computed again.
class Statistics {
 public:
  Statistics(std::span<const Stratum> strata, const std::stop_token& stop)
      : strata_(strata), stop_(stop), kept_(strata.size()) {
    std::size_t numbers = 0;
    for (const Stratum& stratum : strata)
      numbers += stratum.metrics.size() * stratum.relabelings.count();
    keeps_ = numbers <= kMostKept;
  }

  // Valid until the next call.
  const std::vector<double>& of(const Place& place) {
    const Stratum& stratum = strata_[place.stratum];
    std::vector<std::vector<double>>& kept = kept_[place.stratum];
    if (keeps_ && kept.empty() && !stop_.stop_requested())
      kept = stratum.relabelings.statistics(std::span(stratum.metrics));
    if (!kept.empty()) return kept[place.metric];
    if (stop_.stop_requested())
      latest_.assign(stratum.relabelings.count(), 0);
    else
      latest_ =
          stratum.relabelings.statistics(std::span<const double>(stratum.metrics[place.metric]));
    return latest_;
  }

 private:
  static constexpr std::size_t kMostKept = (std::size_t{64} << 20) / sizeof(double);

  std::span<const Stratum> strata_;
  const std::stop_token& stop_;
  bool keeps_ = true;
  std::vector<std::vector<std::vector<double>>> kept_;
  std::vector<double> latest_;
};

}  // namespace

std::vector<std::vector<Tested>> step_down(std::span<const Stratum> strata,
                                           const std::stop_token& stop) {
  Statistics all(strata, stop);
  std::vector<std::vector<Tested>> results(strata.size());
  std::vector<Place> order;
  for (std::size_t s = 0; s < strata.size(); ++s)
    for (std::size_t m = 0; m < strata[s].metrics.size(); ++m) {
      const std::vector<double>& statistics = all.of({s, m});
      results[s].push_back({statistics.front(), p_value(statistics), 1});
      order.push_back({s, m});
    }
  const auto size = [&](const Place& place) {
    return std::abs(results[place.stratum][place.metric].statistic);
  };
  std::ranges::stable_sort(order, std::ranges::less(), size);

  // From the smallest up: each is judged against the largest of all that are not larger.
  std::vector<Largest> largest(strata.size());
  for (const Place& place : order) {
    largest[place.stratum].add(all.of(place));
    double none = 1;
    for (const Largest& one : largest) none *= 1 - one.share_from(size(place));
    Tested& tested = results[place.stratum][place.metric];
    tested.adjusted = std::clamp(1 - none, tested.p, 1.0);
  }
  // From the largest down: none is surer than one before it.
  double before = 0;
  for (auto place = order.rbegin(); place != order.rend(); ++place) {
    Tested& tested = results[place->stratum][place->metric];
    before = tested.adjusted = std::max(tested.adjusted, before);
    tested.rejected = tested.adjusted <= kSignificance;
  }
  return results;
}

}  // namespace folioscope::stats
