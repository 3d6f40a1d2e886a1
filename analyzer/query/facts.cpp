// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/facts.h"

#include <fmt/format.h>

#include "base/saturating.h"
#include "query/sql_value.h"

namespace folioscope::query {
namespace {

using Row = std::vector<store::SqlValue>;

// More than any boot counts, and less than what a sum of some thousands can take: 2^53.
constexpr std::int64_t kMostEvents = std::int64_t{1} << 53;

// Each row with a counter that cannot be. Events that are lost in transport may be below zero.
constexpr const char* kImpossibleCounters = R"(
SELECT (SELECT count(*) FROM cpu_accounting WHERE
          min(produced, stored, lost_overrun, lost_dropped, lost_commit, lost_unread) < 0 OR
          max(produced, stored, lost_overrun, lost_dropped, lost_commit, lost_unread) > ?MOST OR
          lost_transport NOT BETWEEN -?MOST AND ?MOST) +
       (SELECT count(*) FROM probe_accounting WHERE
          min(hits, misses) < 0 OR max(hits, misses) > ?MOST) +
       (SELECT count(*) FROM anomaly WHERE count NOT BETWEEN 0 AND ?MOST) +
       (SELECT count(*) FROM page_chunk WHERE events NOT BETWEEN 0 AND ?MOST))";

Result<std::int64_t> impossible_counters(store::Reader& reader) {
  std::string sql = kImpossibleCounters;
  constexpr std::string_view kMost = "?MOST";
  for (std::size_t at = 0; (at = sql.find(kMost, at)) != sql.npos;)
    sql.replace(at, kMost.size(), fmt::format("{}", kMostEvents));
  TRY(const auto result, reader.sql(sql));
  return result.rows.empty() ? 0 : integer(result.rows[0][0]);
}

// As the view accounting computes it.
std::int64_t unaccounted_of(const Accounting& events) {
  std::int64_t sum = saturating_abs(
      saturating_subtract(saturating_subtract(events.produced, events.stored), events.lost()));
  for (const std::int64_t lost :
       {events.overrun, events.dropped, events.commit, events.unread, events.transport})
    if (lost < 0) sum = saturating_add(sum, saturating_abs(lost));
  return sum;
}

std::string text(const store::SqlValue& value) {
  if (const auto* string = std::get_if<std::string>(&value)) return *string;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  return {};
}

}  // namespace

// Summed up here, for SQLite refuses a sum beyond 64 bits, and with it the whole run.
Result<std::map<CellId, Accounting>> load_accounting(store::Reader& reader) {
  TRY(const auto result,
      reader.sql("SELECT cell_id, produced, stored, lost_overrun, lost_dropped, lost_commit,"
                 " lost_unread, lost_transport FROM cpu_accounting"));
  std::map<CellId, Accounting> by_cell;
  for (const Row& row : result.rows) {
    Accounting cpu{.produced = integer(row[1]),
                   .stored = integer(row[2]),
                   .overrun = integer(row[3]),
                   .dropped = integer(row[4]),
                   .commit = integer(row[5]),
                   .unread = integer(row[6]),
                   .transport = integer(row[7])};
    cpu.unaccounted = unaccounted_of(cpu);
    by_cell[{integer(row[0])}] += cpu;
  }
  return by_cell;
}

Result<std::map<CellId, std::int64_t>> load_probe_misses(store::Reader& reader) {
  TRY(const auto result, reader.sql("SELECT cell_id, misses FROM probe_accounting"));
  std::map<CellId, std::int64_t> misses;
  for (const Row& row : result.rows) {
    std::int64_t& sum = misses[{integer(row[0])}];
    sum = saturating_add(sum, integer(row[1]));
  }
  return misses;
}

Result<std::vector<ProbeTotal>> load_probes(store::Reader& reader) {
  TRY(const auto result,
      reader.sql("SELECT probe, hits, misses FROM probe_accounting ORDER BY probe"));
  std::vector<ProbeTotal> probes;
  for (const Row& row : result.rows) {
    const std::string name = text(row[0]);
    if (probes.empty() || probes.back().probe != name) probes.push_back({name, 0, 0});
    ProbeTotal& probe = probes.back();
    probe.hits = saturating_add(probe.hits, integer(row[1]));
    probe.misses = saturating_add(probe.misses, integer(row[2]));
  }
  return probes;
}

Result<std::vector<store::AnomalyRow>> load_anomalies(store::Reader& reader) {
  TRY(const auto result, reader.sql("SELECT name, count FROM anomaly"));
  std::map<std::string, std::int64_t> sums;
  for (const Row& row : result.rows) {
    std::int64_t& sum = sums[text(row[0])];
    sum = saturating_add(sum, integer(row[1]));
  }
  TRY(const std::int64_t impossible, impossible_counters(reader));
  if (impossible > 0) sums[std::string(kCountersImpossible)] += impossible;
  std::vector<store::AnomalyRow> anomalies;
  for (const auto& [name, count] : sums) anomalies.push_back({name, count});
  return anomalies;
}

}  // namespace folioscope::query
