// SPDX-License-Identifier: GPL-3.0-or-later
// The distributions of page locks inside each boot, as buckets.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "store/reader.h"

namespace folioscope::query {

struct Bucket {
  double low = 0, high = 0;  // [low, high)
  std::int64_t count = 0;

  // Of samples that a boot can have: finite ends in order, and a count of which many can be added.
  static constexpr std::int64_t kMostSamples = std::int64_t{1} << 40;
  bool makes_sense() const;

  bool operator==(const Bucket&) const = default;
};

struct Distribution {
  std::string unit;
  std::vector<Bucket> buckets = {};  // ascending, apart
  std::int64_t refused = 0;  // buckets of the file that make no sense; not among those above

  void take(const Bucket& bucket);  // behind the last one, or refused
  std::int64_t count() const;
  // Samples of a bucket are taken as evenly spread: in buckets of powers of two it is at most a
  // factor of two away from the samples'. 0 without samples; 0 < share <= 1.
  double quantile(double share) const;
  // Adds the samples of another boot; buckets are powers of two in every boot.
  void add(const Distribution& other);
  bool operator==(const Distribution&) const = default;
};

// By name. std::less<>: looked up by string_view.
using Distributions = std::map<std::string, Distribution, std::less<>>;

// Whether `metric` or distribution is one of those of page locks: lock_*, wake*, page_wait*.
bool about_page_locks(std::string_view name);

// Those about page locks, of all done boots or of one; boots without any are left out.
Result<std::map<CellId, Distributions>> load_lock_distributions(store::Reader& reader,
                                                                std::optional<CellId> cell = {});

// The one of this name, of done boots that have it.
Result<std::map<CellId, Distribution>> load_distribution(store::Reader& reader,
                                                         std::string_view name,
                                                         std::stop_token stop = {});

}  // namespace folioscope::query
