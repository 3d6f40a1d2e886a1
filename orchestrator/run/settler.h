// SPDX-License-Identifier: GPL-3.0-or-later
// The seam through which a run learns that a condition needs no more boots. The run knows when to
// ask and what follows; what "settled" means is known to whoever implements this.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace folioscope::run {

// What is to be looked at: the blocks of one condition, from the first to `block`.
struct Look {
  std::filesystem::path store;    // the run file; others write to it meanwhile
  std::string machine, workload;  // the condition, by its names in the store
  int block = 0;  // every cell of it and of the blocks before has its result in the store
  int boots = 0;  // of each variant, in all these blocks
};

class Settler {
 public:
  virtual ~Settler() = default;

  // Whether more boots of this condition would be wasted. The answer must come from the rows of
  // these blocks of this condition alone: what else is in the store depends on who ran when, and a
  // resumed run has to decide as the killed one would have. One call at a time, from any thread.
  // After a fault the condition counts as not settled.
  virtual Result<bool> settled(const Look& look) = 0;
};

}  // namespace folioscope::run
