// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/holder_join.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>

#include "derive/holders/open_gets.h"

namespace folioscope::derive {
namespace {

bool in_batch(const MigrationFailure& failure) { return failure.lru_cpu >= 0; }

std::string batch_of(const MigrationFailure& failure) {
  const auto batch = static_cast<std::size_t>(failure.lru_batch);
  return fmt::format("found in the {} batch of CPU {}",
                     batch < kBatchNames.size() ? kBatchNames[batch] : "unknown", failure.lru_cpu);
}

bool outlasts_a_wait(HolderClass holder_class) {
  return holder_class == HolderClass::Gup || holder_class == HolderClass::Pipe;
}

struct Candidate {
  OpenGet open;
  const Sleeper* sleeper = nullptr;
  bool taken = false;
};

class Join {
 public:
  Join(const MigrationFailure& failure, const NamedStacks& stacks, Losses losses)
      : failure_(failure),
        losses_(losses),
        gets_(failure, stacks),
        need_(failure.extra_references()) {
    collect();
  }

  Attribution run(std::span<const Sleeper> sleepers);

 private:
  const OpenGet* isolation() const;
  void collect();
  void name_batch();
  void name_sleepers(std::span<const Sleeper> sleepers);
  void name_pin();
  void name_latest(bool contradicted_too);
  void name(Candidate& candidate, HolderClass holder_class, std::string evidence);
  void name_place(Holder holder);
  Candidate* latest(HolderClass holder_class);
  Attribution::Kind judge() const;

