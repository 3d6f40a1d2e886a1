// SPDX-License-Identifier: GPL-3.0-or-later
// The words that families of metrics are made of: in a name of metric_table.h `*` stands for one of
// them, in its meaning for the phrase.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/classes.h"

namespace folioscope::catalog {

struct Word {
  std::string_view word;
  std::string_view phrase;
  std::string_view was = {};  // in runs before schema 5
};

// How a page lock was taken; in the order of the kernel's enum mmtrace_lock.
inline constexpr std::array kLockHows{
    Word{"try", "by folio_trylock()"},
    Word{"queue", "found free while queueing for it"},
    Word{"handoff", "handed over by the unlocker"},
    Word{"woken", "by a waiter after it was woken"},
    Word{"init", "of a new folio"},
    Word{"split", "by a tail of a folio that was split"},
};

// How a task sleeps on a page lock; in the order of enum behavior (mm/filemap.c).
inline constexpr std::array kWaitBehaviours{
    Word{"exclusive", "of a task that wants the lock"},
    Word{"shared", "of a task that waits for the unlock and keeps its reference"},
    Word{"drop", "of a task that has dropped its reference"},
    Word{"migration_entry", "of a task at a migration entry"},
};

// Why a page could not be migrated; in the order of the kernel's enum mmtrace_fail.
inline constexpr std::array kFailureKinds{
    Word{"freeze", "at the freeze of the reference count"},
    Word{"compare", "at a look at the reference count before the freeze"},
    Word{"extra_references", "not isolated because of extra references", "isolate"},
    Word{"not_on_lru", "not isolated because it is not on an LRU list"},
    Word{"not_isolated", "not isolated for any other reason", "skipped"},
};

// Operations of guest-image/workloads/lock-herd.
inline constexpr std::array kHerdOps{
    Word{"fault", "page faults"},    Word{"write", "writes"},       Word{"read", "reads"},
    Word{"truncate", "truncations"}, Word{"migrate", "migrations"}, Word{"reclaim", "reclaims"},
};

// Kinds of planted references of guest-image/workloads/pin.
inline constexpr std::array kPinKinds{
    Word{"vmsplice", "spliced into a pipe"},
    Word{"direct", "under a read with O_DIRECT"},
    Word{"fault", "by a reader whose target sleeps in a fault"},
    Word{"park", "in a per-CPU folio_batch"},
    Word{"two", "by two processes"},
    Word{"splice", "spliced from their file into a pipe"},
    Word{"registered", "in a buffer registered with io_uring"},
    Word{"remote", "by a reader of another process's memory"},
    Word{"sleeper", "by a sleeper on the page lock"},
    Word{"entry", "while others sleep at the migration entry"},
    Word{"writeback", "by a task that waits for writeback"},
    Word{"buffers", "with buffer heads"},
    Word{"swapcache", "in the swap cache"},
    Word{"ksm", "merged by KSM"},
    Word{"fork", "mapped by a child"},
    Word{"around", "mapped by fault-around meanwhile"},
    Word{"none", "by nobody"},
};

// What a boot's samples of one kind are summed up as.
inline constexpr std::array kSummaries{
    Word{"p50", "median in a boot"},
    Word{"p95", "95th percentile in a boot"},
    Word{"p99", "99th percentile in a boot"},
    Word{"max", "most in a boot"},  // "longest in a boot" for times
    Word{"mean", "mean in a boot"},
};

enum class Words : std::uint8_t {
  None,  // the name has no `*`
  HolderClass,
  LockClass,
  LockHow,
  WaitBehaviour,
  FailureKind,
  HerdOp,
  PinKind,
};

namespace internal {

template <std::size_t Size>
consteval std::array<Word, Size> words_of(const std::array<Class, Size>& classes) {
  std::array<Word, Size> words;
  for (std::size_t i = 0; i < Size; ++i) words[i] = {classes[i].name, classes[i].meaning};
  return words;
}
inline constexpr auto kHolderWords = words_of(kHolderClasses);
inline constexpr auto kLockWords = words_of(kLockClasses);

}  // namespace internal

constexpr std::span<const Word> words_of(Words words) {
  switch (words) {
    case Words::None:
      return {};
    case Words::HolderClass:
      return internal::kHolderWords;
    case Words::LockClass:
      return internal::kLockWords;
    case Words::LockHow:
      return kLockHows;
    case Words::WaitBehaviour:
      return kWaitBehaviours;
    case Words::FailureKind:
      return kFailureKinds;
    case Words::HerdOp:
      return kHerdOps;
    case Words::PinKind:
      return kPinKinds;
  }
  return {};
}

}  // namespace folioscope::catalog
