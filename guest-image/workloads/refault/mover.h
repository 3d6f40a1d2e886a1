// SPDX-License-Identifier: GPL-3.0-or-later
// Moves the page that is fought for from one NUMA node to another and back, with move_pages(2).
#pragma once

#include <cstddef>

#include "base/result.h"

namespace folioscope::workloads {

struct Attempt {
  bool done = false;
  double latency_ms = 0;
};

class Mover {
 public:
  // Of a page that is present, on one of the two nodes.
  static Result<Mover> of(const std::byte* page, unsigned node, unsigned other_node);

  // One call, to the node where the page is not. A page that somebody keeps where it is is no
  // fault.
  Result<Attempt> move_away() const;
  // The kernel leaves alone what is there already.
  Result<Attempt> move_to(unsigned node) const;

 private:
  Mover(const std::byte* page, unsigned node, unsigned other_node)
      : page_(page), nodes_{node, other_node} {}
  Result<unsigned> current_node() const;

  const std::byte* page_;
  unsigned nodes_[2];
};

}  // namespace folioscope::workloads
