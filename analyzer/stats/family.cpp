// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/family.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "base/on_cores.h"

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
    std::size_t far = 0;
    for (const double one : sizes_) far += one >= bar;
    return static_cast<double>(far) / static_cast<double>(sizes_.size());
  }

 private:
  std::vector<double> sizes_;
};

// The statistics of a stratum's metrics, needed twice. Kept where those of all strata take no more
// than 64 MiB, as of every usual run; else computed again.
class Statistics {
 public:
  Statistics(const Stratum& stratum, bool keep, const std::stop_token& stop)
      : stratum_(stratum), stop_(stop) {
    if (keep && !stop_.stop_requested())
      kept_ = stratum.relabelings.statistics(std::span(stratum.metrics));
  }

  // Valid until the next call.
  const std::vector<double>& of(std::size_t metric) {
    if (!kept_.empty()) return kept_[metric];
    if (stop_.stop_requested())
      latest_.assign(stratum_.relabelings.count(), 0);
    else
      latest_ = stratum_.relabelings.statistics(std::span<const double>(stratum_.metrics[metric]));
    return latest_;
  }

 private:
  const Stratum& stratum_;
  const std::stop_token& stop_;
  std::vector<std::vector<double>> kept_;
  std::vector<double> latest_;
};

bool can_be_kept(std::span<const Stratum> strata) {
  constexpr std::size_t kMostKept = (std::size_t{64} << 20) / sizeof(double);
  std::size_t numbers = 0;
  for (const Stratum& stratum : strata)
    numbers += stratum.metrics.size() * stratum.relabelings.count();
  return numbers <= kMostKept;
}

using Results = std::vector<std::vector<Tested>>;

double size_at(const Results& results, const Place& place) {
  return std::abs(results[place.stratum][place.metric].statistic);
}

// All places, from the smallest statistic up.
std::vector<Place> by_size(const Results& results) {
  std::vector<Place> order;
  for (std::size_t s = 0; s < results.size(); ++s)
    for (std::size_t m = 0; m < results[s].size(); ++m) order.push_back({s, m});
  std::ranges::stable_sort(order, std::ranges::less(),
                           [&](const Place& place) { return size_at(results, place); });
  return order;
}

// One stratum while places go by from the smallest statistic up.
struct Walked {
  std::unique_ptr<Statistics> statistics;
  Largest largest;
  // By place: the share of this stratum's relabelings with a metric as large as the one there,
  // among the metrics up to there.
  std::vector<double> shares;

  void walk(std::size_t stratum, std::span<const Place> places, const Results& results) {
    shares.clear();
    for (const Place& place : places) {
      if (place.stratum == stratum) largest.add(statistics->of(place.metric));
      shares.push_back(largest.share_from(size_at(results, place)));
    }
  }
};

// So many places at a time: shares of all would be as many as places times strata.
constexpr std::size_t kPlacesAtATime = 1024;

}  // namespace

std::vector<std::vector<Tested>> step_down(std::span<const Stratum> strata,
                                           const std::stop_token& stop, std::size_t threads) {
  const bool keep = can_be_kept(strata);
  std::vector<Walked> all(strata.size());
  Results results(strata.size());
  on_cores(threads, strata.size(), [&](std::size_t s) {
    all[s].statistics = std::make_unique<Statistics>(strata[s], keep, stop);
    for (std::size_t m = 0; m < strata[s].metrics.size(); ++m) {
      const std::vector<double>& statistics = all[s].statistics->of(m);
      results[s].push_back({statistics.front(), p_value(statistics), 1});
    }
  });
  // From the smallest up: each is judged against the largest of all that are not larger.
  const std::vector<Place> order = by_size(results);
  for (std::size_t begin = 0; begin < order.size(); begin += kPlacesAtATime) {
    const auto places =
        std::span(order).subspan(begin, std::min(kPlacesAtATime, order.size() - begin));
    on_cores(threads, strata.size(), [&](std::size_t s) { all[s].walk(s, places, results); });
    for (std::size_t i = 0; i < places.size(); ++i) {
      double none = 1;
      for (const Walked& one : all) none *= 1 - one.shares[i];
      Tested& tested = results[places[i].stratum][places[i].metric];
      tested.adjusted = std::clamp(1 - none, tested.p, 1.0);
    }
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
