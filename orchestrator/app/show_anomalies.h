// SPDX-License-Identifier: GPL-3.0-or-later
// What was wrong with the data of a boot or a run, with what to do about it (catalog/anomaly.h).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::app {

// Added up over the run's boots, by name.
Result<std::vector<store::AnomalyRow>> anomalies_of_run(store::Reader& reader);

// Worst first. Prints nothing when there is none.
void print_anomalies(std::vector<store::AnomalyRow> anomalies);
// {NAME: {count, severity, advice}}
nlohmann::json anomalies_json(const std::vector<store::AnomalyRow>& anomalies);

}  // namespace folioscope::app
