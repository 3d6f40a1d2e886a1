// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/tracefs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "agent/files.h"
#include "base/names.h"
#include "wire/limits.h"

namespace folioscope::agent {
namespace {

namespace fs = std::filesystem;

constexpr char kInstance[] = "folioscope";

// error_log keeps the last eight mistakes; more than this is not worth a place in a report.
constexpr std::size_t kErrorLogLimit = 4096;

void append_log(const fs::path& file, std::string& detail) {
  const Result<std::string> log = read_text(file, kErrorLogLimit);
  if (log.ok() && !log->empty()) detail += "\n" + *log;
}

// Removes what a killed agent left, so that its probes and events are not ours.
Status remove_leftover(const fs::path& tracefs, const fs::path& directory) {
  std::error_code error;
  if (!fs::exists(directory, error)) return {};
  TRY_STATUS(write_text(directory / "events/enable", "0"));
  // The instance first: its triggers go with it, and they hold on to probes.
  if (!fs::remove(directory, error))
    return guest_fault(fmt::format("cannot remove the old trace instance {}: {}",
                                   directory.string(), error.message()));
  return write_text(tracefs / "kprobe_events", "");
}

}  // namespace

Result<TraceInstance> TraceInstance::create(const fs::path& tracefs) {
  const fs::path directory = tracefs / "instances" / kInstance;
  std::error_code error;
  if (!fs::exists(tracefs / "instances", error))
    return guest_fault(
        fmt::format("{} has no instances; is tracefs mounted there?", tracefs.string()),
        "the kernel needs CONFIG_FTRACE and the init must mount tracefs");
  TRY_STATUS(remove_leftover(tracefs, directory));
  // Instances take this option from the top when they are made. With it every event or trigger that
  // is switched patches the scheduler's tracepoints, which nobody reads here; and an emulated CPU
  // that runs into such a patch at the wrong moment never leaves the breakpoint again.
  TRY_STATUS(write_text(tracefs / "options/record-cmd", "0"));
  if (!fs::create_directory(directory, error))
    return guest_fault(fmt::format("cannot create the trace instance {}: {}", directory.string(),
                                   error.message()));
  TraceInstance instance(tracefs, directory);
  TRY_STATUS(instance.tracing_off());  // a new instance starts with tracing on
  TRY_STATUS(write_text(directory / "options/overwrite", "0"));
  return instance;
}

TraceInstance::TraceInstance(fs::path tracefs, fs::path directory)
    : tracefs_(std::move(tracefs)), directory_(std::move(directory)) {}

TraceInstance::TraceInstance(TraceInstance&& other) noexcept
    : tracefs_(std::move(other.tracefs_)),
      directory_(std::exchange(other.directory_, {})),
      events_(std::move(other.events_)),
      probes_(std::move(other.probes_)),
      windows_(std::move(other.windows_)),
      histograms_(std::move(other.histograms_)) {}

TraceInstance::~TraceInstance() {
  if (directory_.empty()) return;
  // The guest powers off after us, so what the kernel refuses to remove does no harm.
  (void)remove(windows_);
  (void)remove(histograms_);
  (void)write_text(directory_ / "events/enable", "0");
  for (const std::string& probe : probes_)
    (void)write_text(tracefs_ / "kprobe_events", fmt::format("-:{}/{}", names::kProbeSystem, probe),
                     WriteMode::Append);
  std::error_code error;
  fs::remove(directory_, error);
}

Status TraceInstance::set_up(const wire::Job& job, const Watermark& mark) {
  if (auto status = write_text(directory_ / "trace_clock", job.clock); !status.ok())
    return refused(fmt::format("the trace clock '{}'", job.clock), status.fault());
  const std::string size = fmt::format("{}", job.buffer_kib_per_cpu);
  if (auto status = write_text(directory_ / "buffer_size_kb", size); !status.ok())
    return refused(fmt::format("a ring buffer of {} KiB for each CPU", size), status.fault());
  TRY_STATUS(write_text(directory_ / "buffer_percent", fmt::format("{}", mark.percent)));
  for (const wire::EventRequest& request : job.events)
    if (request.kind != wire::EventRequest::Kind::Tracepoint) TRY_STATUS(add_probe(request));
  for (const wire::EventRequest& request : job.events) TRY_STATUS(enable(request));
  std::sort(events_.begin(), events_.end());
  events_.erase(std::unique(events_.begin(), events_.end()), events_.end());
  for (const wire::HistogramRequest& request : job.histograms) TRY_STATUS(add_histogram(request));
  return {};
}

// Histograms count whether tracing is on or not, so they are paused for themselves.
Status TraceInstance::tracing_on() {
  TRY_STATUS(for_histograms(":cont"));
  return write_text(directory_ / "tracing_on", "1");
}

Status TraceInstance::tracing_off() {
  TRY_STATUS(write_text(directory_ / "tracing_on", "0"));
  return for_histograms(":pause");
}

Status TraceInstance::disable_events() {
  TRY_STATUS(remove(windows_));
  return write_text(directory_ / "events/enable", "0");
}

Result<std::vector<wire::Histogram>> TraceInstance::take_histograms() {
  std::vector<wire::Histogram> histograms;
  for (const Trigger& trigger : histograms_) {
    TRY(std::string text, read_text(event_file(trigger.event, "hist"), wire::kMaxGuestFile));
    histograms.push_back({trigger.event, std::move(text)});
  }
  TRY_STATUS(remove(histograms_));
  return histograms;
}

Status TraceInstance::add_probe(const wire::EventRequest& request) {
  if (request.symbols.empty())
    return user_fault(fmt::format("the probe '{}' names no place", request.event.name));
  std::optional<Fault> first;
  for (const std::string& symbol : request.symbols) {
    TRY(const std::string definition, probe_definition(request, symbol));
    auto status = write_text(tracefs_ / "kprobe_events", definition, WriteMode::Append);
    if (status.ok()) {
      probes_.push_back(request.event.name);
      return {};
    }
    if (!first) first = refused(fmt::format("the probe '{}'", definition), status.fault());
  }
  if (const auto others = std::span(request.symbols).subspan(1); !others.empty())
    first->what += fmt::format(", nor one of {}", fmt::join(others, ", "));
  return *first;
}

Status TraceInstance::enable(const wire::EventRequest& request) {
  TRY(const EventName requested, event_name(request));
  TRY(const std::vector<EventName> expanded, expand(requested));
  for (const EventName& event : expanded) {
    // Event by event, also for a whole system: the kernel takes a system's filter when it fits one
    // of its events and leaves the others unfiltered.
    if (!request.filter.empty())
      if (auto status = write_text(event_file(event, "filter"), request.filter); !status.ok())
        return refused(
            fmt::format("the filter '{}' of {}:{}", request.filter, event.system, event.name),
            status.fault());
    if (request.window) {
      TRY_STATUS(add_window(*request.window, event));
    } else if (auto status = write_text(event_file(event, "enable"), "1"); !status.ok()) {
      return refused(fmt::format("to enable {}:{}", event.system, event.name), status.fault());
    }
    events_.push_back(event);
  }
  return {};
}

// The triggers keep the event ready but silent (soft-disabled) until the window opens.
Status TraceInstance::add_window(const wire::Window& window, const EventName& event) {
  TRY(const auto triggers, window_triggers(window, event));
  for (const Trigger& trigger : triggers) {
    TRY_STATUS(expand(trigger.event));
    TRY_STATUS(write_trigger(trigger, trigger.line()));
    windows_.push_back(trigger);
  }
  return {};
}

Status TraceInstance::add_histogram(const wire::HistogramRequest& request) {
  TRY(Trigger trigger, histogram_trigger(request));
  TRY_STATUS(expand(trigger.event));
  TRY_STATUS(write_trigger(trigger, trigger.line(":pause")));
  histograms_.push_back(std::move(trigger));
  return {};
}

// Appends: opened for replacement, the file drops the event's other triggers.
Status TraceInstance::write_trigger(const Trigger& trigger, const std::string& line) const {
  auto status = write_text(event_file(trigger.event, "trigger"), line, WriteMode::Append);
  if (status.ok()) return status;
  return refused(
      fmt::format("the trigger '{}' of {}:{}", line, trigger.event.system, trigger.event.name),
      status.fault());
}

Status TraceInstance::remove(std::vector<Trigger>& triggers) {
  Status first;
  for (const Trigger& trigger : std::exchange(triggers, {}))
    if (auto status = write_trigger(trigger, trigger.removal()); first.ok())
      first = std::move(status);
  return first;
}

Status TraceInstance::for_histograms(std::string_view attribute) const {
  for (const Trigger& trigger : histograms_)
    TRY_STATUS(write_trigger(trigger, trigger.line(attribute)));
  return {};
}

Result<std::vector<EventName>> TraceInstance::expand(const EventName& event) const {
  std::error_code error;
  if (event.name != "*") {
    if (!fs::exists(event_file(event, "enable"), error))
      return guest_fault(fmt::format("this kernel has no event {}:{}", event.system, event.name),
                         "look for the option that builds it, or for a typing mistake");
    return std::vector<EventName>{event};
  }
  std::vector<EventName> events;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(directory_ / "events" / event.system, error)) {
    EventName found{event.system, entry.path().filename().string()};
    if (fs::exists(event_file(found, "enable"), error)) events.push_back(std::move(found));
  }
  if (events.empty())
    return guest_fault(fmt::format("this kernel has no events in the system {}", event.system),
                       "look for the option that builds them, or for a typing mistake");
  return events;
}

