// SPDX-License-Identifier: GPL-3.0-or-later
// What was derived of a boot, as the store takes it.
#pragma once

#include <map>
#include <vector>

#include "derive/derive.h"
#include "store/chunk_source.h"
#include "store/records.h"

namespace folioscope::derive {

// The rows and the accounting; the chunks' facts stay where they are.
void put(DerivedBoot&& derived, store::CellRecord& record);

// The same chunks, each with its events and times. Fault (Bug): there are more than were derived
// from.
store::ChunkSource with_facts(store::ChunkSource source,
                              std::map<int, std::vector<ChunkFacts>> facts);

}  // namespace folioscope::derive
