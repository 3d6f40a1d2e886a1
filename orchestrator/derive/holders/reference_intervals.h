// SPDX-License-Identifier: GPL-3.0-or-later
// References to pages that failed to migrate, each from get to put: those that the histories of a
// page's failures show, put together. A failure's history reaches back from it; of what came after
// a failure, the histories of the page's later ones tell.
//
// Expected references (the page cache's, page tables', the migrator's own) are none of them. What
// was open at a failure has the class under which holder_join.h named it; its put may be in a later
// history, else it ends with the latest failure that saw it. A hold whose begin nobody knows (of a
// page in a batch without its get) is not here.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/limits.h"
#include "derive/holders/holder_join.h"
#include "store/records.h"

namespace folioscope::derive {

class ReferenceIntervals {
 public:
  explicit ReferenceIntervals(std::size_t most = limits::kIntervals) : most_(most) {}

  void add(const MigrationFailure& failure, const Attribution& attribution,
           const NamedStacks& stacks);
  // In the order of their begin.
  std::vector<store::IntervalRow> rows(const CommTable& comms) const;
  std::int64_t over() const { return over_; }  // for which there was no room

 private:
  struct Get {
    std::uint64_t begin_ns = 0, pfn = 0;
    std::int32_t pid = 0;
    std::uint32_t stack = 0;
    auto operator<=>(const Get&) const = default;
  };
  struct Held {
    std::uint64_t end_ns = 0;
    bool put = false;    // its put was seen
    bool named = false;  // as a holder of a failure
    HolderClass holder_class = HolderClass::Unknown;
    std::uint32_t comm = 0;
    std::int32_t cpu = -1;  // -1: not known
  };
  void add(const Get& get, const Held& held);

  std::size_t most_;
  std::map<Get, Held> held_;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
