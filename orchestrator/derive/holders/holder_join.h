// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the references that stopped a migration, from the page's own history. Pure.
//
// The history is walked from its oldest record on; what is still open at the failure and not
// expected holds the page:
//  - A set, a freeze or an unfreeze is a known state: everything before it is settled.
//  - A put ends the latest open get of the same kind of holding by the same task; for kinds that
//    end anywhere (a batch's drain, a completion) of any task; else the latest of the same task;
//    else, when the history is whole or its count leaves no room for another, the latest of all. In
//    a history that is not whole, a put may also end what began before it.
//  - When the page's mapcount rises, the latest get for a mapping has made one, else the latest get
//    by a fault has become a page table's; when it falls, the next put is one of a page table's.
//  - A fault-around is over, and has mapped the page, when its task does something else with the
//  page
//    or the migrator unmaps it.
// Expected, and never a holder: one reference of the migrator's, its isolation; the page cache's
// and its private data's references, and page tables' as far as the page is mapped. Of the others,
// the latest seen - expected references are the holders. The guest computes `expected`; nothing
// here assumes it.
//
// In a history that is not whole puts may have been taken for others': there nobody is named for a
// mapping that has ended, and the migrator for nothing.
//
// Two things need no history: the batch in which the guest found the page, and a task that sleeps
// on its lock with a reference. A task that pins the page or has it in a pipe does not hold it
// because it sleeps.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "derive/holders/migration_failure.h"
#include "derive/holders/sleepers.h"
#include "derive/named_stacks.h"

namespace folioscope::derive {

struct Holder {
  HolderClass holder_class = HolderClass::Unknown;
  std::int64_t references = 1;
  std::optional<std::int32_t> pid;  // unset: known by its place, not by a task
  std::uint32_t comm = 0;           // in the CommTable
  std::optional<std::int32_t> cpu;
  std::optional<std::int64_t> age_ns;
  bool high_confidence = false;
  std::string evidence;
  std::uint32_t stack = 0;
};

struct Attribution {
  enum class Kind : std::uint8_t { Named, Partly, Unknown, Unreliable };
  Kind kind = Kind::Unknown;
  std::vector<Holder> holders;  // the latest first, those of unknown age last
};
const char* to_string(Attribution::Kind kind);

// Whether the boot lost events: then a sleep may have ended unseen.
enum class Losses { None, Some };

Attribution join_holders(const MigrationFailure& failure, const NamedStacks& stacks,
                         std::span<const Sleeper> sleepers, Losses losses);

}  // namespace folioscope::derive
