// SPDX-License-Identifier: GPL-3.0-or-later
// Which task is inside which call of cma_alloc() at this moment, for the trackers of what such a
// call does. Only calls count that also finish: until then what happened inside is kept apart.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/units.h"
#include "derive/trackers/by_task.h"

namespace folioscope::derive {

class CmaCalls {
 public:
  using Id = std::uint64_t;  // rising from 1

  class Listener {
   public:
    virtual void finished(Id call) = 0;
    virtual void dropped(Id call) = 0;  // its task started another one instead

   protected:
    ~Listener() = default;
  };
  // The listener must live as long as calls are told.
  void listen(Listener& listener) { listeners_.push_back(&listener); }

  // False: the task's call before has not finished and never will.
  bool start(std::int64_t pid, GuestTime now) {
    const auto before = open_.begin(pid, {++started_, now});
    if (!before) return true;
    for (Listener* listener : listeners_) listener->dropped(before->id);
    return false;
  }
  // When it started; unset: it did not.
  std::optional<GuestTime> finish(std::int64_t pid) {
    const auto call = open_.end(pid);
    if (!call) return std::nullopt;
    ++finished_;
    for (Listener* listener : listeners_) listener->finished(call->id);
    return call->start;
  }
  // 0 when the task is in none.
  Id open(std::int64_t pid) const {
    const Call* call = open_.find(pid);
    return call == nullptr ? 0 : call->id;
  }

  // Unset when the boot did not trace calls.
  std::optional<std::int64_t> count() const {
    return traced_ ? std::optional(finished_) : std::nullopt;
  }
  std::int64_t unfinished() const { return open_.count(); }
  std::int64_t over() const { return open_.over(); }
  void set_traced() { traced_ = true; }

 private:
  struct Call {
    Id id = 0;
    GuestTime start;
  };
  ByTask<Call> open_;
  std::vector<Listener*> listeners_;
  Id started_ = 0;
  std::int64_t finished_ = 0;
  bool traced_ = false;
};

// Collects a T (with +=) for what happens inside calls, and adds up those of finished ones.
template <class T>
class InsideCma final : CmaCalls::Listener {
 public:
  explicit InsideCma(CmaCalls& calls) : calls_(calls) { calls.listen(*this); }
  InsideCma(const InsideCma&) = delete;
  InsideCma& operator=(const InsideCma&) = delete;

  // Where to collect for the task now; null outside of any call.
  T* of(std::int64_t pid) {
    const CmaCalls::Id call = calls_.open(pid);
    return call == 0 ? nullptr : &open_[call];
  }
  const T& total() const { return total_; }
  // Unset when the boot did not trace calls.
  std::optional<std::int64_t> calls() const { return calls_.count(); }

 private:
  void finished(CmaCalls::Id call) override {
    const auto found = open_.find(call);
    if (found == open_.end()) return;
    total_ += found->second;
    open_.erase(found);
  }
  void dropped(CmaCalls::Id call) override { open_.erase(call); }

  CmaCalls& calls_;
  std::unordered_map<CmaCalls::Id, T> open_;
  T total_{};
};

}  // namespace folioscope::derive
