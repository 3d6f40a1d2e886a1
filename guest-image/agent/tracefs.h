// SPDX-License-Identifier: GPL-3.0-or-later
// A trace instance of our own in tracefs: its ring buffer, clock, events and dynamic probes belong
// to the job and go with it; the global instance stays free for the workloads. The instance does
// not overwrite: a full ring drops new events and counts them. Faults carry the kernel's error_log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/trace_commands.h"
#include "base/result.h"
#include "wire/messages.h"

namespace folioscope::agent {

class TraceInstance {
 public:
  // `tracefs` is mounted. The instance starts silent and empty; one that an earlier agent left is
  // removed first.
  static Result<TraceInstance> create(const std::filesystem::path& tracefs);
  TraceInstance(TraceInstance&& other) noexcept;
  TraceInstance& operator=(TraceInstance&&) = delete;
  ~TraceInstance();  // removes probes and instance, as far as the kernel lets us

  const std::filesystem::path& directory() const { return directory_; }

  // Clock, ring size, probes, filters, every requested event enabled or waiting for its window, and
  // the histograms, which do not count before tracing is on; tracing stays off.
  Status set_up(const wire::Job& job, const Watermark& mark);
  Status tracing_on();
  Status tracing_off();
  // Takes the tracepoints out of the kernel's way: while they are enabled each costs its handler's
  // time even with tracing off, also in the network code that sends the pages. Their counters stay,
  // the histograms stop counting.
  Status disable_events();
  // Reads the histograms, in the job's order, and ends them.
  Result<std::vector<wire::Histogram>> take_histograms();

  // Formats of the events that are enabled or wait for their window, and of markers, which anybody
  // may write at any time.
  Result<wire::Formats> formats() const;
  Result<std::string> cpu_stats(std::uint32_t cpu) const;
  Result<wire::ProbeStats> probe_stats() const;

 private:
  TraceInstance(std::filesystem::path tracefs, std::filesystem::path directory);
  Status add_probe(const wire::EventRequest& request);
  Status add_histogram(const wire::HistogramRequest& request);
  Status enable(const wire::EventRequest& request);
  Status add_window(const wire::Window& window, const EventName& event);
  Status write_trigger(const Trigger& trigger, const std::string& line) const;
  // Removes them all, as far as the kernel lets us; the first refusal is the result.
  Status remove(std::vector<Trigger>& triggers);
  Status for_histograms(std::string_view attribute) const;
  Result<std::vector<EventName>> expand(const EventName& event) const;
  std::filesystem::path event_file(const EventName& event, const char* file) const;
  Fault refused(std::string what, const Fault& fault) const;

  std::filesystem::path tracefs_, directory_;
  std::vector<EventName> events_;    // requested, sorted, each once
  std::vector<std::string> probes_;  // names in kProbeSystem
  std::vector<Trigger> windows_;
  std::vector<Trigger> histograms_;
};

}  // namespace folioscope::agent
