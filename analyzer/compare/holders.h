// SPDX-License-Identifier: GPL-3.0-or-later
// The table of holders: who held the pages that could not be migrated, by class of holder and by
// stack, and what changed between variants. Every number rests on boots (query/holders.h): a share
// is of one boot's failures; what is compared is the number of failures in a boot, which a boot
// without any has, too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compare/evaluate.h"
#include "query/comparison.h"

namespace folioscope::compare {

struct TaskCount {
  std::string comm;
  std::int64_t failures = 0;  // all boots

  bool operator==(const TaskCount&) const = default;
};

// What one variant's boots have to say about a holder, beside the share of failures.
struct HolderVariant {
  double failures_per_boot = 0;         // mean over the boots that looked for failures
  double split_share = 0;               // classes only: mean; the classes of a variant add up to 1
  std::string comm;                     // the task that held most often; empty: none has a name
  std::optional<double> median_age_ns;  // median over boots of the boot's median
  std::size_t boots = 0;      // that looked for failures; 0: no number above means anything
  std::int64_t failures = 0;  // all boots
  double split_per_boot = 0;  // classes only: mean; the classes of a variant add up to its failures
  std::vector<TaskCount> tasks = {};  // places only: by name; of the first kTasksShown by failures
};

struct HolderRow {
  std::string holder_class;
  std::string place;  // the stack's chain, or the evidence where there is none; empty: the class
  std::string chain = {};               // of a place: query::HolderPlace::chain
  MetricResult failures;                // in a boot
  MetricResult share;                   // of a boot's failures; boots without failures have none
  std::vector<HolderVariant> variants;  // by variant
  // The only variant that has it, of several that have failures. Whether that is more than chance
  // is what `failures` says.
  std::optional<std::size_t> only_in;
};

struct HolderTable {
  bool in_cma = false;             // failures inside CMA allocations only
  MetricResult failures;           // per boot
  std::vector<std::int64_t> gone;  // by variant, all boots: references gone when they were read
  std::vector<HolderRow> classes;  // the largest first; unknown and unreliable ones last
  std::vector<HolderRow> places;   // the largest first
  std::size_t places_left_out = 0;

  // No boot of the condition looked for failures, or the run has none.
  bool empty() const { return failures.variants.empty(); }
};

inline constexpr std::size_t kPlacesShown = 10;
inline constexpr std::size_t kTasksShown = 100;  // of a place and variant

// What the table compares, as series of one value a boot: failures, and those of every class and of
// the largest places. Made before there are tests.
std::vector<query::Series> holder_series(const query::Comparison& comparison,
                                         const query::Condition& condition);

HolderTable holders_of(const TestedRun& run, const query::Condition& condition,
                       std::size_t most_places = kPlacesShown);

// "in a per-CPU folio_batch until that is drained"; empty for a class that is not known.
std::string_view describe_class(std::string_view holder_class);

// How many differences between variants it shows.
std::size_t comparisons_in(const HolderTable& holders);

}  // namespace folioscope::compare
