// SPDX-License-Identifier: GPL-3.0-or-later
// What a stack says about who takes a page lock or a page reference. The innermost function that a
// table knows decides; names are those of 6.1 and, where it differs, of 6.12.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace folioscope::derive {

enum class LockClass : std::uint8_t {
  Migration,
  Fault,
  ReadIo,
  Write,
  Reclaim,
  Truncate,
  Split,
  Other,
};
inline constexpr std::size_t kLockClasses = 8;
std::string_view to_string(LockClass lock_class);

enum class HolderClass : std::uint8_t {
  LruBatch,        // parked in a per-CPU batch until that is drained
  Gup,             // user pages taken by the kernel: vmsplice, O_DIRECT, pins
  BufferHead,      // a lookup of a buffer
  PageLockWaiter,  // sleeps on the page lock with a reference
  Fault,
  FaultAround,
  Read,
  Write,
  Readahead,
  Writeback,
  Reclaim,
  Migration,  // isolation, by whoever moves pages
  Truncate,
  PageTable,
  PageCache,  // the cache's own and its private data's: part of what is expected
  Unknown,
};
inline constexpr std::size_t kHolderClasses = 16;
std::string_view to_string(HolderClass holder_class);

// `frames`: function names, innermost first.
LockClass lock_class_of(std::span<const std::string_view> frames);
// The same table for the stack of a get and of a put: the two ends of one kind of holding.
HolderClass holder_class_of(std::span<const std::string_view> frames);

// Whether the end of such a holding often runs in another task than its beginning: a drain, a block
// completion, a reader of a pipe.
bool ends_anywhere(HolderClass holder_class);

}  // namespace folioscope::derive
