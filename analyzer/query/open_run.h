// SPDX-License-Identifier: GPL-3.0-or-later
// A run from its place on disk.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "query/comparison.h"
#include "store/records.h"

namespace folioscope::query {

// What an experiment file says about itself now, in place of what was stored with the run: captions
// and claims are no measurements.
struct AboutOverride {
  std::string experiment;  // has to be the run's
  std::string file;        // ends in About::file
  std::vector<store::AboutRow> about;
  store::NamedValues decide_at;
  std::vector<store::ClaimRow> claims;
};

// Opens, loads and closes. `run` is a run directory or a store file. Faults (User): no run,
// damaged, of a newer schema; an override of another experiment.
Result<Comparison> load_run(const std::filesystem::path& run,
                            const std::optional<AboutOverride>& about = {});

}  // namespace folioscope::query
