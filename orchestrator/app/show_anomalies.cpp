// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/show_anomalies.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "app/output.h"
#include "catalog/anomaly.h"
#include "query/facts.h"

namespace folioscope::app {
namespace {

// Of a newer or older program, which knows how bad it is: taken seriously.
constexpr catalog::Anomaly kNotKnown{"", catalog::Severity::Error, "not known to this version",
                                     "look at the run with the version that made it"};

const catalog::Anomaly& entry_of(const store::AnomalyRow& row) {
  const catalog::Anomaly* found = catalog::find_anomaly(row.name);
  return found == nullptr ? kNotKnown : *found;
}

}  // namespace

Result<std::vector<store::AnomalyRow>> anomalies_of_run(store::Reader& reader) {
  return query::load_anomalies(reader);
}

void print_anomalies(std::vector<store::AnomalyRow> anomalies) {
  std::ranges::stable_sort(anomalies, [](const auto& a, const auto& b) {
    return entry_of(a).severity > entry_of(b).severity;
  });
  for (const store::AnomalyRow& row : anomalies) {
    const catalog::Anomaly& entry = entry_of(row);
    print_out("  {} {}: {} ({})\n    {}\n", to_string(entry.severity), row.name, row.count,
              entry.meaning, entry.advice);
  }
}

nlohmann::json anomalies_json(const std::vector<store::AnomalyRow>& anomalies) {
  nlohmann::json all = nlohmann::json::object();
  for (const store::AnomalyRow& row : anomalies) {
    const catalog::Anomaly& entry = entry_of(row);
    all[row.name] = {{"count", row.count},
                     {"severity", std::string(to_string(entry.severity))},
                     {"advice", std::string(entry.advice)}};
  }
  return all;
}

}  // namespace folioscope::app
