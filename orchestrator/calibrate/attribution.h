// SPDX-License-Identifier: GPL-3.0-or-later
// Attribution measured against the truth: the workload `pin` records which process held which page
// when; the join (derive/holders/holder_join.h) named holders without knowing that. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace folioscope::calibrate {

// A process held references to the page in this frame during this interval.
struct Plant {
  std::string kind;          // of planting: "vmsplice", "direct", ...
  std::string holder_class;  // as the join should say; several that are right, separated by "|"
  std::int64_t pfn = 0, pid = 0;
  std::uint64_t from_ns = 0, to_ns = 0;
  bool may = false;  // it held some now and then: not expected, but no wrong name either
};

// A line of the workload; nullopt when it is no plant.
std::optional<Plant> parse_plant(std::string_view line);
// The kinds that the workload tried to plant, each with the moves of its pages that it made.
std::map<std::string, std::int64_t> moves_by_kind(const std::vector<std::string>& workload_lines);

// Over failures of planted pages at times inside a plant's interval. Of such a failure, as many
// holders are expected as plants cover its time, but no more than it had references too many: at
// the edges of an interval the reference may not be there yet. A plant that only may hold is never
// expected, and answers for as many names as the failure had references beside the expected ones.
struct Score {
  std::int64_t failures = 0;
  std::int64_t planted = 0;        // expected holders
  std::int64_t named = 0;          // of these, named by class and process
  std::int64_t unknown = 0;        // of these, neither named nor another named instead
  std::int64_t named_holders = 0;  // all that the join named
  std::int64_t wrong = 0;          // of these, no plant's class and process

  double named_share() const;    // of those planted
  double unknown_share() const;  // of those planted
  double wrong_share() const;    // of those named
  void add(const Score& other);
};

// Adds the scores of one boot by kind of planting; a failure with plants of several kinds counts
// under the first. Holders of the class "unknown" and of failures whose events are damaged are no
// names. Returns the failures of pages at times when nothing was planted on them.
std::int64_t score_boot(const std::vector<std::string>& workload_lines,
                        const store::ReferenceRows& references,
                        std::map<std::string, Score>& by_kind);

}  // namespace folioscope::calibrate
