// SPDX-License-Identifier: GPL-3.0-or-later
// `folioscope list --metrics` and `--anomalies`: what the catalogue knows, for people and as JSON.
#pragma once

namespace folioscope::app {

enum class Output { Text, Json };

void list_metrics(Output output);
void list_anomalies(Output output);

}  // namespace folioscope::app
