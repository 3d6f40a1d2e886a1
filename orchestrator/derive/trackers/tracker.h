// SPDX-License-Identifier: GPL-3.0-or-later
// A tracker follows one subject through a boot's events (CMA allocations, page locks, ...) and
// writes its metrics at the end. Its constructor takes a Subscriber and says which events it wants,
// with which fields, and what handles them; trackers.cpp has the list of all.
//
//   RingTracker::RingTracker(Subscriber& events) {
//     const auto full = events.on<&RingTracker::full>("ring", "ring_full", this);
//     pages_ = full("pages");
//   }
//
// Handlers are called in the order of time over all CPUs. A tracker that lacks a required field of
// a traced event is left out of the boot as a whole, and the anomaly fields_missing_NAME says so.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.h"
#include "derive/output.h"
#include "derive/trackers/boot_state.h"
#include "derive/trackers/dispatch.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class Tracker {
 public:
  virtual ~Tracker() = default;
  // After the last event, in the order of the list. Call once.
  virtual void finish(Output& out) = 0;
};

// The fields of one event. An event that was not traced misses none.
class EventFields {
 public:
  EventFields(const trace::EventFormat* format, std::int64_t& missing)
      : format_(format), missing_(&missing) {}

  explicit operator bool() const { return format_ != nullptr; }  // traced
  NumberReader operator()(std::string_view name) {
    NumberReader reader(format_, name);
    if (format_ != nullptr && !reader) ++*missing_;
    return reader;
  }
  NumberReader optional(std::string_view name) const { return {format_, name}; }
  // For a field whose absence only the tracker can judge.
  void lacks_a_field() { ++*missing_; }
  const trace::EventFormat* format() const { return format_; }

 private:
  const trace::EventFormat* format_;
  std::int64_t* missing_;
};

class Subscriber {
 public:
  Subscriber(const trace::FormatTable& formats, BootState& boot_state)
      : boot(boot_state), formats_(formats) {}

  // `Handler` is a member function of `tracker` that takes a record.
  template <auto Handler, class T>
  EventFields on(std::string_view system, std::string_view event, T* tracker) {
    const trace::EventFormat* format = formats_.by_name(system, event);
    if (format != nullptr) {
      handlers_.emplace_back(format->id, Dispatch::Handler{&call<Handler, T>, tracker});
      if (system == names::kProbeSystem) boot.followed_probes.emplace(event);
    }
    return {format, missing_};
  }
  std::vector<const trace::EventFormat*> formats_of(std::string_view system) const {
    std::vector<const trace::EventFormat*> found;
    for (const trace::EventFormat& format : formats_.all())
      if (format.system == system) found.push_back(&format);
    return found;
  }
  // Every event of a system; false when none was traced.
  bool count(std::string_view system, std::int64_t& counter) {
    bool any = false;
    for (const trace::EventFormat& format : formats_.all()) {
      if (format.system != system) continue;
      counters_.emplace_back(format.id, &counter);
      any = true;
    }
    return any;
  }
  bool traced(std::string_view system, std::string_view event) const {
    return formats_.by_name(system, event) != nullptr;
  }

  std::int64_t missing_fields() const { return missing_; }
  void connect(Dispatch& dispatch) const {
    for (const auto& [id, handler] : handlers_) dispatch.handle(id, handler);
    for (const auto& [id, counter] : counters_) dispatch.count(id, *counter);
  }

  BootState& boot;

 private:
  template <auto Handler, class T>
  static void call(void* tracker, const trace::Record& record) {
    (static_cast<T*>(tracker)->*Handler)(record);
  }

  const trace::FormatTable& formats_;
  std::int64_t missing_ = 0;
  std::vector<std::pair<std::uint16_t, Dispatch::Handler>> handlers_;
  std::vector<std::pair<std::uint16_t, std::int64_t*>> counters_;
};

}  // namespace folioscope::derive