  const MigrationFailure& failure_;
  const Losses losses_;
  const OpenGets gets_;
  std::vector<Candidate> candidates_;  // the latest first
  std::int64_t need_;
  bool rests_on_sleep_ = false;
  Attribution attribution_;
};

// The migrator's reference by which it isolated the page. move_pages() takes two and puts one back;
// which of the two gets is left then is not the task's to know, so one of another kind will do.
const OpenGet* Join::isolation() const {
  const OpenGet* own = nullptr;
  for (const OpenGet& one : gets_.open()) {
    if (one.get->pid != failure_.pid || one.holder_class == HolderClass::PageCache ||
        one.holder_class == HolderClass::PageTable)
      continue;
    if (own == nullptr || own->holder_class != HolderClass::Migration) own = &one;
  }
  return own;
}

// What is open and not expected. In a history that is not whole a put may have been taken for
// another's: there a mapping that is gone, or one more look-up by the migrator, is not said to hold
// the page.
void Join::collect() {
  std::int64_t mapped = std::max(failure_.mapcount, 0);
  const OpenGet* own = isolation();
  for (const OpenGet& one : gets_.open()) {
    OpenGet rest = one;
    if (one.holder_class == HolderClass::PageCache) continue;
    if (&one == own) --rest.references;
    if (!gets_.settled() && one.get->pid == failure_.pid) continue;
    if (one.holder_class == HolderClass::PageTable) {
      const std::int64_t expected = std::min(mapped, rest.references);
      mapped -= expected;
      rest.references = gets_.settled() ? rest.references - expected : 0;
    }
    if (rest.references > 0) candidates_.push_back({rest, nullptr, false});
  }
  std::reverse(candidates_.begin(), candidates_.end());
}

Candidate* Join::latest(HolderClass holder_class) {
  const auto found = std::find_if(candidates_.begin(), candidates_.end(), [&](const auto& one) {
    return !one.taken && one.open.holder_class == holder_class;
  });
  return found == candidates_.end() ? nullptr : &*found;
}

void Join::name(Candidate& candidate, HolderClass holder_class, std::string evidence) {
  const HistoryRecord& get = *candidate.open.get;
  candidate.taken = true;
  Holder holder;
  holder.holder_class = holder_class;
  holder.references = std::min(candidate.open.references, need_);
  holder.pid = get.pid;
  holder.comm = get.comm;
  holder.cpu = get.cpu;
  // A time after the failure is no age.
  if (get.time <= failure_.time)
    holder.age_ns = static_cast<std::int64_t>(std::min<std::uint64_t>(
        failure_.time.ns - get.time.ns, std::numeric_limits<std::int64_t>::max()));
  holder.high_confidence = gets_.settled();
  holder.evidence = gets_.settled() ? "its get is open in a history that reaches back far enough"
                                    : "its get is open in the part of the history that is left";
  if (!evidence.empty()) holder.evidence += "; " + evidence;
  holder.stack = get.stack;
  need_ -= holder.references;
  attribution_.holders.push_back(std::move(holder));
}

void Join::name_place(Holder holder) {
  holder.references = std::min(holder.references, need_);
  holder.high_confidence = true;
  need_ -= holder.references;
  attribution_.holders.push_back(std::move(holder));
}

void Join::name_batch() {
  if (!in_batch(failure_) || need_ <= 0) return;
  if (Candidate* get = latest(HolderClass::LruBatch)) {
    name(*get, HolderClass::LruBatch, batch_of(failure_));
    attribution_.holders.back().high_confidence = true;
  } else {
    name_place({.holder_class = HolderClass::LruBatch,
                .cpu = failure_.lru_cpu,
                .evidence = batch_of(failure_)});
  }
}

void Join::name_sleepers(std::span<const Sleeper> sleepers) {
  for (const Sleeper& sleeper : sleepers) {
    if (need_ <= 0) return;
    if (sleeper.pid == failure_.pid) continue;  // it runs
    const std::string evidence = "its task sleeps on the page lock";
    const auto is_own = [&](const Candidate& one) {
      return !one.taken && one.open.get->pid == sleeper.pid;
    };
    // Of who pins a page and then locks it, say what holds it for longer than the lock.
    if (std::ranges::any_of(candidates_, [&](const Candidate& one) {
          return is_own(one) && outlasts_a_wait(one.open.holder_class);
        }))
      continue;
    rests_on_sleep_ = true;
    const auto get = std::ranges::find_if(candidates_, is_own);
    if (get != candidates_.end()) {
      name(*get, HolderClass::PageLockWaiter, evidence);
      attribution_.holders.back().high_confidence = true;
      continue;
    }
    Holder holder{.holder_class = HolderClass::PageLockWaiter,
                  .pid = static_cast<std::int32_t>(sleeper.pid),
                  .evidence = evidence};
    holder.age_ns = static_cast<std::int64_t>(std::min<std::uint64_t>(
        failure_.time.ns - sleeper.since.ns, std::numeric_limits<std::int64_t>::max()));
    name_place(std::move(holder));
  }
}

// A pin that the history does not show. Fewer references than one pin adds cannot be one.
void Join::name_pin() {
  if (!failure_.pinned || need_ < kPinReferences) return;
  if (latest(HolderClass::Gup) != nullptr) return;
  name_place({.holder_class = HolderClass::Gup,
              .references = kPinReferences,
              .evidence = "the page counts as pinned"});
}

// A get into a batch that no longer has the page is a put that the history lost, so such gets come
// last, and only with less confidence.
void Join::name_latest(bool contradicted_too) {
  for (Candidate& one : candidates_) {
    if (need_ <= 0) return;
    const bool contradicted = one.open.holder_class == HolderClass::LruBatch && !in_batch(failure_);
    if (one.taken || contradicted != contradicted_too) continue;
    HolderClass holder_class = one.open.holder_class;
    std::string evidence;
    if (holder_class == HolderClass::Fault && failure_.has_waiters) {
      evidence = "the page has waiters";
    } else if (holder_class == HolderClass::Gup && failure_.pinned) {
      evidence = "the page counts as pinned";
    } else if (contradicted) {
      evidence = "but no CPU's batch had the page";
    }
    name(one, holder_class, evidence);
    if (contradicted) attribution_.holders.back().high_confidence = false;
  }
}

Attribution::Kind Join::judge() const {
  using Kind = Attribution::Kind;
  if (!failure_.complete()) return Kind::Unreliable;
  if (rests_on_sleep_ && losses_ == Losses::Some) return Kind::Unreliable;
  if (attribution_.holders.empty()) return Kind::Unknown;
  return need_ <= 0 ? Kind::Named : Kind::Partly;
}

Attribution Join::run(std::span<const Sleeper> sleepers) {
  name_batch();
  name_sleepers(sleepers);
  name_pin();
  name_latest(false);
  name_latest(true);
  std::stable_sort(attribution_.holders.begin(), attribution_.holders.end(),
                   [](const Holder& a, const Holder& b) {
                     constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
                     return a.age_ns.value_or(kLast) < b.age_ns.value_or(kLast);
                   });
  attribution_.kind = judge();
  return std::move(attribution_);
}

}  // namespace

const char* to_string(Attribution::Kind kind) {
  switch (kind) {
    case Attribution::Kind::Named:
      return "named";
    case Attribution::Kind::Partly:
      return "partly";
    case Attribution::Kind::Unknown:
      return "unknown";
    case Attribution::Kind::Unreliable:
      return "unreliable";
  }
  return "unknown";
}

Attribution join_holders(const MigrationFailure& failure, const NamedStacks& stacks,
                         std::span<const Sleeper> sleepers, Losses losses) {
  return Join(failure, stacks, losses).run(sleepers);
}

}  // namespace folioscope::derive
