// SPDX-License-Identifier: GPL-3.0-or-later
// Correlations inside boots (compare/correlate.h) as text or JSON.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "text/report.h"

namespace folioscope::text {

struct CorrelationOptions {
  std::string x = "reference_time", y = "failed";
  Format format = Format::Text;
};

// Faults (User): as report(); a quantity that there is not; a run without operations, with what to
// observe.
Result<std::string> correlation(const std::filesystem::path& run,
                                const CorrelationOptions& options);

// A line for each quantity: its name, unit and meaning.
std::string quantity_list();

}  // namespace folioscope::text
