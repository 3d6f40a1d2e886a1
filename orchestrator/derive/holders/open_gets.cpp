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

OpenGets::OpenGets(const MigrationFailure& failure, const NamedStacks& stacks) : stacks_(stacks) {
  settled_ = failure.whole;
  for (const HistoryRecord& record : failure.history) note(record);
  note_mapcount(failure.mapcount);
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
  // At most as many gets as there are records can turn.
  for (std::int64_t risen = now - before; risen > 0; --risen) {
    const auto latest = std::find_if(open_.rbegin(), open_.rend(), [](const OpenGet& one) {
      return may_be_mapped(one.holder_class);
    });
    if (latest == open_.rend()) return;
    latest->holder_class = HolderClass::PageTable;
  }
}

void OpenGets::get(const HistoryRecord& record, std::int64_t references, HolderClass holder_class) {
  if (references > 0) open_.push_back({&record, holder_class, references});
}

template <class Matches>
void OpenGets::take_latest(std::int64_t& references, Matches matches) {
  for (auto one = open_.rbegin(); one != open_.rend() && references > 0; ++one) {
    if (!matches(*one)) continue;
    const std::int64_t taken = std::min(one->references, references);
    one->references -= taken;
    references -= taken;
  }
}

std::int64_t OpenGets::total() const {
  std::int64_t sum = 0;
  for (const OpenGet& one : open_) sum += one.references;
  return sum;
}

void OpenGets::put(const HistoryRecord& record, std::int64_t references) {
  const HolderClass holder_class = stacks_.holder_class(record.stack);
  const auto same_task = [&](const OpenGet& one) { return one.get->pid == record.pid; };
  const auto same_class = [&](const OpenGet& one) { return may_end(holder_class, one.holder_class); };
  const bool known = holder_class != HolderClass::Unknown;

  if (unmapped_ > 0 && may_unmap(holder_class)) {
    std::int64_t of_tables = std::min(unmapped_, references);
    unmapped_ -= of_tables;
    references -= of_tables;
    take_latest(of_tables,
                [](const OpenGet& one) { return one.holder_class == HolderClass::PageTable; });
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
  std::erase_if(open_, [](const OpenGet& one) { return one.references == 0; });
}

}  // namespace folioscope::derive
