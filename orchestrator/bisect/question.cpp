// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/question.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/metric.h"
#include "catalog/programs.h"
#include "spec/diagnostics.h"
#include "spec/parse.h"
#include "spec/restate.h"

namespace folioscope::bisect {
namespace {

using Named = std::vector<std::pair<std::string, std::string>>;

// Everything that a condition can be named by. Arguments win over settings of the same name.
Named names_of(const plan::Plan& plan, const Condition& condition) {
  const plan::WorkloadCondition& workload = plan.workloads[condition.workload];
  Named names{{"machine", plan.spec.machines[condition.machine].name},
              {"program", workload.program},
              {"observe", to_string(workload.observe)}};
  names.insert(names.end(), workload.args.begin(), workload.args.end());
  for (const spec::Setting& setting : workload.settings)
    names.emplace_back(setting.path.substr(setting.path.rfind('/') + 1), setting.value);
  return names;
}

bool has(const Named& names, const std::string& name, const std::string& value) {
  const auto found = std::ranges::find(names, name, &Named::value_type::first);
  if (found == names.end()) return value.empty();  // wants it not to be given
  return found->second == value;
}

Result<Named> parse_wanted(const std::vector<std::string>& wanted) {
  Named names;
  for (const std::string& text : wanted) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return user_fault(fmt::format("--condition `{}` is no NAME=VALUE", text),
                        "such as --condition machine=smp8 park=activate");
    names.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return names;
}

std::string describe(const plan::Plan& plan, const std::vector<Condition>& conditions) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < conditions.size() && i < kShown; ++i) {
    text += text.empty() ? "one of:" : "";
    text += fmt::format("\n     machine={}", plan.spec.machines[conditions[i].machine].name);
    const plan::WorkloadCondition& workload = plan.workloads[conditions[i].workload];
    text += fmt::format(" program={}", workload.program);
    for (const auto& [name, value] : workload.swept) text += fmt::format(" {}={}", name, value);
  }
  if (conditions.size() > kShown)
    text += fmt::format("\n     and {} more", conditions.size() - kShown);
  return text;
}

spec::Restatement restatement_of(const Question& question, const std::vector<int>& prefixes,
                                 int fewest_boots) {
  const plan::WorkloadCondition& workload = question.workload;
  spec::Restatement wanted{.variants = {},
                           .revision = question.series.base,
                           .base = workload.base,
                           .machine = question.spec.machines[question.condition.machine].name,
                           .workload = {.program = workload.program,
                                        .args = {},
                                        .timeout_ms = workload.timeout_ms,
                                        .typical_ms = workload.typical_ms},
                           .settings = workload.settings,
                           .observe = workload.observe,
                           .boots = question.boots,
                           .fewest_boots = fewest_boots,
                           .metric = question.metric};
  for (const auto& [name, value] : workload.args) wanted.workload.args[name] = {value};
  for (const int prefix : prefixes) wanted.variants.push_back(variant_of(question, prefix));
  return wanted;
}

}  // namespace

Result<Condition> choose_condition(const plan::Plan& plan, const std::vector<std::string>& wanted) {
  TRY(Named names, parse_wanted(wanted));
  if (names.empty()) names = plan.spec.about.decide.at;
  std::vector<Condition> all, chosen;
  for (std::size_t machine = 0; machine < plan.spec.machines.size(); ++machine)
    for (std::size_t workload = 0; workload < plan.workloads.size(); ++workload)
      all.push_back({machine, workload});
  for (const Condition& one : all)
    if (std::ranges::all_of(names, [&](const auto& name) {
          return has(names_of(plan, one), name.first, name.second);
        }))
      chosen.push_back(one);
  if (chosen.size() == 1) return chosen.front();
  if (chosen.empty())
    return user_fault("no condition of the experiment is the one that --condition names",
                      describe(plan, all));
  return user_fault(
      fmt::format("a search is made under one condition, and this fits {}", chosen.size()),
      "name it with --condition NAME=VALUE ..., " + describe(plan, chosen));
}

Result<std::string> metric_named(const std::string& name, const std::string& program) {
  std::string current(catalog::current_name(name));
  if (catalog::find_metric(current) != nullptr || !catalog::is_our_program(program)) return current;
  std::vector<std::string> known;
  for (const catalog::Metric& metric : catalog::metrics()) known.push_back(metric.name);
  const auto near = spec::nearest(name, known);
  return user_fault(fmt::format("there is no metric `{}`", name),
                    near ? fmt::format("did you mean `{}`?", *near)
                         : "`folioscope list --metrics` has all that there are");
}

std::string variant_name(int prefix) { return fmt::format("prefix-{}", prefix); }

std::string describe_prefix(int prefix, int patches) {
  if (prefix == 0) return "the base";
  if (prefix == patches) return fmt::format("all {} patches", patches);
  return prefix == 1 ? "patch 1" : fmt::format("patches 1-{}", prefix);
}

spec::Variant variant_of(const Question& question, int prefix) {
  spec::Variant variant = question.spec.variants.front();
  variant.name = variant_name(prefix);
  for (int i = 0; i < prefix; ++i)
    variant.steps.push_back({spec::PatchStep::Kind::Patch,
                             question.series.patches[static_cast<std::size_t>(i)].file.string()});
  return variant;
}

Result<plan::Plan> plan_of(const Question& question, const std::vector<int>& prefixes,
                           int fewest_boots) {
  TRY(const std::string text,
      spec::restate(question.spec, restatement_of(question, prefixes, fewest_boots)));
  const std::string& file = question.spec.file;
  const spec::Parsed parsed = spec::parse(text, file, spec::find_roots(file));
  if (!parsed.ok())
    return user_fault(fmt::format("the experiment with prefixes as its variants does not hold: {}",
                                  spec::to_string(parsed.diagnostics.front())));
  return plan::make_plan(parsed.spec);
}

}  // namespace folioscope::bisect
