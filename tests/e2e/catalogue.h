// SPDX-License-Identifier: GPL-3.0-or-later
// Whether everything that a run has stored stands in the catalogue.
#pragma once

#include <filesystem>
#include <string>

namespace folioscope::e2e {

// A line for each stored name of a metric, distribution, anomaly or class of holder that the
// catalogue does not have, or has with another unit or source; empty when there is none. For runs
// of the product's own workloads: those of others name their metrics themselves.
std::string not_in_the_catalogue(const std::filesystem::path& run);

}  // namespace folioscope::e2e
