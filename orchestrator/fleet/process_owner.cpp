// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/process_owner.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>

#include "fleet/cpu_use.h"
#include "fleet/processes.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

constexpr std::string_view kOurs = "folioscope-";

struct ProcessMark {
  std::uint64_t pid_namespace = 0, pid = 0, start = 0;
};

// Of "kind.NAMESPACE.PID.START"; nothing for any other owner.
std::optional<ProcessMark> mark_in(std::string_view owner) {
  ProcessMark mark;
  const std::size_t dot = owner.find('.');
  if (dot == owner.npos) return std::nullopt;
  owner.remove_prefix(dot);
  for (std::uint64_t* number : {&mark.pid_namespace, &mark.pid, &mark.start}) {
    if (!owner.starts_with('.')) return std::nullopt;
    const char* const last = owner.data() + owner.size();
    const auto [end, error] = std::from_chars(owner.data() + 1, last, *number);
    if (error != std::errc{}) return std::nullopt;
    owner.remove_prefix(static_cast<std::size_t>(end - owner.data()));
  }
  return owner.empty() ? std::optional(mark) : std::nullopt;
}

// 0: it cannot be seen.
std::uint64_t own_pid_namespace() {
  struct stat status {};
  return ::stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

bool is_running(const ProcessMark& mark) {
  const auto pid = static_cast<pid_t>(mark.pid);
  const auto stat = sys::read_file(fmt::format("/proc/{}/stat", pid));
  if (!stat) return ::kill(pid, 0) == 0 || errno == EPERM;  // /proc may hide it
  return !has_ended(*stat) && start_time_in(*stat) == mark.start;
}

}  // namespace

std::string process_owner(std::string_view kind) {
  const auto stat = sys::read_file("/proc/self/stat");
  return fmt::format("{}.{}.{}.{}", kind, own_pid_namespace(), ::getpid(),
                     stat ? start_time_in(*stat).value_or(0) : 0);
}

std::string owner_in(std::string_view domain) {
  if (!domain.starts_with(kOurs)) return {};
  domain.remove_prefix(kOurs.size());
  const std::size_t end = domain.find('-');
  return end == domain.npos ? std::string() : std::string(domain.substr(0, end));
}

bool is_abandoned(std::string_view domain) {
  const auto mark = mark_in(owner_in(domain));
  return mark && mark->pid_namespace != 0 && mark->pid_namespace == own_pid_namespace() &&
         mark->start != 0 && !is_running(*mark);
}

}  // namespace folioscope::fleet
