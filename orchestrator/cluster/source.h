// SPDX-License-Identifier: GPL-3.0-or-later
// A run that is to be merged with others: what has to be known of it beforehand. No page is read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace folioscope::cluster {

struct Source {
  std::string name;             // as the user called it
  std::filesystem::path store;  // its run.db
  store::RunRow run;
  std::vector<store::VariantRow> variants;
  std::vector<store::CellRow> cells;                    // by position
  std::map<CellId, std::string> formats;                // sets of event formats, by their hash
  std::map<CellId, std::vector<std::string>> consoles;  // of all attempts, relative to the store
};

// `name` is a run directory or its run.db. Faults: those of run::find_store() and of the Reader.
Result<Source> read_source(const std::string& name);

// What keeps `other` from being a run of the same experiment as `first`; empty: nothing. Compared
// are the experiment's text, profile, seed and boots, the acceleration, image and kernels by their
// hashes, and the plan. Where it ran and with which folioscope is not.
std::vector<std::string> differences(const Source& first, const Source& other);

}  // namespace folioscope::cluster
