// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/mmap_lock_tracker.h"

#include "derive/trackers/duration.h"

namespace folioscope::derive {
namespace {

constexpr const char* kSystem = "mmap_lock";
constexpr const char* kStart = "mmap_lock_start_locking";
constexpr const char* kReturned = "mmap_lock_acquire_returned";
constexpr const char* kReleased = "mmap_lock_released";

}  // namespace

MmapLockTracker::MmapLockTracker(Subscriber& events) {
  if (!events.traced(kSystem, kStart) || !events.traced(kSystem, kReturned) ||
      !events.traced(kSystem, kReleased))
    return;
  auto start = events.on<&MmapLockTracker::start_locking>(kSystem, kStart, this);
  auto returned = events.on<&MmapLockTracker::acquire_returned>(kSystem, kReturned, this);
  auto released = events.on<&MmapLockTracker::released>(kSystem, kReleased, this);
  auto slept = events.on<&MmapLockTracker::io_schedule>("folioscope", "io_schedule", this);
  traced_ = true;
  sleeps_traced_ = static_cast<bool>(slept);
  start_locking_ = {start("mm"), start("write"), {}};
  acquire_returned_ = {returned("mm"), returned("write"), returned("success")};
  released_ = {released("mm"), released("write"), {}};
  common_pid_ = start("common_pid");  // every event has it at the same place
}

// Null when the task has not asked for any lock yet: what it has began before the trace.
MmapLockTracker::Task* MmapLockTracker::task_of(const trace::Record& record) {
  const auto known = tasks_.find(common_pid_(record));
  return known == tasks_.end() ? nullptr : &known->second;
}

// Null, and counted, when there is no room.
MmapLockTracker::Task* MmapLockTracker::task_that_asks(std::int64_t pid) {
  if (entries_ >= kMost) {
    ++over_;
    return nullptr;
  }
  const auto [task, is_new] = tasks_.try_emplace(pid);
  if (is_new) ++entries_;
  return &task->second;
}

void MmapLockTracker::start_locking(const trace::Record& record) {
  Task* task = task_that_asks(common_pid_(record));
  if (task == nullptr) return;
  const auto mm = static_cast<std::uint64_t>(start_locking_.mm(record));
  if (task->asked.insert_or_assign(mm, record.time).second) ++entries_;
}

void MmapLockTracker::acquire_returned(const trace::Record& record) {
  Task* task = task_of(record);
  if (task == nullptr) return;
  const auto mm = static_cast<std::uint64_t>(acquire_returned_.mm(record));
  if (acquire_returned_.success(record) != 0)
    got(*task, mm, acquire_returned_.write(record) != 0, record.time);
  else
    entries_ -= task->asked.erase(mm);
}

void MmapLockTracker::got(Task& task, std::uint64_t mm, bool write, GuestTime now) {
  const auto asked = task.asked.find(mm);
  if (asked != task.asked.end()) {
    (write ? write_wait_ : read_wait_).add(ns_between(asked->second, now));
    task.asked.erase(asked);
    --entries_;
  } else if (!task.held.contains(mm)) {  // else a writer that becomes a reader
    ++unasked_;
  }
  if (entries_ >= kMost) {
    ++over_;
  } else if (task.held.insert_or_assign(mm, Hold{.since = now, .write = write}).second) {
    ++entries_;
  }
}

void MmapLockTracker::released(const trace::Record& record) {
  Task* task = task_of(record);
  if (task == nullptr) return;
  const auto held = task->held.find(static_cast<std::uint64_t>(released_.mm(record)));
  const bool write = released_.write(record) != 0;
  if (held == task->held.end() || held->second.write != write) {
    ++unheld_;
  } else if (!write) {
    const std::uint64_t ns = ns_between(held->second.since, record.time);
    read_hold_.add(ns);
    if (held->second.slept) io_hold_.add(ns);
  }
  if (held == task->held.end()) return;
  task->held.erase(held);
  --entries_;
}

void MmapLockTracker::io_schedule(const trace::Record& record) {
  if (Task* task = task_of(record))
    for (auto& [mm, hold] : task->held) hold.slept = true;
}

void MmapLockTracker::finish(Output& out) {
  if (!traced_) return;
  out.samples("mmap_lock_read_hold", read_hold_);
  out.samples("mmap_lock_read_wait", read_wait_);
  out.samples("mmap_lock_write_wait", write_wait_);
  if (sleeps_traced_) {
    out.count("mmap_lock_io_holds", io_hold_.count());
    out.metric("mmap_lock_io_hold_longest", io_hold_.longest_ms());
    out.distribution("mmap_lock_io_hold", io_hold_.distribution());
  }
  out.anomaly("mmap_lock_got_without_asking", unasked_);
  out.anomaly("mmap_lock_released_without_holding", unheld_);
  out.anomaly("tasks_over_bound", over_);
}

}  // namespace folioscope::derive
