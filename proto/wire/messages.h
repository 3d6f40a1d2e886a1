// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of agent.proto as plain values. wire/ and the two ends of the stream are the only
// code that names protobuf types; everything else uses these. Field meanings: agent.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace folioscope::wire {

inline constexpr std::uint32_t kProtocolVersion = 1;

struct EventRequest {
  enum class Kind { Tracepoint, Kprobe, Kretprobe };
  Kind kind = Kind::Tracepoint;
  std::string target, name, fetch, filter;
  bool operator==(const EventRequest&) const = default;
};

struct Workload {
  std::string program;
  std::vector<std::string> args;
  std::uint32_t timeout_ms = 0;
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
  std::vector<Workload> workloads;
  std::vector<Setting> settings;
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
};

struct Probe {
  std::string name;
  std::uint64_t hits = 0, misses = 0;
};

struct Failure {
  std::string what, detail;
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
  std::optional<Failure> failure;
  std::uint64_t pages_bytes = 0;     // received
  std::uint64_t batches_missing = 0; // gaps in Pages.sequence
  std::uint64_t agent_rss_bytes = 0;
};

}  // namespace folioscope::wire
