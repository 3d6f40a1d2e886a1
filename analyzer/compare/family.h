// SPDX-License-Identifier: GPL-3.0-or-later
// Every test that a run's numbers allow, made once and together, so that what is called changed is
// wrong in at most one run of twenty, however much is looked at (docs/statistics.md).
//
//   primary  one metric under one condition, both named by the experiment before it ran: tested at
//            5 % by itself. Where it does not change, nothing else is a claim.
//   family   what the report leads with, under every condition, and the holders: one max-T family
//   lead     every other metric, tested among those of its condition and variant: never a claim, a
//            place to look next
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <tuple>
#include <vector>

#include "query/comparison.h"
#include "stats/family.h"
#include "stats/interval.h"
#include "stats/sequential.h"

namespace folioscope::compare {

enum class Tier { Primary, Family, Lead };
const char* to_string(Tier tier);

// One metric of one variant against the baseline under one condition.
struct Test {
  Tier tier = Tier::Lead;
  double p = 1;         // of this metric alone
  double adjusted = 1;  // within its tier
  bool rejected = false;
  std::optional<int> decided = {};            // adaptive boots: blocks until then
  std::optional<stats::Ratio> relative = {};  // primary and family

  bool operator==(const Test&) const = default;
};

using SeriesKey = std::tuple<std::string, std::string, std::string, std::string>;
// Machine, workload, metric, unit.
SeriesKey key_of(const query::Condition& condition, const query::Series& series);

struct Primary {
  std::string machine, workload, metric;
};

struct Family {
  std::map<SeriesKey, std::vector<Test>> tests;  // by variant; nothing is tested for the first
  // Boots that did not end well by the guest's own doing, by machine and workload, by variant: 1
  // against 0 of a boot that is done. Empty where all boots ended alike.
  std::map<std::pair<std::string, std::string>, std::vector<Test>> endings;
  std::optional<Primary> primary;                                      // the experiment named one
  bool primary_changed = false;                                        // for any variant
  std::size_t size = 0;                                                // tests in the second tier
  std::size_t conditions = 0, variants = 0, metrics = 0, holders = 0;  // that they are of
  std::optional<stats::Looks> looks;                                   // adaptive boots
  // Boots are still to come. Of a fixed number nothing is called changed before its end: looking
  // early is a test, too.
  bool interim = false;
  // The smallest adjusted p that the second tier can give with these boots: above kSignificance
  // nothing could be shown, however large. 1: no tests.
  double smallest_adjusted = 1;
  // Adaptive boots: the first block with boots still to come, by machine and workload. It and what
  // is after it does not count yet.
  std::map<std::pair<std::string, std::string>, int> open_from;

  bool counts(const query::Condition& condition, int block) const;
  // Of every interval: 95 %, or of adaptive boots so much that it is 95 % whenever they stop.
  double confidence() const { return looks ? stats::confidence_of(*looks) : stats::kConfidence; }
  // Whether a rejection in the second tier is a claim.
  bool open() const { return !primary || primary_changed; }
  const Test* find(const query::Condition& condition, const query::Series& series,
                   std::size_t variant) const;
  // The variant's boots under this condition end otherwise than the baseline's: what the others
  // say is of a selection.
  bool ends_differently(const query::Condition& condition, std::size_t variant) const;
};

// A run and its tests. Everything that speaks of differences takes this.
struct TestedRun : query::Comparison {
  Family family;
};

// How tests are made, which is no part of what they say.
struct Effort {
  std::stop_token stop = {};
  std::size_t threads = 0;  // 0: one for each core
};
// After a stop request what it gives is worth nothing, and comes within a fraction of a second.
TestedRun tested(query::Comparison comparison, const Effort& effort = {});

// The metrics that the report leads with: those the experiment names, else the most telling ones.
std::vector<std::string> headline_of(const query::Comparison& comparison);
// The conditions that the experiment says it decides under.
std::vector<const query::Condition*> named_conditions(const query::Comparison& comparison);

}  // namespace folioscope::compare
