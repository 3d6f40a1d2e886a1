// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/cpu_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "fleet/orphans.h"
#include "fleet/processes.h"
#include "sys/files.h"

namespace folioscope::fleet {

std::optional<VcpuUse> parse_schedstat(pid_t thread, std::string_view text) {
  std::int64_t ran = 0, waited = 0;
  const char* const last = text.data() + text.size();
  const auto [middle, error] = std::from_chars(text.data(), last, ran);
  if (error != std::errc{} || middle == last || *middle != ' ') return std::nullopt;
  if (std::from_chars(middle + 1, last, waited).ec != std::errc{}) return std::nullopt;
  return VcpuUse{thread, std::chrono::nanoseconds(ran), std::chrono::nanoseconds(waited)};
}

namespace {

// "PID (COMM) STATE ...": COMM may hold anything, so its end is the last ')'.
char state_of(std::string_view stat) {
  const std::size_t close = stat.rfind(')');
  return close == stat.npos || close + 2 >= stat.size() ? '?' : stat[close + 2];
}

}  // namespace

bool is_stopped(std::string_view stat) {
  const char state = state_of(stat);
  return state == 'T' || state == 't';
}

bool has_ended(std::string_view stat) {
  const char state = state_of(stat);
  return state == 'Z' || state == 'X' || state == 'x';
}

bool is_vcpu_name(std::string_view comm) {
  return comm.starts_with("CPU ") &&
         (comm.find("/TCG") != comm.npos || comm.find("/KVM") != comm.npos);
}

bool CpuUseReader::is_vcpu(pid_t thread) {
  const auto known = known_.find(thread);
  if (known != known_.end()) return known->second;
  const auto comm = sys::read_file(fmt::format("/proc/{}/task/{}/comm", pid_, thread));
  // A thread has the name of its parent until it gave itself one: asked again the next time.
  if (!comm || comm->starts_with("qemu")) return false;
  return known_[thread] = is_vcpu_name(*comm);
}

std::optional<CpuUse> CpuUseReader::read() {
  const auto stat = sys::read_file(fmt::format("/proc/{}/stat", pid_));
  if (!stat || has_ended(*stat)) return std::nullopt;
  CpuUse use;
  use.stopped = is_stopped(*stat);
  for (const pid_t thread : threads_of(pid_)) {
    const auto text = sys::read_file(fmt::format("/proc/{}/task/{}/schedstat", pid_, thread));
    if (!text) continue;  // a helper that has just ended
    const auto times = parse_schedstat(thread, *text);
    if (!times) continue;  // a zombie's is empty
    use.ran += times->ran;
    if (is_vcpu(thread)) use.vcpus.push_back(*times);
  }
  return use;
}

pid_t find_qemu_of(const std::string& domain) {
  for (const pid_t pid : all_processes()) {
    const auto cmdline = sys::read_file(fmt::format("/proc/{}/cmdline", pid));
    if (cmdline && parse_qemu(pid, *cmdline).domain == domain) return pid;
  }
  return 0;
}

}  // namespace folioscope::fleet
