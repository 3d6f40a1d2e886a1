// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/failure_rates.h"

#include <algorithm>

#include "stats/clustered_rate.h"

namespace folioscope::compare {
namespace {

std::vector<FailureRates::Group> groups_of(std::vector<double> values) {
  std::ranges::sort(values);
  std::vector<FailureRates::Group> groups;
  for (std::size_t begin = 0; begin < values.size();) {
    // Where the tenth that this one lies in ends, and all that are equal to its last.
    const std::size_t tenth = begin * kRateGroups / values.size() + 1;
    const std::size_t wanted = std::max(begin + 1, tenth * values.size() / kRateGroups);
    const double last = values[wanted - 1];
    const auto end = std::ranges::upper_bound(values, last);
    groups.push_back({values[begin], last});
    begin = static_cast<std::size_t>(end - values.begin());
  }
  return groups;
}

std::size_t group_of(const std::vector<FailureRates::Group>& groups, double value) {
  const auto found = std::ranges::lower_bound(groups, value, {}, &FailureRates::Group::high);
  return static_cast<std::size_t>(found - groups.begin());
}

std::vector<GroupRate> rates_of(const VariantOperations& variant,
                                const std::vector<FailureRates::Group>& groups, const Quantity& x,
                                std::uint64_t seed) {
  std::vector<std::vector<stats::Hits>> hits(groups.size(),
                                             std::vector<stats::Hits>(variant.boots.size()));
  for (std::size_t boot = 0; boot < variant.boots.size(); ++boot)
    for (const query::Operation& operation : *variant.boots[boot].operations) {
      stats::Hits& here = hits[group_of(groups, x.of(operation))][boot];
      ++here.all;
      here.hits += operation.failed ? 1 : 0;
    }
  std::vector<GroupRate> rates;
  for (const std::vector<stats::Hits>& group : hits) {
    GroupRate rate;
    for (const stats::Hits& boot : group) {
      rate.operations += boot.all;
      rate.failed += boot.hits;
    }
    rate.interval = stats::rate_interval(group, seed);
    rates.push_back(rate);
  }
  return rates;
}

}  // namespace

std::optional<double> GroupRate::rate() const {
  if (operations == 0) return std::nullopt;
  return static_cast<double>(failed) / static_cast<double>(operations);
}

FailureRates failure_rates_of(const OperationSet& set, const Quantity& x, std::uint64_t seed) {
  std::vector<double> values;
  for (const VariantOperations& variant : set.variants)
    for (const BootsOperations& boot : variant.boots)
      for (const query::Operation& operation : *boot.operations) values.push_back(x.of(operation));
  FailureRates result;
  result.groups = groups_of(std::move(values));
  for (const VariantOperations& variant : set.variants)
    result.variants.push_back(
        {variant.position, variant.variant, rates_of(variant, result.groups, x, seed)});
  return result;
}

}  // namespace folioscope::compare
