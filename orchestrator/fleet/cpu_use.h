// SPDX-License-Identifier: GPL-3.0-or-later
// How much of its host's CPUs a guest's QEMU had, and how much it waited for: from /proc/PID of the
// QEMU process. A vCPU is a thread; the time in which it could have run and did not (the
// scheduler's run delay) is what tells a starved guest from one that has nothing to do.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::fleet {

struct VcpuUse {
  pid_t thread = 0;
  std::chrono::nanoseconds ran{0}, waited{0};  // since the thread began

  bool operator==(const VcpuUse&) const = default;
};

struct CpuUse {
  std::chrono::nanoseconds ran{0};  // all threads, those that help the vCPUs included
  std::vector<VcpuUse> vcpus;
  bool stopped = false;  // by a signal or a debugger: wants nothing and gets nothing

  bool operator==(const CpuUse&) const = default;
};

// Reads one process again and again; remembers which threads are vCPUs.
class CpuUseReader {
 public:
  explicit CpuUseReader(pid_t pid) : pid_(pid) {}
  // Empty when the process has ended (a zombie has lost its threads, and what they used) or its
  // files cannot be read.
  std::optional<CpuUse> read();

 private:
  bool is_vcpu(pid_t thread);

  pid_t pid_;
  std::map<pid_t, bool> known_;  // thread -> is it a vCPU
};

// The pure parts: "RAN WAITED SLICES" of a schedstat, the state letter of a stat, and the name that
// QEMU gives the thread of a vCPU ("CPU 0/TCG", "CPU 3/KVM").
std::optional<VcpuUse> parse_schedstat(pid_t thread, std::string_view text);
bool is_stopped(std::string_view stat);
bool has_ended(std::string_view stat);
bool is_vcpu_name(std::string_view comm);

// The QEMU of this domain, whoever runs it; 0 when there is none to be seen.
pid_t find_qemu_of(const std::string& domain);

}  // namespace folioscope::fleet
