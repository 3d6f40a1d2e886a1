// SPDX-License-Identifier: GPL-3.0-or-later
// What a search asks, and the experiments that answer it: prefixes of the series as variants of the
// user's experiment, under one of its conditions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "bisect/series.h"
#include "plan/plan.h"
#include "spec/spec.h"

namespace folioscope::bisect {

// Index into Spec::machines and Plan::workloads.
struct Condition {
  std::size_t machine = 0, workload = 0;

  bool operator==(const Condition&) const = default;
};

// The one that `wanted` names with values of `machine`, `program`, arguments, settings (the last
// part of their path) and `observe`, each as NAME=VALUE. Empty: the one that the experiment decides
// under, or its only one. Fault (User): none, or several; the remedy lists them.
Result<Condition> choose_condition(const plan::Plan& plan, const std::vector<std::string>& wanted);

struct Question {
  spec::Spec spec;  // the user's experiment; the series goes on top of its first variant
  Condition condition;
  plan::WorkloadCondition workload;  // of the condition
  std::string metric;                // its current name
  Series series;                     // written: every patch has its file
  int boots = 0;                     // of each variant, at most
};

// The current name of a metric. Fault (User): the catalogue does not have it, and no program of the
// user's own may print it under this condition.
Result<std::string> metric_named(const std::string& name, const std::string& program);

// "prefix-4": the base with the first four patches.
std::string variant_name(int prefix);
// "the base", "patches 1-4", "all 8 patches"
std::string describe_prefix(int prefix, int patches);

spec::Variant variant_of(const Question& question, int prefix);

// The plan of a run over these prefixes, the first its baseline. `fewest_boots` > 0: it may be
// settled from then on. Fault (User): the base variant's steps cannot be followed by patches.
Result<plan::Plan> plan_of(const Question& question, const std::vector<int>& prefixes,
                           int fewest_boots);

}  // namespace folioscope::bisect
