// SPDX-License-Identifier: GPL-3.0-or-later
// The histograms that a boot's kernel kept of its events, on standard output.
#pragma once

#include "base/result.h"
#include "base/units.h"
#include "store/reader.h"

namespace folioscope::app {

// The most hits first. Faults (User): the boot left none.
Status show_histograms(store::Reader& reader, CellId cell, bool json);

}  // namespace folioscope::app
