// SPDX-License-Identifier: GPL-3.0-or-later
// What a result page is made of: the metrics that carry the answer, evaluated at every condition of
// the sweep, and the point where the question is decided. Points into the comparison it was made
// from.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compare/evaluate.h"
#include "compare/scale.h"
#include "query/comparison.h"

namespace folioscope::compare {

inline constexpr const char* kOvercommitted = "overcommitted";

// A part of a condition's name: the machine, the program, or a value that is swept.
struct LabelPart {
  std::string name;  // of the swept argument or setting; empty for machine, program and remarks
  std::string text;  // "smp8", "refault", "faulters=8", "amplified"

  auto operator<=>(const LabelPart&) const = default;
};

// One machine under one workload.
struct ConditionResult {
  const query::Condition* where = nullptr;
  std::vector<LabelPart> label;       // what tells it from the other conditions; never empty
  std::string amplifiers;             // "mig_window_us=50"; empty: plain
  int host_cores = 0;                 // when the machine has more vCPUs than these, else 0
  std::vector<MetricResult> metrics;  // of the headline, in its order; those that some boot gave

  bool amplified() const { return !amplifiers.empty(); }
  const MetricResult* metric(std::string_view name) const;
};

struct Findings {
  std::vector<std::string> headline;  // metrics, in order
  bool chosen = false;                // by the experiment; else by this program
  // The metric that decides: the one that the experiment names, else the first of the headline that
  // some boot gave; empty: none did.
  std::string decisive;
  std::vector<ConditionResult> conditions;  // in the experiment's order
  // Where the question is decided, of the conditions without and of those with an amplifier: where
  // the experiment says, or if that is several or it does not say, where `decisive` changed most:
  // the conditions with a change first, among these the one with the largest difference of means.
  std::optional<std::size_t> plain, amplified;
  bool amplified_decides = false;  // the experiment names an amplifier
  std::size_t named =
      0;  // conditions that fit what the experiment names; 0: it names none, or none fits

  // plain and amplified as far as there are any, the deciding one first.
  std::vector<std::size_t> told() const;
};

Findings find(const TestedRun& comparison);

// Null: no boot of the condition gave the metric.
const query::Series* series_of(const query::Condition& condition, std::string_view metric);

// For a metric at every condition, where they stand on one axis.
Scale scale_of(const Findings& findings, std::string_view metric);

// Settings among `settings` that stretch a window to make a race likelier: "mig_window_us=50".
std::string amplifiers_of(const query::Settings& settings);

}  // namespace folioscope::compare
