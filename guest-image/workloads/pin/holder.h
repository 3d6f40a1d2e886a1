// SPDX-License-Identifier: GPL-3.0-or-later
// A process that holds one page in one way whenever it is told to, and says when it did. Its name
// tells how: pin-vmsplice, pin-direct, ...
//
// begin(), until settled(), end(); again and again.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "workloads/kit/child.h"
#include "workloads/pin/memory.h"
#include "workloads/pin/page_flags.h"
#include "workloads/pin/pages.h"
#include "workloads/pin/plant.h"

namespace folioscope::workloads {

struct HolderPlan {
  Hold hold = Hold::Vmsplice;
  Memory memory = Memory::Shared;  // others: for Vmsplice; Writeback has Disk
  std::size_t page = 0;
  std::string disk;  // for Direct, Fault and Remote
  std::uint64_t seed = 1;
  int cpu = 0;          // for Park and Toucher
  std::string scratch;  // a disk to write to, for Memory::Disk
};

class Holder {
 public:
  // `pages` outlives the holder.
  static Result<Holder> start(const HolderPlan& plan, const Pages& pages);

  Hold hold() const { return hold_; }
  pid_t process() const { return child_.process(); }

  Status begin();
  // Whether the page is held for sure, or has been let go already; for Park and those who hold
  // nothing for sure: whether the process tries. Does not wait.
  Result<bool> settled();
  // Lets go, or waits until the disk does.
  Result<std::vector<Span>> end();

 private:
  Holder(Child child, Hold hold, const std::byte* page)
      : child_(std::move(child)), hold_(hold), page_(page) {}
  Result<bool> has_settled();
  Result<bool> sleeps() const;
  Result<bool> written() const;

  Child child_;
  Hold hold_;
  const std::byte* page_;
  bool echoed_ = false;
  std::uint64_t settled_ns_ = 0;
};

// A process that reads from the disk all the time, so that whoever else reads has to queue: a
// throttle lets a few requests pass at once after each pause.
Result<Child> start_disk_hog(const std::string& disk);

}  // namespace folioscope::workloads
