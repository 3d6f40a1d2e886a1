// SPDX-License-Identifier: GPL-3.0-or-later
// The columns that hold JSON, made and read in this one place. Reading never fails: what is not as
// schema.sql says is left out, as files may come from anywhere. Internal to store/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/records.h"

namespace folioscope::store {

// An object of strings; run.host has its whole numbers as numbers.
std::string named_values_json(const NamedValues& values);
std::string host_json(const NamedValues& facts);
NamedValues named_values(const std::string& json);  // in the order of the text

std::string patches_json(const std::vector<PatchRow>& patches);
std::vector<PatchRow> patches_of(const std::string& json);

std::string metric_patterns_json(const std::vector<MetricPatternRow>& metrics);
std::vector<MetricPatternRow> metric_patterns_of(const std::string& json);

std::string names_json(const std::vector<std::string>& names);
std::vector<std::string> names_of(const std::string& json);

// Empty where it is not known.
std::string functions_json(const std::optional<ChangedFunctions>& functions);
std::optional<ChangedFunctions> functions_of(const std::string& json);

std::string detail_json(const MachineDetail& detail);
MachineDetail detail_of(const std::string& json);

}  // namespace folioscope::store
