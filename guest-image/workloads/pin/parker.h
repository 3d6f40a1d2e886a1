// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a page in an LRU batch of the CPU it runs on, and knows when it is there: a page whose
// activation or deactivation is still in a batch does not show it in its flags. Whenever a drain
// carries it out, the parker asks for the opposite. Only what is sure is recorded.
//
// The page must be mapped by the parker's process alone, or the kernel does not deactivate it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "workloads/kit/guest.h"
#include "workloads/pin/page_flags.h"
#include "workloads/pin/plant.h"

namespace folioscope::workloads {

class Parker {
 public:
  // `file` at `offset` is what is mapped at `page`, and outlives the parker.
  static Result<Parker> create(int file, off_t offset, std::byte* page);

  // Looks at the page once and parks it where it is not parked.
  Status look();
  // When the page was parked and then isolated, since create() or the last end(); between two of
  // these the page is isolated once at most. It may stay where it is.
  std::vector<Span> end();

 private:
  Parker(int file, off_t offset, std::byte* page) : file_(file), offset_(offset), page_(page) {}
  struct View {
    std::uint64_t frame = 0;
    std::uint64_t flags = 0;
  };
  Result<View> view_page() const;
  Status park(std::uint64_t flags);
  void close_span();

  int file_;
  off_t offset_;
  std::byte* page_;
  PageFrames frames_;
  PageFlags flags_;
  // To park a page that is not on the LRU list has no effect, and it may have been taken off while
  // it was being parked (Unsure). If it was still on the list afterwards (Tried) and is seen off
  // the list later, it was parked before it was isolated (Parked). Had it been isolated, put back
  // and only then seen, it would not be isolated again.
  enum class State { Out, Unsure, Tried, Parked };
  State state_ = State::Out;
  bool active_ = false;  // what the flags say as long as the page is not drained
  Span span_;            // from a moment before the page was parked to the last look that found it
  std::vector<Span> spans_;
};

}  // namespace folioscope::workloads
