// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds that several parts hold to, each once: what one part accepts, the next must not refuse. A
// bound that one part alone knows stays with it (proto/wire/limits.h: what a peer may send).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace folioscope::limits {

// Cells of a run, which have the ids 1 to kCells, CPUs of a guest and chunks of pages of one CPU:
// together with the events of a chunk they are the rowid of the table `event`, 63 bits. A boot
// takes seconds: as many cells keep a large host busy for a day.
inline constexpr std::int64_t kCells = (1 << 16) - 1;
inline constexpr std::int64_t kCpus = 1 << 10;
inline constexpr std::int64_t kChunksOfCpu = 1 << 16;

// vCPUs of a machine: what configs/kernel/base.config builds for (CONFIG_NR_CPUS). Not more than
// can be stored.
inline constexpr int kVcpus = 512;
static_assert(kVcpus <= kCpus);

// Sub-buffers of the kernel's ring: powers of two.
inline constexpr std::size_t kMinPageSize = 4096, kMaxPageSize = 65'536;

// Disks of a machine: PCI slots of one bus, less what the guest needs.
inline constexpr std::size_t kDisks = 20;

// Histograms of events: each is a file of the guest and costs the event's every hit. Their fields
// have the kernel's own bounds, TRACING_MAP_KEYS_MAX and _VALS_MAX without the count of hits.
inline constexpr std::size_t kHistograms = 16;
inline constexpr std::size_t kHistogramKeys = 3, kHistogramValues = 2;
inline constexpr std::size_t kHistogramFields = std::max(kHistogramKeys, kHistogramValues);

}  // namespace folioscope::limits
