// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/estimate.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace folioscope::plan {
namespace {

// From the start to the agent's hello, emulated, on two cores with little else to do: 3.0 to 5.2 s
// for a guest of 8 vCPUs alone, 4.1 s for each of four with 2.
constexpr double kBootSeconds = 3;
constexpr double kBootSecondsPerVcpu = 0.25;  // of all guests at once
// However many guests share two cores, each boot costs them this: 8 in 12.7 s was the fastest seen.
constexpr double kLeastSecondsPerBoot = 1.6;
// The guest goes down, and its pages are decoded and stored.
constexpr double kEndSeconds = 1;
// What a workload does before and after it looks at the clock.
constexpr double kAroundSecondsArgument = 1.2;

// A workload with an argument for how long it works takes that long.
std::optional<double> seconds_argument(const WorkloadCondition& condition) {
  const auto found =
      std::ranges::find(condition.args, "seconds", &std::pair<std::string, std::string>::first);
  if (found == condition.args.end()) return std::nullopt;
  const std::string& text = found->second;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || !(seconds >= 0))
    return std::nullopt;
  return seconds;
}

double workload_seconds(const WorkloadCondition& condition) {
  if (condition.typical_ms != 0) return condition.typical_ms / 1000.0;
  const double limit = condition.timeout_ms / 1000.0;
  const std::optional<double> asked = seconds_argument(condition);
  return std::min(limit, asked ? kAroundSecondsArgument * *asked : kUnknownWorkloadSeconds);
}

// Boots one after the other.
struct Sum {
  double seconds = 0, longest = 0;
  std::size_t boots = 0;

  void add(double boot) {
    seconds += boot;
    longest = std::max(longest, boot);
    ++boots;
  }
  // As long as they take with so many at once. The last ones leave the other guests' places empty.
  double together(int concurrent) const {
    return std::max(
        {seconds / concurrent, longest, kLeastSecondsPerBoot * static_cast<double>(boots)});
  }
};

}  // namespace

double Estimate::total() const { return kMargin * kernels + std::min(kMargin * boots, boots_end); }

double Estimate::total_of_fewest() const {
  return kMargin * kernels + std::min(kMargin * fewest, boots_end);
}

double cell_seconds(const WorkloadCondition& condition, const spec::Machine& machine,
                    int concurrent) {
  return kBootSeconds + kBootSecondsPerVcpu * machine.vcpus * concurrent +
         workload_seconds(condition) + kEndSeconds;
}

Estimate estimate(const Plan& plan, const Costs& costs) {
  Estimate result;
  for (const KernelCost& kernel : costs.kernels) result.kernels += kernel.seconds;
  const int concurrent = std::max(1, costs.concurrent);
  const int fewest_boots = plan::fewest_boots(plan.spec);
  Sum all, fewest;
  for (const Cell& cell : plan.cells) {
    const double seconds =
        cell_seconds(plan.workloads[cell.workload], plan.spec.machines[cell.machine], concurrent);
    all.add(seconds);
    if (cell.boot < fewest_boots) fewest.add(seconds);
  }
  if (plan.cells.empty()) return result;
  result.boots = all.together(concurrent);
  result.fewest = fewest.together(concurrent);
  result.per_boot = all.seconds / static_cast<double>(plan.cells.size());
  // A block that was begun is run to its end, after the boots that are under way.
  const double rounds =
      1 + static_cast<double>(plan.spec.variants.size() * spec::kBootsInBlock) / concurrent;
  if (plan.spec.budget_ms != 0)
    result.boots_end = plan.spec.budget_ms / 1000.0 + rounds * all.longest * kMargin;
  return result;
}

}  // namespace folioscope::plan
