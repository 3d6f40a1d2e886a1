// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/facts.h"

#include <fmt/format.h>

#include "query/sql_value.h"

namespace folioscope::query {
namespace {

using Row = std::vector<store::SqlValue>;

std::string text(const store::SqlValue& value) {
  if (const auto* string = std::get_if<std::string>(&value)) return *string;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  return {};
}

}  // namespace

Result<std::map<CellId, Accounting>> load_accounting(store::Reader& reader) {
  TRY(const auto result,
      reader.sql("SELECT cell_id, sum(produced), sum(stored), sum(lost_overrun), sum(lost_dropped),"
                 " sum(lost_commit), sum(lost_unread), sum(lost_transport), sum(unaccounted)"
                 " FROM accounting GROUP BY cell_id"));
  std::map<CellId, Accounting> by_cell;
  for (const Row& row : result.rows)
    by_cell[{integer(row[0])}] = {.produced = integer(row[1]),
                                  .stored = integer(row[2]),
                                  .overrun = integer(row[3]),
                                  .dropped = integer(row[4]),
                                  .commit = integer(row[5]),
                                  .unread = integer(row[6]),
                                  .transport = integer(row[7]),
                                  .unaccounted = integer(row[8])};
  return by_cell;
}

Result<std::map<CellId, std::int64_t>> load_probe_misses(store::Reader& reader) {
  TRY(const auto result,
      reader.sql("SELECT cell_id, sum(misses) FROM probe_accounting GROUP BY cell_id"));
  std::map<CellId, std::int64_t> misses;
  for (const Row& row : result.rows) misses[{integer(row[0])}] = integer(row[1]);
  return misses;
}

Result<std::vector<ProbeTotal>> load_probes(store::Reader& reader) {
  TRY(const auto result, reader.sql("SELECT probe, sum(hits), sum(misses) FROM probe_accounting"
                                    " GROUP BY probe ORDER BY probe"));
  std::vector<ProbeTotal> probes;
  for (const Row& row : result.rows)
    probes.push_back({text(row[0]), integer(row[1]), integer(row[2])});
  return probes;
}

Result<std::vector<store::AnomalyRow>> load_anomalies(store::Reader& reader) {
  TRY(const auto result,
      reader.sql("SELECT name, sum(count) FROM anomaly GROUP BY name ORDER BY name"));
  std::vector<store::AnomalyRow> anomalies;
  for (const Row& row : result.rows) anomalies.push_back({text(row[0]), integer(row[1])});
  return anomalies;
}

}  // namespace folioscope::query
