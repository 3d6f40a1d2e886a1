// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/open_gets.h"

#include <algorithm>
#include <utility>

namespace folioscope::derive {
namespace {

// Which gets can turn into a page table's reference: those of a fault, and those nobody knows. A
// readahead's allocation may be, when the fault that began it maps the page.
bool may_be_mapped(HolderClass holder_class) {
  switch (holder_class) {
    case HolderClass::Fault:
    case HolderClass::FaultAround:
    case HolderClass::PageLockWaiter:
    case HolderClass::Unknown:
      return true;
    default:
      return false;
  }
}

// A put from such a place may be that of a mapping which has just ended.
bool may_unmap(HolderClass holder_class) {
  return holder_class != HolderClass::LruBatch && holder_class != HolderClass::Gup &&
         holder_class != HolderClass::PageCache;
}

}  // namespace

template <class Matches>
void OpenGets::take_latest(std::int64_t& references, Matches matches) {
  for (auto one = open_.rbegin(); one != open_.rend() && references > 0; ++one) {
    if (!matches(*one)) continue;
    const std::int64_t taken = std::min(one->references, references);
    one->references -= taken;
    references -= taken;
  }
}

OpenGets::OpenGets(const MigrationFailure& failure, const NamedStacks& stacks)
    : stacks_(stacks), migrator_(failure.pid) {
  settled_ = failure.whole;
  for (const HistoryRecord& record : failure.history) note(record);
  note_mapcount(failure.mapcount);
  if (!settled_ && failure.mapcount == 0) end_older_than_unmapping();
  note_count(failure);
}

void OpenGets::note(const HistoryRecord& record) {
  using Kind = HistoryRecord::Kind;
  const HolderClass holder_class =
      record.in_batch ? HolderClass::LruBatch : stacks_.holder_class(record.stack);
  note_mapcount(record.mapcount);
  switch (record.kind) {
    case Kind::Freeze:
      open_.clear();
      settled_ = true;
      break;
    case Kind::Unfreeze:
      // What the freezer gives back is what it had expected.
      open_.clear();
      settled_ = true;
      get(record, record.count, HolderClass::PageCache);
      break;
    case Kind::Set:
      open_.clear();
      settled_ = true;
      unmapped_ = 0;
      mapping_ = 0;
      get(record, record.count, holder_class);
      break;
    default:
      if (record.delta > 0)
        get(record, record.delta, holder_class);
      else
        put(record, -std::int64_t{record.delta});
  }
}

void OpenGets::note_mapcount(std::int32_t now) {
  const std::int64_t before = std::exchange(mapped_, now);
  if (before < 0) return;
  unmapped_ += std::max<std::int64_t>(before - now, 0);
  std::int64_t risen = std::max<std::int64_t>(now - before, 0);
  // Those whose get said so first: else the restored mappings of a failed migration would turn the
  // reference of whoever sleeps in a fault meanwhile.
  const std::int64_t awaited = std::min(risen, mapping_);
  mapping_ -= awaited;
  risen -= awaited;
  // At most as many gets as there are records can turn.
  for (; risen > 0; --risen) {
    const auto latest = std::find_if(open_.rbegin(), open_.rend(), [](const OpenGet& one) {
      return may_be_mapped(one.holder_class);
    });
    if (latest == open_.rend()) return;
    latest->holder_class = HolderClass::PageTable;
  }
}

void OpenGets::end_fault_around(std::optional<std::int32_t> pid) {
  for (OpenGet& one : open_)
    if (one.get->pid == pid.value_or(one.get->pid) && one.holder_class == HolderClass::FaultAround)
      one.holder_class = HolderClass::PageTable;
}

// Fewer references than after the newest record: a put is on its way into the history. Those that
// last the least are put the soonest.
void OpenGets::note_count(const MigrationFailure& failure) {
  if (failure.history.empty()) return;
  std::int64_t gone = std::max(failure.history.back().count - failure.seen, 0);
  take_latest(gone,
              [](const OpenGet& one) { return one.holder_class == HolderClass::FaultAround; });
  std::erase_if(open_, [](const OpenGet& one) { return one.references == 0; });
}

// Who found the page mapped did so before it was unmapped for the migration, and is done.
void OpenGets::end_older_than_unmapping() {
  for (OpenGet& one : open_)
    if (one.holder_class == HolderClass::FaultAround && one.get->mapcount > 0)
      one.holder_class = HolderClass::PageTable;
}

// A fast pin takes one reference and then the others.
bool OpenGets::is_rest_of_pin(const HistoryRecord& record, std::int64_t references,
                              HolderClass holder_class) const {
  if (holder_class != HolderClass::Gup || references != kPinReferences - 1 || open_.empty())
    return false;
  const OpenGet& last = open_.back();
  return last.holder_class == HolderClass::Gup && last.references == 1 &&
         last.get->pid == record.pid;
}

void OpenGets::get(const HistoryRecord& record, std::int64_t references, HolderClass holder_class) {
  if (references <= 0) return;
  if (is_rest_of_pin(record, references, holder_class)) {
    open_.back().references += references;
    return;
  }
  end_fault_around(record.pid);
  if (holder_class == HolderClass::PageTable) mapping_ += references;
  open_.push_back({&record, holder_class, references});
}

std::int64_t OpenGets::total() const {
  std::int64_t sum = 0;
  for (const OpenGet& one : open_) sum += one.references;
  return sum;
}

// A task's own first. A fault-around whose mapping the counts did not show, because another ended
// at the same time, has mapped the page all the same.
void OpenGets::put_mappings(const HistoryRecord& record, std::int64_t& references) {
  const auto of_table = [](const OpenGet& one) {
    return one.holder_class == HolderClass::PageTable;
  };
  take_latest(references,
              [&](const OpenGet& one) { return of_table(one) && one.get->pid == record.pid; });
  take_latest(references, of_table);
  take_latest(references,
              [](const OpenGet& one) { return one.holder_class == HolderClass::FaultAround; });
}

void OpenGets::put(const HistoryRecord& record, std::int64_t references) {
  const HolderClass holder_class = stacks_.holder_class(record.stack);
  const auto same_task = [&](const OpenGet& one) { return one.get->pid == record.pid; };
  const auto same_class = [&](const OpenGet& one) {
    return may_end(holder_class, one.holder_class);
  };
  const bool known = holder_class != HolderClass::Unknown;

  // A migrator that unmaps the page has its lock, which a fault-around that maps it needs.
  if (holder_class == HolderClass::PageTable) {
    const bool migrates = record.pid == migrator_;
    end_fault_around(migrates ? std::nullopt : std::optional(record.pid));
  }
  if (unmapped_ > 0 && may_unmap(holder_class)) {
    std::int64_t of_tables = std::min(unmapped_, references);
    unmapped_ -= of_tables;
    references -= of_tables;
    put_mappings(record, of_tables);
    // A mapping from before the history leaves nothing to take, unless the history is whole.
    if (settled_) references += of_tables;
  }
  if (known)
    take_latest(references, [&](const OpenGet& one) { return same_task(one) && same_class(one); });
  if (known && ends_anywhere(holder_class)) take_latest(references, same_class);
  // What ends elsewhere is not ended by whatever else its task does.
  take_latest(references, [&](const OpenGet& one) {
    return same_task(one) && (!known || !ends_anywhere(one.holder_class));
  });
  if (known) take_latest(references, same_class);
  if (!settled_) {
    // More open than the page had references: then it was one of these after all.
    references = std::min(references, std::max<std::int64_t>(total() - record.count, 0));
  }
  take_latest(references,
              [](const OpenGet& one) { return one.holder_class != HolderClass::PageCache; });
  take_latest(references, [](const OpenGet&) { return true; });
  for (const OpenGet& one : open_)
    if (one.references == 0) ended_.push_back({*one.get, one.holder_class, record.time});
  std::erase_if(open_, [](const OpenGet& one) { return one.references == 0; });
}

}  // namespace folioscope::derive
