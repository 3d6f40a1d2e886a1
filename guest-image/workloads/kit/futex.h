// SPDX-License-Identifier: GPL-3.0-or-later
// Sleeping until a word changes, between processes too, where the word is in shared memory.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace folioscope::workloads {

// The kernel reads the 32 bits of the word, which is all an atomic one has.
using FutexWord = std::atomic<std::uint32_t>;
static_assert(sizeof(FutexWord) == sizeof(std::uint32_t) && FutexWord::is_always_lock_free);

// Returns at once when the word is not `seen`, else after a wake, or for no reason: look again.
inline void futex_wait(const FutexWord& word, std::uint32_t seen) {
  ::syscall(SYS_futex, &word, FUTEX_WAIT, seen, nullptr, nullptr, 0);
}

// Up to `most` sleepers.
inline void futex_wake(const FutexWord& word, int most) {
  ::syscall(SYS_futex, &word, FUTEX_WAKE, most, nullptr, nullptr, 0);
}

}  // namespace folioscope::workloads
