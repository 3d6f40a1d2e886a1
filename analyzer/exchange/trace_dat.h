// SPDX-License-Identifier: GPL-3.0-or-later
// The events of one boot as a file of trace-cmd, version 6 (trace-cmd.dat.v6(5)): what trace-cmd
// and KernelShark open. The ring-buffer pages go into it as the guest's kernel wrote them.
#pragma once

#include <filesystem>
#include <stop_token>

#include "base/result.h"
#include "base/units.h"
#include "exchange/exported.h"
#include "store/reader.h"

namespace folioscope::exchange {

// Whole pages: of the first and the last page, events outside of the window are there too. Writes
// beside `file` and renames; whatever stops it leaves no file.
// `shift_ns` is added to each time by whoever reads it. Faults: User (no such cell, a boot
// without events, damaged pages), Host (no room).
Result<Exported> write_trace_dat(store::Reader& reader, CellId cell, const TimeWindow& window,
                                 const std::filesystem::path& file, std::stop_token stop = {},
                                 std::int64_t shift_ns = 0);

}  // namespace folioscope::exchange
