// SPDX-License-Identifier: GPL-3.0-or-later
// What the done boots of a run gave, read once for each boot however often the run is loaded.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "query/comparison.h"
#include "query/distribution.h"
#include "query/holders.h"
#include "store/reader.h"

namespace folioscope::query {

struct MetricName {
  std::string name, unit, source;

  auto operator<=>(const MetricName&) const = default;
};

// A metric of one boot.
struct GivenMetric {
  double value = 0;
  std::uint32_t name = 0;  // place in BootResults::names()
  bool touched_by_loss = false;
};

class BootResults {
 public:
  // `cells` is every cell of the run as it was read just now: reads what those gave that are done
  // and were not, or were booted again; and forgets what is not done any more. What is derived anew
  // of a boot is not seen: nothing of its cell says so. After a fault this is worth nothing.
  Status read(store::Reader& reader, const std::vector<Cell>& cells);

  const std::vector<MetricName>& names() const { return names_; }
  const std::map<CellId, std::vector<GivenMetric>>& metrics() const { return metrics_; }
  const std::map<CellId, Distributions>& lock_distributions() const { return locks_; }
  const Holders& holders() const { return holders_; }

 private:
  Status read_all(store::Reader& reader);
  Status read_boot(store::Reader& reader, CellId cell);
  void forget(CellId cell);
  void add(std::vector<GivenMetric>& given, const store::MetricRow& row);
  std::uint32_t number_of(const store::MetricRow& row);

  std::map<CellId, std::optional<HostTime>> done_;  // when each ended
  std::vector<MetricName> names_;
  std::map<MetricName, std::uint32_t> numbers_;
  // The name that came after this one the last time: boots give the same metrics in one order.
  std::vector<std::uint32_t> next_;
  std::uint32_t latest_ = 0;
  std::map<CellId, std::vector<GivenMetric>> metrics_;
  std::map<CellId, Distributions> locks_;
  CountedHolders counted_;
  Holders holders_;
};

}  // namespace folioscope::query
