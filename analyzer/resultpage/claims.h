// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a discussion beside those of the run.
#pragma once

#include <string>
#include <vector>

#include "compare/findings.h"

namespace folioscope::resultpage {

struct ClaimNumber {
  std::string variant;
  double median = 0;  // over boots, as stored
  std::string text;   // with its unit
  std::size_t boots = 0;
};

// What was measured for a claim at one condition: the variant that it is about, or every one, and
// the baseline for comparison. Variants without boots left out.
struct ClaimPlace {
  const compare::ConditionResult* condition = nullptr;
  std::string unit;  // of the medians
  std::vector<ClaimNumber> numbers;
  // What stands beside the discussion's number: the median of the claim's variant, or its change
  // against the baseline's. Empty where the claim has no number or that variant has no boot.
  std::string ours;
};

struct ClaimResult {
  query::Claim claim;
  // Where `claim.workload` says; else where the question is decided, or if that condition lacks the
  // metric, the first one that has it. At most one condition without and one with amplifiers.
  std::vector<ClaimPlace> places;
  std::string theirs;  // the discussion's number with its unit; empty: it has none
};

// Two numbers that the discussion gives for one metric, in the order of the claims, and how much
// one is of the other: there, and here at the same condition.
struct ClaimStep {
  std::string metric, from, to;  // the latter two: variants
  std::string theirs, ours;      // "0.8 to 0.06: 13 times less"
  const compare::ConditionResult* condition = nullptr;
};

// In the experiment's order.
std::vector<ClaimResult> claims_of(const query::Comparison& comparison,
                                   const compare::Findings& findings);

// Of claims with numbers that can be compared with what was measured.
std::vector<ClaimStep> steps_of(const std::vector<ClaimResult>& claims);

// "stock 0.0 %, drain-only 100.0 % (medians of 6 boots)" as Markdown.
std::string claim_numbers(const ClaimPlace& place);

}  // namespace folioscope::resultpage
