// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of agent.proto as plain values. wire/ is the only code that names protobuf types;
// everything else uses these. Field meanings: agent.proto.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace folioscope::wire {

inline constexpr std::uint32_t kProtocolVersion = 4;

struct EventName {
  std::string system;
  std::string name;
  auto operator<=>(const EventName&) const = default;
};

// The time from an event to the next of another.
struct Window {
  EventName from, to;
  bool operator==(const Window&) const = default;
};

struct EventRequest {
  enum class Kind { Tracepoint, Kprobe, Kretprobe };
  Kind kind = Kind::Tracepoint;
  EventName event;  // with the name `*`: every event of the system
  // Of a dynamic probe: where. The first symbol that the kernel has is probed.
  std::vector<std::string> symbols = {};
  std::string fetch = {}, filter = {};
  std::optional<Window> window = {};
  bool operator==(const EventRequest&) const = default;
};

struct HistogramRequest {
  EventName event;
  std::vector<std::string> keys, values;
  std::uint32_t size = 0;
  std::string filter;
  bool operator==(const HistogramRequest&) const = default;
};

struct Workload {
  std::string program;
  std::vector<std::string> args;
  std::uint32_t timeout_ms = 0;
  std::vector<std::string> environment = {};         // "NAME=VALUE"
  std::uint32_t user = 0;                            // uid and gid
  std::string input = {};                            // path in the guest; empty: nothing to read
  std::vector<std::string> before = {}, after = {};  // lines for a shell
  bool operator==(const Workload&) const = default;
};

struct Setting {
  std::string path, value;
  bool operator==(const Setting&) const = default;
};

struct Job {
  std::string clock = "mono";
  std::uint64_t buffer_kib_per_cpu = 4096;
  std::vector<EventRequest> events;
  std::vector<HistogramRequest> histograms;
  std::vector<Workload> workloads;
  std::vector<Setting> settings;
  std::vector<std::string> files;
  bool operator==(const Job&) const = default;
};

struct Hello {
  std::uint32_t protocol_version = kProtocolVersion;
  std::string token, kernel_release, kernel_version;
  std::uint32_t cpus = 0, page_size = 0;
  std::uint64_t boot_time_ns = 0;
};

struct EventFormat {
  std::string system, name, text;
};

struct CpuStatsText {
  std::uint32_t cpu = 0;
  std::string start, end;  // texts of per_cpu/cpuN/stats; empty when not received
};

struct WorkloadExit {
  std::uint32_t workload = 0;
  std::int32_t exit_code = 0, signal = 0;
  std::string stderr_tail;
  std::uint64_t duration_ns = 0;
  bool timed_out = false;
};

struct Probe {
  std::string name;
  std::uint64_t hits = 0, misses = 0;
};

struct Failure {
  std::string what, detail;
};

enum class Phase { Start, End };

struct Formats {
  std::string header_page;
  std::vector<EventFormat> formats;
};

struct CpuStats {
  Phase phase = Phase::Start;
  std::uint32_t cpu = 0;
  std::string text;
};

struct Vmstat {
  Phase phase = Phase::Start;
  std::string text;
};

struct PageBatch {
  std::uint32_t cpu = 0;
  std::uint64_t sequence = 0;
  std::string data;
};

struct WorkloadLine {
  std::uint32_t workload = 0;
  std::string line;
};

struct ProbeStats {
  std::vector<Probe> probes;
};

struct GuestFile {
  std::string path, text;
};

struct Histogram {
  EventName event;
  std::string text;
};

struct Clock {
  Phase phase = Phase::Start;
  std::uint64_t heard_ns = 0, sent_ns = 0;
};

struct Bye {
  std::uint64_t pages_bytes = 0, agent_rss_bytes = 0, lines_dropped = 0;
};

struct Mark {
  bool operator==(const Mark&) const = default;
};

struct Stop {
  std::string reason;
};

using AgentMessage =
    std::variant<Hello, Formats, CpuStats, Vmstat, PageBatch, WorkloadLine, WorkloadExit,
                 ProbeStats, GuestFile, Histogram, Failure, Clock, Bye>;
using HostMessage = std::variant<Job, Stop, Mark>;

// Both clocks at one moment. The host's is CLOCK_MONOTONIC of the machine that received the
// session.
struct ClockReading {
  Phase phase = Phase::Start;
  std::int64_t guest_ns = 0, host_ns = 0;
  std::int64_t error_ns = 0;  // the host's may be so much less or more
  bool operator==(const ClockReading&) const = default;
};

// Everything a session sent but its pages.
struct Received {
  Hello hello;
  std::string header_page;
  std::vector<EventFormat> formats;
  std::vector<CpuStatsText> cpu_stats;  // by cpu
  std::string vmstat_before, vmstat_after;
  std::vector<std::string> workload_lines;
  std::vector<WorkloadExit> workload_exits;
  std::vector<Probe> probes;
  std::vector<GuestFile> files;
  std::vector<Histogram> histograms;
  std::vector<ClockReading> clock;  // at most one of each phase
  std::optional<Failure> failure;
  std::uint64_t pages_bytes = 0;      // received
  std::uint64_t batches_missing = 0;  // gaps in Pages.sequence
  std::uint64_t agent_rss_bytes = 0;
  std::uint64_t lines_dropped = 0;  // workload lines that the agent could not hand over
};

}  // namespace folioscope::wire
