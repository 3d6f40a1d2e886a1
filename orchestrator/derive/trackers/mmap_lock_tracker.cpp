// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/mmap_lock_tracker.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace folioscope::derive {
namespace {

std::optional<std::uint16_t> id_of(const trace::EventFormat* format) {
  if (format == nullptr) return std::nullopt;
  return format->id;
}

double ms_between(GuestTime from, GuestTime to) {
  return static_cast<double>(to.ns - from.ns) / 1e6;
}

}  // namespace

MmapLockTracker::MmapLockTracker(const trace::FormatTable& formats) {
  const auto* asked = formats.by_name("mmap_lock", "mmap_lock_start_locking");
  const auto* returned = formats.by_name("mmap_lock", "mmap_lock_acquire_returned");
  const auto* released = formats.by_name("mmap_lock", "mmap_lock_released");
  if (asked == nullptr || returned == nullptr || released == nullptr) return;
  const auto reader = [this](const trace::EventFormat* format, const char* field) {
    NumberReader number(format, field);
    usable_ = usable_ && number;
    return number;
  };
  asked_id_ = asked->id;
  returned_id_ = returned->id;
  released_id_ = released->id;
  slept_id_ = id_of(formats.by_name("folioscope", "io_schedule"));
  asked_mm_ = reader(asked, "mm");
  asked_write_ = reader(asked, "write");
  returned_mm_ = reader(returned, "mm");
  returned_write_ = reader(returned, "write");
  success_ = reader(returned, "success");
  released_mm_ = reader(released, "mm");
  released_write_ = reader(released, "write");
  pid_ = reader(asked, "common_pid");  // every event has it at the same place
}

bool MmapLockTracker::handles(const trace::EventFormat& format) const {
  return asked_id_ && usable_ &&
         (format.id == asked_id_ || format.id == returned_id_ || format.id == released_id_ ||
          format.id == slept_id_);
}

void MmapLockTracker::add(int cpu, const trace::Record& record) {
  using Kind = Step::Kind;
  Step step{.time = record.time,
            .mm = 0,
            .pid = static_cast<std::int32_t>(pid_(record)),
            .cpu = static_cast<std::int16_t>(cpu),
            .kind = Kind::Slept,
            .write = false};
  const auto fill = [&](Kind kind, const NumberReader& mm, const NumberReader& write) {
    step.kind = kind;
    step.mm = static_cast<std::uint64_t>(mm(record));
    step.write = write(record) != 0;
  };
  const std::uint16_t id = record.type();
  if (id == asked_id_) fill(Kind::Asked, asked_mm_, asked_write_);
  if (id == released_id_) fill(Kind::Released, released_mm_, released_write_);
  if (id == returned_id_)
    fill(success_(record) != 0 ? Kind::Got : Kind::Refused, returned_mm_, returned_write_);
  steps_.add(step);
}

// What grows while the merged events go by.
struct MmapLockTracker::Pairing {
  struct Hold {
    GuestTime since;
    bool write = false, slept = false;
  };
  struct Task {
    std::map<std::uint64_t, GuestTime> asked;  // by mm
    std::map<std::uint64_t, Hold> held;
  };

  void next(const Step& step) {
    const auto known = tasks.find(step.pid);
    if (known == tasks.end() && step.kind != Step::Kind::Asked) return;  // began before the trace
    Task& task = known == tasks.end() ? tasks[step.pid] : known->second;
    switch (step.kind) {
      case Step::Kind::Asked:
        task.asked[step.mm] = step.time;
        break;
      case Step::Kind::Refused:
        task.asked.erase(step.mm);
        break;
      case Step::Kind::Got:
        got(task, step);
        break;
      case Step::Kind::Released:
        released(task, step);
        break;
      case Step::Kind::Slept:
        for (auto& [mm, hold] : task.held) hold.slept = true;
        break;
    }
  }

  void got(Task& task, const Step& step) {
    const auto asked = task.asked.find(step.mm);
    if (asked != task.asked.end()) {
      (step.write ? write_wait_ms : read_wait_ms).push_back(ms_between(asked->second, step.time));
      task.asked.erase(asked);
    } else if (!task.held.contains(step.mm)) {  // else a writer that becomes a reader
      ++unasked;
    }
    task.held[step.mm] = {.since = step.time, .write = step.write, .slept = false};
  }

  void released(Task& task, const Step& step) {
    const auto held = task.held.find(step.mm);
    if (held == task.held.end() || held->second.write != step.write) {
      ++unheld;
    } else if (!step.write) {
      const double ms = ms_between(held->second.since, step.time);
      read_hold_ms.push_back(ms);
      if (held->second.slept) io_hold_ms.push_back(ms);
    }
    if (held != task.held.end()) task.held.erase(held);
  }

  std::map<std::int32_t, Task> tasks;
  std::vector<double> read_hold_ms, io_hold_ms, read_wait_ms, write_wait_ms;
  std::int64_t unasked = 0, unheld = 0;
};

void MmapLockTracker::report(const Pairing& paired, Output& out) const {
  out.samples(Source::Events, "mmap_lock_read_hold", paired.read_hold_ms, "ms");
  out.samples(Source::Events, "mmap_lock_read_wait", paired.read_wait_ms, "ms");
  out.samples(Source::Events, "mmap_lock_write_wait", paired.write_wait_ms, "ms");
  if (slept_id_) {
    const auto& holds = paired.io_hold_ms;
    out.metric(Source::Events, "mmap_lock_io_holds", static_cast<double>(holds.size()), "count");
    out.metric(Source::Events, "mmap_lock_io_hold_longest",
               holds.empty() ? 0 : *std::ranges::max_element(holds), "ms");
    out.distribution("mmap_lock_io_hold", holds, "ms");
  }
  out.anomaly("mmap_lock_got_without_asking", paired.unasked);
  out.anomaly("mmap_lock_released_without_holding", paired.unheld);
}

void MmapLockTracker::finish(Output& out) {
  if (!asked_id_) return;
  out.anomaly("format_lacks_fields", usable_ ? 0 : 1);
  if (!usable_) return;
  auto& steps = steps_.items();
  std::ranges::stable_sort(steps, [](const Step& a, const Step& b) {
    return std::tie(a.time, a.cpu) < std::tie(b.time, b.cpu);
  });
  Pairing paired;
  for (const Step& step : steps) paired.next(step);
  report(paired, out);
  out.anomaly("mmap_lock_events_over_bound", steps_.over());
}

}  // namespace folioscope::derive
