// SPDX-License-Identifier: GPL-3.0-or-later
// The classes of those who hold a page reference or a page lock: the name that the store has, what
// it means, and the colour that pages and desktop give it. Which function belongs to which class,
// orchestrator/derive/holder_class.cpp says.
//
// Colours follow Okabe and Ito, "Color Universal Design" (2008), and are told apart by colour-blind
// readers; these are more classes than such colours, so relatives share a hue, light and dark.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace folioscope::catalog {

struct Class {
  std::string_view name;
  std::string_view meaning;
  std::uint32_t colour = 0;  // 0xRRGGBB
};

enum class HolderClass : std::uint8_t {
  LruBatch,
  Gup,
  BufferHead,
  PageLockWaiter,
  Fault,
  FaultAround,
  Read,
  Pipe,
  Write,
  Readahead,
  Writeback,
  Reclaim,
  Migration,
  Truncate,
  PageTable,
  PageCache,  // part of what is expected, never stored as a holder
  Unknown,
};

// In the order of HolderClass.
inline constexpr std::array kHolderClasses{
    Class{"lru_batch", "in a per-CPU folio_batch until that is drained", 0xd55e00},
    Class{"gup", "user pages taken by the kernel: vmsplice, O_DIRECT, pins", 0x0072b2},
    Class{"buffer_head", "a lookup of a buffer", 0xd9b38c},
    Class{"page_lock_waiter", "sleeps on the page lock with a reference", 0xe69f00},
    Class{"fault", "a page fault", 0xcc79a7},
    Class{"fault_around", "a page fault that maps its neighbours", 0xe8c4d8},
    Class{"read", "a read of the page cache", 0x009e73},
    Class{"pipe", "a page of a file in a pipe: splice, sendfile", 0x00543d},
    Class{"write", "a write into the page cache", 0x56b4e9},
    Class{"readahead", "reads pages before they are asked for", 0x8fd3bd},
    Class{"writeback", "writes pages to their disk", 0xbfe2f7},
    Class{"reclaim", "takes pages away", 0x222222},
    Class{"migration", "isolated by another migration", 0xf0e442},
    Class{"truncate", "cuts a file or drops its pages", 0x8b5a2b},
    Class{"page_table", "a mapping on its way in or out", 0x5b4b8a},
    Class{"page_cache", "the page cache's own references and those of its private data", 0xd1d5db},
    Class{"unknown", "a reference that nobody could be named for", 0x9ca3af},
};

// What the analyzer makes of holders and failures beside these; never stored.
inline constexpr std::array kReportedClasses{
    Class{"unclassified", "a known task with a stack that no class knows", 0x64748b},
    Class{"unreliable", "events that the attribution needs were lost", 0xd1d5db},
};

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

// In the order of LockClass; the colours of the holder classes of the same name.
inline constexpr std::array kLockClasses{
    Class{"migration", "migration, compaction and contiguous ranges", 0xf0e442},
    Class{"fault", "page faults", 0xcc79a7},
    Class{"read_io", "reads from the disk, readahead included", 0x009e73},
    Class{"write", "writes into the page cache, and from it to the disk", 0x56b4e9},
    Class{"reclaim", "reclaim", 0x222222},
    Class{"truncate", "truncation and invalidation", 0x8b5a2b},
    Class{"split", "splits of huge pages", 0x5b4b8a},
    Class{"other", "stacks that no class knows", 0x9ca3af},
};

constexpr std::string_view to_string(HolderClass holder_class) {
  return kHolderClasses[static_cast<std::size_t>(holder_class)].name;
}
constexpr std::string_view to_string(LockClass lock_class) {
  return kLockClasses[static_cast<std::size_t>(lock_class)].name;
}

// Stored and reported ones; nullptr: no such class. Some twenty names: a linear search.
constexpr const Class* find_holder_class(std::string_view name) {
  if (const auto* found = std::ranges::find(kHolderClasses, name, &Class::name);
      found != kHolderClasses.end())
    return found;
  const auto* found = std::ranges::find(kReportedClasses, name, &Class::name);
  return found == kReportedClasses.end() ? nullptr : found;
}
constexpr const Class* find_lock_class(std::string_view name) {
  const auto* found = std::ranges::find(kLockClasses, name, &Class::name);
  return found == kLockClasses.end() ? nullptr : found;
}

}  // namespace folioscope::catalog
