// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "query/sql_value.h"

namespace folioscope::query {
namespace {

std::string quoted_name(std::string_view name) {
  std::string text = "'";
  for (const char letter : name) text += letter == '\'' ? "''" : std::string(1, letter);
  return text + '\'';
}

}  // namespace

bool Bucket::makes_sense() const {
  return std::isfinite(low) && std::isfinite(high) && low <= high && count >= 0 &&
         count <= kMostSamples;
}

void Distribution::take(const Bucket& bucket) {
  if (bucket.makes_sense())
    buckets.push_back(bucket);
  else
    ++refused;
}

std::int64_t Distribution::count() const {
  std::int64_t sum = 0;
  for (const Bucket& bucket : buckets) sum += bucket.count;
  return sum;
}

double Distribution::quantile(double share) const {
  const double rank = share * static_cast<double>(count());
  double before = 0;
  for (const Bucket& bucket : buckets) {
    const auto inside = static_cast<double>(bucket.count);
    if (inside > 0 && before + inside >= rank)
      return bucket.low + (bucket.high - bucket.low) * std::max(rank - before, 0.0) / inside;
    before += inside;
  }
  return buckets.empty() ? 0 : buckets.back().high;
}

void Distribution::add(const Distribution& other) {
  if (unit.empty()) unit = other.unit;
  refused += other.refused;
  for (const Bucket& bucket : other.buckets) {
    const auto at = std::ranges::lower_bound(buckets, bucket.low, {}, &Bucket::low);
    if (at != buckets.end() && at->low == bucket.low)
      at->count += bucket.count;
    else
      buckets.insert(at, bucket);
  }
}

bool about_page_locks(std::string_view name) {
  return name.starts_with("lock_") || name.starts_with("wake_") || name == "wakes" ||
         name.starts_with("page_wait");
}

Result<std::map<CellId, Distributions>> load_lock_distributions(store::Reader& reader,
                                                                std::optional<CellId> cell) {
  std::map<CellId, Distributions> boots;
  const std::string one = cell ? fmt::format(" AND id = {}", cell->value) : std::string();
  TRY_STATUS(reader.sql(
      fmt::format("SELECT cell_id, name, low, high, count, unit FROM distribution WHERE cell_id IN"
                  " (SELECT id FROM cell WHERE status = 'done'{}) AND (name GLOB 'lock_*'"
                  " OR name GLOB 'wake_*' OR name GLOB 'page_wait*') ORDER BY cell_id, name, low",
                  one),
      [](const auto&) {},
      [&](const std::vector<store::SqlValue>& row) {
        Distribution& distribution = boots[{integer(row[0])}][std::string(view(row[1]))];
        distribution.unit = view(row[5]);
        distribution.take({real(row[2]), real(row[3]), integer(row[4])});
      }));
  return boots;
}

Result<std::map<CellId, Distribution>> load_distribution(store::Reader& reader,
                                                         std::string_view name,
                                                         std::stop_token stop) {
  std::map<CellId, Distribution> boots;
  TRY_STATUS(reader.sql(
      "SELECT cell_id, low, high, count, unit FROM distribution WHERE name = " + quoted_name(name) +
          " AND cell_id IN (SELECT id FROM cell WHERE status = 'done') ORDER BY cell_id, low",
      [](const auto&) {},
      [&](const std::vector<store::SqlValue>& row) {
        Distribution& distribution = boots[{integer(row[0])}];
        distribution.unit = view(row[4]);
        distribution.take({real(row[1]), real(row[2]), integer(row[3])});
      },
      std::move(stop)));
  return boots;
}

}  // namespace folioscope::query
