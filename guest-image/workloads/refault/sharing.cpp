// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/sharing.h"

#include <algorithm>
#include <numeric>

namespace folioscope::workloads {
namespace {

double sum_of(std::span<const std::uint64_t> shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0);
}

}  // namespace

double jain_index(std::span<const std::uint64_t> shares) {
  const double sum = sum_of(shares);
  if (sum == 0) return 1;
  double squares = 0;
  for (const std::uint64_t share : shares)
    squares += static_cast<double>(share) * static_cast<double>(share);
  return sum * sum / (static_cast<double>(shares.size()) * squares);
}

double smallest_share(std::span<const std::uint64_t> shares) {
  const double sum = sum_of(shares);
  if (sum == 0) return 1;
  const auto smallest = static_cast<double>(*std::ranges::min_element(shares));
  return smallest * static_cast<double>(shares.size()) / sum;
}

}  // namespace folioscope::workloads
