// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: the first line as a pattern of an experiment's metric, all others as what a workload
// printed: JSON, results of selftests, anything. Whatever they say, the metrics are finite and
// their names there once.
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "derive/ktap.h"
#include "derive/output.h"
#include "derive/workload_metrics.h"
#include "testing/fuzz.h"

using namespace folioscope;
using namespace folioscope::derive;
using fuzz::check;

namespace {

void check_tests(const std::vector<std::string>& lines) {
  (void)is_ktap(lines);
  const Ktap ktap = read_ktap(lines);
  check(ktap.tests.size() <= lines.size() && ktap.planned >= 0 && ktap.bailed_out >= 0);
  check(ktap.reported >= 0 && ktap.reported <= static_cast<std::int64_t>(lines.size()));
  for (const KtapTest& test : ktap.tests) check(!test.name.empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Taker input(data, size);
  const std::vector<store::MetricPatternRow> patterns = {
      {.name = "found", .pattern = std::string(input.line()), .unit = "ms"}};
  std::vector<std::string> lines;
  while (!input.empty()) lines.emplace_back(input.line());
  check_tests(lines);
  Output out(false);
  write_workload_metrics(lines, patterns, out);
  const store::DerivedRows rows = std::move(out).take();
  std::set<std::string> names;
  for (const store::MetricRow& metric : rows.metrics)
    check(std::isfinite(metric.value) && names.insert(metric.name).second);
  for (const store::DistributionRow& row : rows.distributions)
    check(row.count > 0 && std::isfinite(row.low) && std::isfinite(row.high));
  return 0;
}
