// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/vmstat_metrics.h"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace folioscope::derive {
namespace {

// Unset: it ran backwards.
std::optional<double> difference(const store::VmstatRow& row) {
  if (row.after < row.before) return std::nullopt;
  return static_cast<double>(row.after) - static_cast<double>(row.before);
}

// Unset: the kernel does not have the counter, or it ran backwards.
std::optional<double> difference(const std::vector<store::VmstatRow>& rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, &store::VmstatRow::name);
  return row == rows.end() ? std::nullopt : difference(*row);
}

void write_asked(const std::vector<store::VmstatRow>& rows, const std::string& pattern,
                 Output& out) {
  bool any = false;
  for (const store::VmstatRow& row : rows) {
    if (::fnmatch(pattern.c_str(), row.name.c_str(), 0) != 0) continue;
    any = true;
    if (const auto value = difference(row)) out.vmstat_counter(row.name, *value);
  }
  out.anomaly("vmstat_counter_absent", any ? 0 : 1);
}

}  // namespace

void write_vmstat_metrics(const std::vector<store::VmstatRow>& rows,
                          const std::vector<store::MetricPatternRow>& asked, Output& out) {
  for (const store::VmstatRow& row : rows) {
    const catalog::Metric* metric = catalog::find_metric(row.name);
    if (metric == nullptr || metric->source != Source::Vmstat) continue;  // a gauge, or untold
    if (const auto value = difference(row)) out.metric(*metric, *value);
  }
  for (const store::MetricPatternRow& pattern : asked)
    if (pattern.vmstat) write_asked(rows, pattern.name, out);
  const auto failed = difference(rows, "cma_alloc_fail");
  const auto succeeded = difference(rows, "cma_alloc_success");
  if (failed && succeeded && *failed + *succeeded > 0)
    out.metric("cma_failure_rate_vmstat", *failed / (*failed + *succeeded));

  for (const store::VmstatRow& row : rows)
    if (row.after < row.before && !row.name.starts_with("nr_"))
      out.anomaly("vmstat_counter_ran_backwards", 1);
}

}  // namespace folioscope::derive
