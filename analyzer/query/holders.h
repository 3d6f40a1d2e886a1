// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the pages that could not be migrated: the tables failure and holder counted up, boot by
// boot, because the boot is the sample.
//
// Counted are failures with a reference too many. (A failure whose references were gone again when
// they were read is attributed to nobody: `gone`.) A failure counts once for every class among its
// holders, and as
//   kUnknown       when a reference remains that nobody could be named for,
//   kUnclassified  when a holder's task is known, but no class knows its stack ('unknown' in
//                  holder.class),
//   kUnreliable    and as nothing else, when events that the attribution needs were lost.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "store/reader.h"

namespace folioscope::query {

inline constexpr const char* kUnknown = "unknown";
inline constexpr const char* kUnclassified = "unclassified";
inline constexpr const char* kUnreliable = "unreliable";

struct ClassCount {
  std::int64_t failures = 0;
  // The same with a failure of n classes counted as 1/n in each: adds up to the failures.
  double split = 0;

  bool operator==(const ClassCount&) const = default;
};

struct HolderPlace {
  std::string holder_class;
  std::string chain;  // see stack_chain.h; empty: known without a stack

  auto operator<=>(const HolderPlace&) const = default;
};

struct PlaceCount {
  std::int64_t failures = 0;
  // Failures by task, tasks without a name left out; one with several tasks counts for each.
  std::map<std::string, std::int64_t> comms;
  std::optional<double> median_age_ns;  // from the get to the failure
  std::string evidence;                 // of the first holder, where there is no stack

  bool operator==(const PlaceCount&) const = default;
};

struct BootHolders {
  CellId cell;
  std::int64_t failures = 0;
  std::int64_t named = 0;  // every extra reference
  std::int64_t gone = 0;
  std::map<std::string, ClassCount> classes;
  std::map<HolderPlace, PlaceCount> places;  // of failures that are not unreliable

  bool operator==(const BootHolders&) const = default;
};

struct Holders {
  // Only failures inside CMA allocations are counted: so as soon as the run has one.
  bool in_cma = false;
  std::int64_t failures = 0;  // in the done boots, whether counted or not
  std::int64_t counted = 0;   // of these, inside CMA allocations if in_cma; gone ones included
  // Done boots that looked for failures, by cell; also those that had none. Empty when no boot had
  // one.
  std::vector<BootHolders> boots;

  bool operator==(const Holders&) const = default;
};

// What was counted before: a boot that is here is not counted again, as long as the same kind of
// failures counts.
struct CountedHolders {
  bool in_cma = false;
  std::map<CellId, BootHolders> boots;
};
// Empty for a file of schema version 1. One boot's holders are walked at a time.
Result<Holders> load_holders(store::Reader& reader, CountedHolders& counted);

}  // namespace folioscope::query
