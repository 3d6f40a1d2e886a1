// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/catalogue.h"

#include "catalog/anomaly.h"
#include "catalog/classes.h"
#include "catalog/metric.h"
#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

bool has_unit(const catalog::Metric& metric, const std::string& unit) {
  return unit == metric.unit || (!metric.other_unit.empty() && unit == metric.other_unit);
}

// Times of page locks come from the guest where nothing is streamed.
bool has_source(const catalog::Metric& metric, const std::string& source) {
  return source == to_string(metric.source) ||
         (metric.name.starts_with("lock_") && source == to_string(catalog::Source::Guest));
}

std::string unknown_metrics(const std::filesystem::path& run) {
  std::string unknown;
  // Names of probes are the experiment's.
  for (const auto& row : sql(run,
                             "select distinct name, unit, source from metric where name not like "
                             "'probe:%'")) {
    const catalog::Metric* metric = catalog::find_metric(row["name"].get<std::string>());
    if (metric == nullptr || !has_unit(*metric, row["unit"]) || !has_source(*metric, row["source"]))
      unknown += "metric " + row.dump() + '\n';
  }
  for (const auto& row :
       sql(run, "select distinct name, unit from distribution where name not like 'probe:%'")) {
    const catalog::Metric* metric = catalog::find_distribution(row["name"].get<std::string>());
    if (metric == nullptr || !has_unit(*metric, row["unit"]))
      unknown += "distribution " + row.dump() + '\n';
  }
  return unknown;
}

}  // namespace

std::string not_in_the_catalogue(const std::filesystem::path& run) {
  std::string unknown = unknown_metrics(run);
  for (const auto& row : sql(run, "select distinct name from anomaly"))
    if (catalog::find_anomaly(row["name"].get<std::string>()) == nullptr)
      unknown += "anomaly " + row.dump() + '\n';
  for (const auto& row : sql(run, "select distinct class from holder"))
    if (catalog::find_holder_class(row["class"].get<std::string>()) == nullptr)
      unknown += "holder class " + row.dump() + '\n';
  return unknown;
}

}  // namespace folioscope::e2e