fs::path TraceInstance::event_file(const EventName& event, const char* file) const {
  return directory_ / "events" / event.system / event.name / file;
}

Fault TraceInstance::refused(std::string what, const Fault& fault) const {
  std::string text = fmt::format("the kernel refuses {}\n{}", what, fault.what);
  append_log(directory_ / "error_log", text);  // filters
  append_log(tracefs_ / "error_log", text);    // probes
  return guest_fault(std::move(text));
}

Result<wire::Formats> TraceInstance::formats() const {
  wire::Formats formats;
  TRY(formats.header_page, read_text(directory_ / "events/header_page", wire::kMaxText));
  std::vector<EventName> described = events_;
  described.push_back({"ftrace", "print"});
  for (const EventName& event : described) {
    TRY(std::string text, read_text(event_file(event, "format"), wire::kMaxText));
    formats.formats.push_back({event.system, event.name, std::move(text)});
  }
  return formats;
}

Result<std::string> TraceInstance::cpu_stats(std::uint32_t cpu) const {
  return read_text(directory_ / fmt::format("per_cpu/cpu{}/stats", cpu), wire::kMaxText);
}

Result<wire::ProbeStats> TraceInstance::probe_stats() const {
  if (probes_.empty()) return wire::ProbeStats{};
  TRY(const std::string text, read_text(tracefs_ / "kprobe_profile", wire::kMaxFormatsBytes));
  TRY(std::vector<wire::Probe> probes, parse_probe_profile(text, probes_));
  return wire::ProbeStats{std::move(probes)};
}

}  // namespace folioscope::agent
