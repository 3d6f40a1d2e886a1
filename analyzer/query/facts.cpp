// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/facts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

using Json = nlohmann::json;

// What is not JSON is an empty list of facts: the run can be read without it.
Json parse(const std::string& document) { return Json::parse(document, nullptr, false); }

std::string text_of(const Json& value) {
  if (value.is_null()) return {};
  if (const auto* string = value.get_ptr<const std::string*>()) return *string;
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
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

std::vector<std::pair<std::string, std::string>> host_facts(const std::string& host_json) {
  const Json host = parse(host_json);
  std::vector<std::pair<std::string, std::string>> facts;
  if (host.is_object())
    for (const auto& [name, value] : host.items()) facts.emplace_back(name, text_of(value));
  return facts;
}

std::vector<Patch> patch_stack(const std::string& patches_json) {
  std::vector<Patch> patches;
  for (const Json& step : parse(patches_json))
    if (step.is_object())
      patches.push_back({text_of(step.value("kind", Json())), text_of(step.value("target", Json())),
                         text_of(step.value("sha256", Json()))});
  return patches;
}

}  // namespace folioscope::query
