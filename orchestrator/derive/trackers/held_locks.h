// SPDX-License-Identifier: GPL-3.0-or-later
// The page locks held at one moment, by pfn. Open addressing with linear probing: an entry lives
// for microseconds, and there are millions of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace folioscope::derive {

struct HeldLock {
  std::uint64_t since_ns = 0;
  std::uint32_t pfn = 0;
  std::uint32_t stack = 0;
  std::uint32_t pid = 0;  // of the task that took it
  std::uint16_t cpu = 0;  // on which it was taken
  std::uint8_t how = 0;
  bool used = false;
};

class HeldLocks {
 public:
  // Pages locked at a time: far more than any guest keeps under I/O (24 MiB of entries).
  static constexpr std::size_t kMost = std::size_t{1} << 19;

  // The entry that was there. Not added, and `full` counted, when there is no room.
  std::optional<HeldLock> put(HeldLock lock) {
    lock.used = true;
    HeldLock& slot = slots_[find(lock.pfn)];
    if (slot.used) return std::exchange(slot, lock);
    if (count_ >= kMost) {
      ++over_;
      return std::nullopt;
    }
    slot = lock;
    if (++count_ * 2 > slots_.size()) grow();
    return std::nullopt;
  }

  std::optional<HeldLock> take(std::uint32_t pfn) {
    std::size_t hole = find(pfn);
    if (!slots_[hole].used) return std::nullopt;
    const HeldLock taken = slots_[hole];
    slots_[hole].used = false;
    --count_;
    // Entries behind that were pushed away from their place move into the hole.
    for (std::size_t at = next(hole); slots_[at].used; at = next(at)) {
      if (distance(place(slots_[at].pfn), at) < distance(hole, at)) continue;
      slots_[hole] = slots_[at];
      slots_[at].used = false;
      hole = at;
    }
    return taken;
  }

  // Null when it is not held, whatever a guest takes for a page.
  const HeldLock* find_held(std::uint64_t pfn) const {
    if (pfn > std::numeric_limits<std::uint32_t>::max()) return nullptr;
    const HeldLock& slot = slots_[find(static_cast<std::uint32_t>(pfn))];
    return slot.used ? &slot : nullptr;
  }

  template <class Use>
  void for_each(Use use) const {
    for (const HeldLock& slot : slots_)
      if (slot.used) use(slot);
  }

  std::size_t count() const { return count_; }
  std::int64_t over() const { return over_; }

 private:
  std::size_t mask() const { return slots_.size() - 1; }
  std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
  std::size_t distance(std::size_t from, std::size_t to) const { return (to - from) & mask(); }
  std::size_t place(std::uint32_t pfn) const {
    return static_cast<std::size_t>(pfn * std::uint64_t{0x9e3779b97f4a7c15} >> 32) & mask();
  }
  std::size_t find(std::uint32_t pfn) const {
    std::size_t at = place(pfn);
    while (slots_[at].used && slots_[at].pfn != pfn) at = next(at);
    return at;
  }
  void grow() {
    std::vector<HeldLock> old(slots_.size() * 2);
    old.swap(slots_);
    for (const HeldLock& lock : old)
      if (lock.used) slots_[find(lock.pfn)] = lock;
  }

  std::vector<HeldLock> slots_ = std::vector<HeldLock>(1024);
  std::size_t count_ = 0;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
