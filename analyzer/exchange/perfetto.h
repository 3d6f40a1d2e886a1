// SPDX-License-Identifier: GPL-3.0-or-later
// A boot as a trace of Perfetto (protos/perfetto/trace/trace.proto): its events by CPU, and for
// each tracked page, failed ones and those of the longest holds, when its lock was held, when
// somebody had a reference and how many had one. Times are those of the guest's clock.
#pragma once

#include <filesystem>
#include <stop_token>

#include "base/result.h"
#include "base/units.h"
#include "exchange/exported.h"
#include "store/reader.h"

namespace folioscope::exchange {

// Stretches in which a CPU lost events are slices of a track of their own. What stops it leaves no
// file. `shift_ns` is added to each time. Faults: User (no such cell, a boot without events,
// damaged pages), Host (no room).
Result<Exported> write_perfetto(store::Reader& reader, CellId cell, const TimeWindow& window,
                                const std::filesystem::path& file, std::stop_token stop = {},
                                std::int64_t shift_ns = 0);

}  // namespace folioscope::exchange
