// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the readers as JSON Schema, with which editors complete and check:
// yaml-language-server takes draft 7 best. What a schema refuses the readers refuse as well, and
// what the readers alone can see (files, sums, names that are used twice) it takes. It takes
// numbers and flags in quotes, as the readers do.
#pragma once

#include <string>

namespace folioscope::spec {

std::string experiment_schema();
std::string event_group_schema();  // configs/events/NAME.yaml

}  // namespace folioscope::spec
