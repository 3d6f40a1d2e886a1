// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages get of a run: everything that is loaded at once, and where the rest lies.
#pragma once

#include <filesystem>
#include <memory>

#include "compare/findings.h"

namespace folioscope::models {

struct LoadedRun : compare::TestedRun {
  std::filesystem::path file;  // the store, for what is asked later (store_queries.h)
  // Of this very run, into which it points: a LoadedRun stays where it is made.
  compare::Findings findings = {};
};
using RunData = std::shared_ptr<const LoadedRun>;

}  // namespace folioscope::models
