// SPDX-License-Identifier: GPL-3.0-or-later
// The run as a whole: its boots, and the events of those that are done.
#pragma once

#include <cstddef>
#include <cstdint>

#include "query/comparison.h"

namespace folioscope::compare {

// Boots that the run has not come to.
std::size_t planned_boots(const query::Comparison& comparison);
std::size_t done_boots(const query::Comparison& comparison);
// All of the matrix but those that turned out not to be needed.
std::size_t wanted_boots(const query::Comparison& comparison);
// Nanoseconds in which a boot was under way, however many at once. What lies between an interrupted
// run and its resumption is not in it, nor by how much the host's clock was set there.
std::int64_t boots_took_ns(const query::Comparison& comparison);
// The done boots of the whole run.
query::Accounting total_accounting(const query::Comparison& comparison);

}  // namespace folioscope::compare
