// SPDX-License-Identifier: GPL-3.0-or-later
// A boot's data as the store has it, for `folioscope derive`; and the guest's files as rows.
#pragma once

#include <vector>

#include "base/result.h"
#include "derive/boot_data.h"
#include "store/reader.h"

namespace folioscope::derive {

// Its pages are read from `reader`, which must outlive it. Faults: the reader's.
Result<BootData> stored_boot(store::Reader& reader, CellId cell);

// Rows without a name of these are left out.
GuestFiles guest_files_of(std::vector<store::GuestFileRow> rows);
// The other way; empty ones are none.
std::vector<store::GuestFileRow> rows_of(const GuestFiles& files);

}  // namespace folioscope::derive
