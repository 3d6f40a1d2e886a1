// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of a cell and what the host gave each, for `folioscope show`.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "store/records.h"

namespace folioscope::app {

// A line for each boot, and the reason of each that does not count.
void print_attempts(const std::vector<store::AttemptRow>& attempts);

// An object for each; what was not measured is left out.
nlohmann::json attempts_json(const std::vector<store::AttemptRow>& attempts);

// A line for each host: how many cells' last boots were there. Nothing of older runs.
void print_hosts(const std::map<CellId, std::vector<store::AttemptRow>>& attempts);

// "attempt 2 of 3" has its place behind a status; empty for a cell that took one boot.
std::string attempts_note(const std::vector<store::AttemptRow>& attempts);

}  // namespace folioscope::app
