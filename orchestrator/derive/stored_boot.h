// SPDX-License-Identifier: GPL-3.0-or-later
// A boot's data as the store has it, for `folioscope derive`.
#pragma once

#include "base/result.h"
#include "derive/boot_data.h"
#include "store/reader.h"

namespace folioscope::derive {

// Its pages are read from `reader`, which must outlive it. Faults: the reader's.
Result<BootData> stored_boot(store::Reader& reader, CellId cell);

}  // namespace folioscope::derive
