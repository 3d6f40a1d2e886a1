// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/list_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/output.h"
#include "base/shown_text.h"
#include "catalog/anomaly.h"
#include "catalog/metric.h"

namespace folioscope::app {
namespace {

// As nlohmann::json wants it.
std::string text(std::string_view view) { return std::string(view); }

}  // namespace

void list_metrics(Output output) {
  if (output == Output::Json) {
    nlohmann::json all = nlohmann::json::array();
    for (const catalog::Metric& metric : catalog::metrics())
      all.push_back({{"name", metric.name},
                     {"unit", metric.unit},
                     {"better", text(to_string(metric.better))},
                     {"source", text(to_string(metric.source))},
                     {"meaning", metric.meaning}});
    print_out("{}\n", json_text(all));
    return;
  }
  std::size_t width = 0;
  for (const catalog::Metric& metric : catalog::metrics())
    width = std::max(width, metric.name.size());
  print_out("{:{}}  {:10}  {:7}  {}\n", "metric", width, "unit", "better", "meaning");
  for (const catalog::Metric& metric : catalog::metrics())
    print_out("{:{}}  {:10}  {:7}  {}\n", metric.name, width, metric.unit, to_string(metric.better),
              metric.meaning);
}

void list_anomalies(Output output) {
  if (output == Output::Json) {
    nlohmann::json all = nlohmann::json::array();
    for (const catalog::Anomaly& anomaly : catalog::kAnomalies)
      all.push_back({{"name", text(anomaly.name)},
                     {"severity", text(to_string(anomaly.severity))},
                     {"meaning", text(anomaly.meaning)},
                     {"advice", text(anomaly.advice)}});
    print_out("{}\n", json_text(all));
    return;
  }
  for (const catalog::Anomaly& anomaly : catalog::kAnomalies)
    print_out("{:34}  {:7}  {}\n{:34}  {:7}  {}\n", anomaly.name, to_string(anomaly.severity),
              anomaly.meaning, "", "", anomaly.advice);
}

}  // namespace folioscope::app
