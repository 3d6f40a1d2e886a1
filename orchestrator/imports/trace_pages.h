// SPDX-License-Identifier: GPL-3.0-or-later
// The ring-buffer pages of a trace.dat, as they are in it, by CPU in chunks of whole pages up to
// about 1 MiB with `seq` 0, 1, 2, ...; packed ones are unpacked on the way. Memory: a chunk.
//
// Packed pages of a CPU: u32 pieces, of each u32 packed size, u32 unpacked size, the packed bytes.
#pragma once

#include <memory>

#include "imports/input_file.h"
#include "imports/trace_file.h"
#include "store/chunk_source.h"

namespace folioscope::imports {

// What it opens has its own hold of the file. Faults (User) of the sources: a CPU's bytes are no
// whole number of pages, cannot be unpacked, or are more than a boot can have.
store::PagesByCpu pages_of(const std::shared_ptr<const InputFile>& file, const TraceFile& trace,
                           const TraceBuffer& buffer);

// The CPUs one after the other.
store::ChunkSource one_by_one(store::PagesByCpu pages);

}  // namespace folioscope::imports
