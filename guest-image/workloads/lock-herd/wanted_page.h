// SPDX-License-Identifier: GPL-3.0-or-later
// The one page that all waiters read, and the moves of it between two NUMA nodes.
#pragma once

#include <cstddef>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

class WantedPage {
 public:
  enum class Kind {
    Anonymous,  // who finds it on its way sleeps on its migration entry
    File,       // of a memfd; who finds it unmapped looks it up and sleeps on its lock
  };
  // At the same address in all processes that are forked later; nobody may write to it then.
  static Result<WantedPage> create(Kind kind);

  const volatile std::byte* data() const { return mapping_.data(); }
  Result<unsigned> node() const;
  struct Move {
    bool succeeded = false;
    double latency_ms = 0;
  };
  // False while it is not in the page table of this process, as during a move.
  Result<bool> is_mapped() const;
  // To the node it is not on: 0 or 1. Needs root, as the page may have many users.
  Result<Move> move();

 private:
  explicit WantedPage(PageFrames frames) : frames_(std::move(frames)) {}

  PageFrames frames_;
  UniqueFd file_;
  Mapping mapping_;
};

}  // namespace folioscope::workloads
