// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/perfetto.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exchange/new_file.h"
#include "exchange/protobuf.h"
#include "trace/page.h"

namespace folioscope::exchange {
namespace {

// Numbers of fields, as in Perfetto's protos.
namespace trace_fields {
constexpr int kPacket = 1;
}
namespace packet {
constexpr int kFtraceEvents = 1, kTimestamp = 8, kSequence = 10, kTrackEvent = 11, kFlags = 13,
              kTrackDescriptor = 60;
}
namespace bundle {
constexpr int kCpu = 1, kEvent = 2, kLostEvents = 3;
}
namespace event {
constexpr int kTimestamp = 1, kPid = 2, kSchedSwitch = 4, kGeneric = 327;
}
namespace generic {
constexpr int kName = 1, kField = 2;
constexpr int kFieldName = 1, kText = 3, kSigned = 4, kUnsigned = 5;
}  // namespace generic
namespace track {
constexpr int kUuid = 1, kName = 2, kParent = 5, kCounter = 8;
}
namespace slice {
constexpr int kAnnotation = 4, kType = 9, kTrack = 11, kName = 23, kCounterValue = 30;
constexpr int kBegin = 1, kEnd = 2, kCounter = 4;
constexpr int kAnnotationNumber = 4, kAnnotationText = 6, kAnnotationName = 10;
}  // namespace slice

constexpr std::uint64_t kOurSequence = 1, kStateCleared = 1;
constexpr std::size_t kBundleBytes = std::size_t{1} << 16;

class Trace {
 public:
  Trace(NewFile& file, std::int64_t shift_ns) : file_(file), shift_ns_(shift_ns) {}

  std::int64_t shift_ns() const { return shift_ns_; }

  void add(const Message& packet) {
    Message trace;
    trace.message(trace_fields::kPacket, packet);
    file_.write(trace.bytes());
  }
  std::uint64_t add_track(const std::string& name, std::optional<std::uint64_t> parent = {},
                          bool counts = false) {
    Message described;
    described.number(track::kUuid, ++tracks_);
    described.text(track::kName, name);
    if (parent) described.number(track::kParent, *parent);
    if (counts) described.message(track::kCounter, {});
    Message one = packet_at(std::nullopt);
    one.message(packet::kTrackDescriptor, described);
    add(one);
    return tracks_;
  }
  void add_slice(std::uint64_t on, std::int64_t begin_ns, std::int64_t end_ns, Message words) {
    words.number(slice::kTrack, on);
    words.number(slice::kType, slice::kBegin);
    add_event(begin_ns, words);
    Message end;
    end.number(slice::kTrack, on);
    end.number(slice::kType, slice::kEnd);
    add_event(end_ns, end);
  }
  void add_count(std::uint64_t on, std::int64_t at_ns, std::int64_t count) {
    Message value;
    value.number(slice::kTrack, on);
    value.number(slice::kType, slice::kCounter);
    value.number(slice::kCounterValue, count);
    add_event(at_ns, value);
  }

 private:
  Message packet_at(std::optional<std::int64_t> time_ns) {
    Message one;
    if (time_ns) one.number(packet::kTimestamp, *time_ns + shift_ns_);
    one.number(packet::kSequence, kOurSequence);
    if (!std::exchange(begun_, true)) one.number(packet::kFlags, kStateCleared);
    return one;
  }
  void add_event(std::int64_t time_ns, const Message& event) {
    Message one = packet_at(time_ns);
    one.message(packet::kTrackEvent, event);
    add(one);
  }

