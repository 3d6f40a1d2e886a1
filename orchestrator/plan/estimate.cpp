// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/estimate.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace folioscope::plan {
namespace {

// From the start to the agent's hello, emulated, on two cores that do little else: 4.1 s with 2
// vCPUs, 5.2 s with 8.
constexpr double kBootSeconds = 4;
constexpr double kBootSecondsPerVcpu = 0.2;

// A workload that is told how long to work takes that long.
std::optional<double> seconds_argument(const WorkloadPoint& point) {
  const auto found =
      std::ranges::find(point.args, "seconds", &std::pair<std::string, std::string>::first);
  if (found == point.args.end()) return std::nullopt;
  const std::string& text = found->second;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || !(seconds >= 0))
    return std::nullopt;
  return seconds;
}

double workload_seconds(const WorkloadPoint& point) {
  if (point.typical_ms != 0) return point.typical_ms / 1000.0;
  const double limit = point.timeout_ms / 1000.0;
  return std::min(limit, seconds_argument(point).value_or(kUnknownWorkloadSeconds));
}

}  // namespace

double Estimate::total() const { return kMargin * (kernels + boots); }

double cell_seconds(const WorkloadPoint& point, const spec::Machine& machine) {
  return kBootSeconds + kBootSecondsPerVcpu * machine.vcpus + workload_seconds(point);
}

Estimate estimate(const Plan& plan, const Costs& costs) {
  Estimate result;
  for (const KernelCost& kernel : costs.kernels) result.kernels += kernel.seconds;
  double sum = 0, longest = 0;
  for (const Cell& cell : plan.cells) {
    const double seconds =
        cell_seconds(plan.workloads[cell.workload], plan.spec.machines[cell.machine]);
    sum += seconds;
    longest = std::max(longest, seconds);
  }
  if (plan.cells.empty()) return result;
  // The last boots leave the other guests' places empty.
  result.boots = std::max(sum / std::max(1, costs.concurrent), longest);
  result.per_boot = sum / static_cast<double>(plan.cells.size());
  return result;
}

}  // namespace folioscope::plan
