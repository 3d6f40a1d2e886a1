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
// Memory devices of virtio-mem: what of these slots is left.
inline constexpr std::size_t kVirtioMem = 8;

// Names that an experiment gives to itself, its variants, machines and programs. They become names
// of files and domains: two of them and a suffix stay below NAME_MAX, 255.
inline constexpr std::size_t kNameLength = 64;
// Names of dynamic probes: the kernel's MAX_EVENT_NAME_LEN has room for 63 and a zero.
inline constexpr std::size_t kProbeNameLength = 63;
inline constexpr std::size_t kProbeSymbols = 16;  // tried in order

// What a guest is asked to do. Events are those that are named; the kernel has about 2,000.
inline constexpr std::size_t kEvents = 4096;
inline constexpr std::size_t kArguments = 256;  // of one program; variables and lines of shell too
inline constexpr std::size_t kSettings = 120;   // of an experiment, and of a variant
inline constexpr std::size_t kText = 64 << 10;  // one argument, variable, line or value

// Names that a guest's kernel has, or gives back: the longest is that of a symbol, KSYM_NAME_LEN.
inline constexpr std::size_t kKernelNameLength = 512;
static_assert(kProbeNameLength <= kKernelNameLength);

// Histograms of events: each is a file of the guest and costs the event's every hit. Their fields
// have the kernel's own bounds, TRACING_MAP_KEYS_MAX and _VALS_MAX without the count of hits.
inline constexpr std::size_t kHistograms = 16;
inline constexpr std::size_t kHistogramKeys = 3, kHistogramValues = 2;
inline constexpr std::size_t kHistogramFields = std::max(kHistogramKeys, kHistogramValues);
// Their entries: TRACING_MAP_BITS_MIN and _MAX.
inline constexpr std::size_t kMinHistogramEntries = 1 << 7, kHistogramEntries = 1 << 17;

// Different stacks of a boot. By histogram there may be one for each entry; the instrumentation has
// room for 2^13 (MMTRACE_STACKS).
inline constexpr std::size_t kStacks = kHistogramEntries;
// Frames of one: the kernel's histograms have up to 16 (HIST_STACKTRACE_DEPTH), the instrumentation
// 8 (STACK_FRAMES). Either may be raised without the host.
inline constexpr std::size_t kStackFrames = 64;

// Single holds of page locks, and single references, that are stored of a boot: as many as a page
// of the desktop can show, about 100 bytes each.
inline constexpr std::size_t kIntervals = 1 << 17;

}  // namespace folioscope::limits