  NewFile& file_;
  const std::int64_t shift_ns_;
  std::uint64_t tracks_ = 0;
  bool begun_ = false;
};

void annotate(Message& event, std::string_view name, std::string_view text) {
  Message note;
  note.text(slice::kAnnotationName, name);
  note.text(slice::kAnnotationText, text);
  event.message(slice::kAnnotation, note);
}

void annotate(Message& event, std::string_view name, std::int64_t value) {
  Message note;
  note.text(slice::kAnnotationName, name);
  note.number(slice::kAnnotationNumber, value);
  event.message(slice::kAnnotation, note);
}

bool is_common(const trace::Field& field) { return field.name.starts_with("common_"); }

void add_field(const trace::Field& field, std::span<const std::byte> record, Message& generic) {
  Message one;
  one.text(generic::kFieldName, field.name);
  if (field.kind == trace::Field::Kind::Number) {
    const std::int64_t value = trace::read_number(field, record);
    one.number(field.is_signed ? generic::kSigned : generic::kUnsigned, value);
  } else if (field.kind != trace::Field::Kind::Bytes) {
    one.text(generic::kText, trace::read_string(field, record).value_or("?"));
  } else {
    return;  // a stack of the kernel's own: the tracks of pages have the stacks in words
  }
  generic.message(generic::kField, one);
}

// The one event that Perfetto draws CPUs from; by its own fields, in their order.
Message sched_switch(const store::EventView& view) {
  constexpr const char* kFields[] = {"prev_comm", "prev_pid", "prev_prio", "prev_state",
                                     "next_comm", "next_pid", "next_prio"};
  Message out;
  int number = 0;
  for (const char* name : kFields) {
    ++number;
    const trace::Field* field = view.format->find(name);
    if (field == nullptr) continue;
    if (field->kind == trace::Field::Kind::Number)
      out.number(number, trace::read_number(*field, view.record));
    else
      out.text(number, trace::read_string(*field, view.record).value_or(""));
  }
  return out;
}

Message event_message(const store::EventView& view, std::int64_t shift_ns) {
  Message out;
  out.number(event::kTimestamp, view.time_ns + shift_ns);
  Message generic;
  const bool whole = view.format != nullptr && view.record.size() >= view.format->fixed_size;
  generic.text(generic::kName, view.format == nullptr ? "unknown" : view.format->name);
  if (whole) {
    if (const trace::Field* pid = view.format->find("common_pid"))
      out.number(event::kPid, trace::read_number(*pid, view.record));
    if (view.format->name == "sched_switch") {
      out.message(event::kSchedSwitch, sched_switch(view));
      return out;
    }
    for (const trace::Field& field : view.format->fields)
      if (!is_common(field)) add_field(field, view.record, generic);
  }
  out.message(event::kGeneric, generic);
  return out;
}

// Events of one CPU together, as the kernel's buffers give them.
class Bundles {
 public:
  explicit Bundles(Trace& trace) : trace_(trace) {}

  void add(const store::EventView& view) {
    if (view.cpu != cpu_ || view.after_loss || events_.bytes().size() > kBundleBytes) flush();
    if (view.cpu != cpu_) last_ns_.reset();
    if (view.after_loss) add_loss(view);
    cpu_ = view.cpu;
    after_loss_ = after_loss_ || view.after_loss;
    last_ns_ = view.time_ns;
    events_.message(bundle::kEvent, event_message(view, trace_.shift_ns()));
    cpus_.insert(view.cpu);
    ++count_;
  }
  void flush() {
    if (events_.empty()) return;
    Message whole = events_;
    whole.number(bundle::kCpu, cpu_);
    if (std::exchange(after_loss_, false)) whole.number(bundle::kLostEvents, 1);
    Message packet;
    packet.message(packet::kFtraceEvents, whole);
    trace_.add(packet);
    events_.clear();
  }
  std::int64_t count() const { return count_; }
  int cpus() const { return static_cast<int>(cpus_.size()); }

 private:
  // From the event before, or from the one that says so.
  void add_loss(const store::EventView& view) {
    auto [place, added] = lost_tracks_.try_emplace(view.cpu, 0);
    if (added) place->second = trace_.add_track(fmt::format("CPU {}: events lost", view.cpu));
    Message words;
    words.text(slice::kName, "events lost");
    trace_.add_slice(place->second, last_ns_.value_or(view.time_ns), view.time_ns, words);
  }

  Trace& trace_;
  Message events_;
  int cpu_ = -1;
  bool after_loss_ = false;
  std::optional<std::int64_t> last_ns_;
  std::map<int, std::uint64_t> lost_tracks_;
  std::set<int> cpus_;
  std::int64_t count_ = 0;
};

Status add_events(Trace& trace, store::Reader& reader, CellId cell, const TimeWindow& window,
                  const std::stop_token& stop, Exported& exported) {
  Bundles bundles(trace);
  store::EventSelection selection;
  selection.cell = cell;
  selection.min_ns = window.from_ns;
  selection.max_ns = window.to_ns;
  TRY_STATUS(reader.events(
      selection,
      [&](const store::EventView& view) {
        bundles.add(view);
        return true;
      },
      stop));
  bundles.flush();
  exported.events = bundles.count();
  exported.cpus = bundles.cpus();
  return {};
}

using Intervals = std::vector<const store::IntervalRow*>;

// Slices of a track must not cross: each interval goes to the first lane that is free.
std::vector<Intervals> lanes_of(Intervals intervals) {
  std::ranges::stable_sort(intervals, {}, &store::IntervalRow::begin);
  std::vector<Intervals> lanes;
  for (const store::IntervalRow* one : intervals) {
    const auto free = std::ranges::find_if(
        lanes, [&](const Intervals& lane) { return lane.back()->end <= one->begin; });
    if (free == lanes.end())
      lanes.push_back({one});
    else
      free->push_back(one);
  }
  return lanes;
}

class PageTracks {
 public:
  PageTracks(Trace& trace, const std::vector<store::StackRow>& stacks) : trace_(trace) {
    for (const store::StackRow& stack : stacks) stacks_[stack.id] = &stack.frames;
  }

