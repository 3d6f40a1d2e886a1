// SPDX-License-Identifier: GPL-3.0-or-later
// One churner: puts pages of its working set into the per-CPU LRU batches of the CPU it runs on, or
// holds them in another way. Belongs to one pinned process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/cma-churn/directories.h"
#include "workloads/cma-churn/working_set.h"
#include "workloads/kit/random.h"
#include "workloads/kit/request.h"

namespace folioscope::workloads {

// How. A batch keeps an extra reference on a page until it is full (15) or drained. All but LruAdd
// leave the page on its LRU list, so that the kernel isolates it and then fails to migrate it.
enum class Park {
  Activate,        // second read(2) of a tmpfs page
  Deactivate,      // MADV_COLD on active tmpfs pages
  LruAdd,          // tmpfs pages given back and touched: their successors are new, and never in an
                   // area being emptied; so this needs a kernel that does not drain
  LazyFree,        // MADV_FREE on anonymous pages, which the kernel does not even isolate with an
                   // extra reference
  DeactivateFile,  // POSIX_FADV_DONTNEED on mapped pages of a file, which cannot be dropped. It
                   // drains all CPUs first, and so leaves but the last caller's pages parked.
  Rotate,          // the same on pages just written: first as above; the end of the writeback, when
                   // it comes after the drain, then puts them into the rotate batch of the CPU that
                   // the disk interrupts
  Mlock,           // locked tmpfs pages unmapped and mapped again
  Bh,              // directories of a disk read: no LRU batch, but a cache of buffer heads that is
                   // drained and switched off with them; its reference is to the page's buffer
  Mixed,           // Activate and Deactivate in turn, so that pages never settle
  Pin,             // no batch: spliced into a pipe until let go; a holder that no drain reaches
};

// By the name on the command line, one of kParkNames.
Park park_named(std::string_view name);
inline constexpr std::string_view kParkNames =
    "activate|deactivate|lru_add|lazyfree|deactivate_file|rotate|mlock|bh|mixed|pin";

class Churner {
 public:
  // `directory`: on a file system with a disk, for DeactivateFile, Rotate and Bh.
  static Result<Churner> create(Park park, std::uint64_t pages, const std::string& directory);

  // Gives every page back and touches it anew, so that it lies where the allocator puts new movable
  // pages and is one step from being parked. Returns how many lie in each of `ranges`.
  Result<std::vector<std::uint64_t>> refill(const std::vector<FrameRange>& ranges);
  // Parks `pages` consecutive pages chosen by `random`.
  Status park(std::uint64_t pages, Random& random);
  // Lets go of what Pin holds.
  Status let_go();

 private:
  explicit Churner(Park park) : park_(park) {}
  std::uint64_t pages() const { return directories_ ? directories_->pages() : set_.pages(); }
  Status prepare();
  Status park_run(Run run);
  Status take_turns(Run run);  // Mixed
  Status write_pages(Run run) const;
  Status drop_from_cache(Run run) const;
  Status splice(Run run);

  Park park_;
  WorkingSet set_;
  std::optional<Directories> directories_;  // for Bh, instead of the set
  Run last_;                // for Mixed: what was activated and not yet deactivated; empty: nothing
  UniqueFd out_, in_;       // for Pin: the ends of the pipe
  std::uint64_t held_ = 0;  // pages in it
};

}  // namespace folioscope::workloads
