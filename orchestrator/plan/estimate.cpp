// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/estimate.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
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

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

std::map<ConditionIndex, double> boot_seconds(const Plan& plan, const Costs& costs) {
  const int concurrent = std::max(1, costs.concurrent);
  std::map<ConditionIndex, double> seconds;
  for (const Cell& cell : plan.cells) seconds.emplace(condition_of(cell), 0);
  std::vector<double> ratios;  // of the measured ones to their guesses
  for (auto& [at, value] : seconds) {
    value = cell_seconds(plan.workloads[at.workload], plan.spec.machines[at.machine], concurrent);
    const auto found = costs.measured.find(at);
    if (found == costs.measured.end()) continue;
    const double more = static_cast<double>(concurrent) / std::max(1, found->second.guests);
    const double measured = found->second.seconds * std::max(1.0, more);
    ratios.push_back(measured / value);
    value = measured;
  }
  const double scale = std::max(1.0, median_of(ratios));
  for (auto& [at, value] : seconds)
    if (!costs.measured.contains(at)) value *= scale;
  return seconds;
}

Estimate estimate(const Plan& plan, const Costs& costs) {
  Estimate result;
  for (const KernelCost& kernel : costs.kernels) result.kernels += kernel.seconds;
  const int concurrent = std::max(1, costs.concurrent);
  const int fewest_boots = plan::fewest_boots(plan.spec);
  const std::map<ConditionIndex, double> boots = boot_seconds(plan, costs);
  result.conditions = boots.size();
  for (const auto& [at, measured] : costs.measured) {
    if (!boots.contains(at)) continue;
    ++result.measured_conditions;
    result.measured_boots += measured.boots;
  }
  Sum all, fewest;
  for (const Cell& cell : plan.cells) {
    const double seconds = boots.at(condition_of(cell));
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
