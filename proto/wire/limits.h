// SPDX-License-Identifier: GPL-3.0-or-later
// What one end of the stream accepts from the other. The guest is a patched kernel that may be
// broken or hostile, so every length and count has a bound; each is several times what a sane peer
// sends. Sizes are bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace folioscope::wire {

// One message. The largest legal one is Formats: 8 MiB of texts below.
inline constexpr std::size_t kMaxMessage = std::size_t{12} << 20;

// A system, an event, a probe, a kernel's release, a file's path.
inline constexpr std::size_t kMaxName = limits::kKernelNameLength;
inline constexpr std::size_t kMaxText = limits::kText;  // a format file, a stats file, a line
inline constexpr std::size_t kMaxVmstat = 256 << 10;    // 6.1's is 4 KiB
inline constexpr std::size_t kMaxStderrTail = 4 << 10;
inline constexpr std::size_t kMaxFormats = 4096;  // a kernel with everything has about 2,000
inline constexpr std::size_t kMaxFormatsBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxProbes = 4096;
inline constexpr std::size_t kMaxPagesBytes = std::size_t{1} << 20;  // the agent sends 256 KiB
inline constexpr std::uint32_t kMaxCpus = limits::kCpus;
inline constexpr std::uint32_t kMinPageSize = limits::kMinPageSize;
inline constexpr std::uint32_t kMaxPageSize = limits::kMaxPageSize;

inline constexpr std::size_t kMaxGuestFile = std::size_t{8} << 20;  // a stack table has 1 MiB

// Nanoseconds since a guest booted: of 36 years, so that sums of two stay far from 64 bits.
inline constexpr std::uint64_t kMaxClock = std::uint64_t{1} << 60;

// A job, as the agent accepts it.
inline constexpr std::size_t kMaxEvents = limits::kEvents;
inline constexpr std::size_t kMaxSymbols = limits::kProbeSymbols;
inline constexpr std::size_t kMaxHistograms = limits::kHistograms;
inline constexpr std::size_t kMaxHistogramFields = limits::kHistogramFields;
inline constexpr std::size_t kMaxWorkloads = 64;
inline constexpr std::size_t kMaxArgs = limits::kArguments;
// Those of the experiment, of the variant, and of the instrumentation.
inline constexpr std::size_t kMaxSettings = 2 * limits::kSettings + 16;
inline constexpr std::size_t kMaxFiles = 64;

}  // namespace folioscope::wire