  void add(std::uint64_t pfn, const Intervals& locks, const Intervals& references) {
    const std::uint64_t page = trace_.add_track(fmt::format("page {:#x}", pfn));
    add_lanes(page, "lock", locks);
    add_lanes(page, "reference", references);
    if (!references.empty()) add_count(page, references);
  }

 private:
  void add_lanes(std::uint64_t page, const std::string& name, const Intervals& intervals) {
    for (const Intervals& lane : lanes_of(intervals)) {
      const std::uint64_t on = trace_.add_track(name, page);
      for (const store::IntervalRow* one : lane)
        trace_.add_slice(on, static_cast<std::int64_t>(one->begin.ns),
                         static_cast<std::int64_t>(one->end.ns), words_of(*one));
    }
  }
  Message words_of(const store::IntervalRow& one) const {
    Message words;
    words.text(slice::kName, one.holder_class.empty() ? "held" : one.holder_class);
    if (!one.comm.empty()) annotate(words, "task", one.comm);
    if (one.pid) annotate(words, "pid", *one.pid);
    if (one.cpu) annotate(words, "cpu", *one.cpu);
    if (one.waiters > 0) {
      annotate(words, "waiters", one.waiters);
      annotate(words, "waited_ns", one.waited_ns);
    }
    if (const auto stack = stacks_.find(one.stack); stack != stacks_.end())
      annotate(words, "stack", *stack->second);
    return words;
  }
  void add_count(std::uint64_t page, const Intervals& references) {
    std::map<std::uint64_t, std::int64_t> changes;
    for (const store::IntervalRow* one : references) {
      ++changes[one->begin.ns];
      --changes[one->end.ns];
    }
    const std::uint64_t on = trace_.add_track("references", page, true);
    std::int64_t count = 0;
    for (const auto& [at, change] : changes)
      trace_.add_count(on, static_cast<std::int64_t>(at), count += change);
  }

  Trace& trace_;
  std::map<std::int64_t, const std::string*> stacks_;
};

Status add_pages(Trace& trace, store::Reader& reader, CellId cell, const TimeWindow& window) {
  TRY(const auto stacks, reader.stacks(cell));
  TRY(const auto locks, reader.lock_intervals(cell));
  TRY(const auto references, reader.reference_intervals(cell));
  std::map<std::uint64_t, std::pair<Intervals, Intervals>> pages;
  const auto seen = [&](const store::IntervalRow& one) {
    return window.overlaps(static_cast<std::int64_t>(one.begin.ns),
                           static_cast<std::int64_t>(one.end.ns));
  };
  for (const store::IntervalRow& one : locks)
    if (seen(one)) pages[one.pfn].first.push_back(&one);
  for (const store::IntervalRow& one : references)
    if (seen(one)) pages[one.pfn].second.push_back(&one);
  PageTracks tracks(trace, stacks);
  for (const auto& [pfn, page] : pages) tracks.add(pfn, page.first, page.second);
  return {};
}

}  // namespace

Result<Exported> write_perfetto(store::Reader& reader, CellId cell, const TimeWindow& window,
                                const std::filesystem::path& path, std::stop_token stop,
                                std::int64_t shift_ns) {
  TRY(const auto summaries, reader.chunk_summaries(cell));
  if (summaries.empty()) return no_events(cell);
  TRY(NewFile file, NewFile::create(path));
  Trace trace(file, shift_ns);
  Exported exported;
  TRY_STATUS(add_events(trace, reader, cell, window, stop, exported));
  TRY_STATUS(add_pages(trace, reader, cell, window));
  TRY_STATUS(file.finish());
  return exported;
}

}  // namespace folioscope::exchange
