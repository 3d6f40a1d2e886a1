// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/orphans.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/unique_fd.h"
#include "fleet/domain_xml.h"
#include "fleet/processes.h"
#include "fleet/qemu_user.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

// Freeing gigabytes of guest memory takes the kernel a while on a busy host.
constexpr int kDeathDeadlineMs = 10'000;

// What stands between `before` and the first of the characters `end`; empty when absent.
std::string_view option(std::string_view text, std::string_view before, std::string_view end) {
  const std::size_t at = text.find(before);
  if (at == text.npos) return {};
  text.remove_prefix(at + before.size());
  return text.substr(0, text.find_first_of(end));
}

// Only our own: what a stranger's process says of itself must not make us kill or delete. Of one
// that a guest took over, which may call itself anything, no file but a guest's disk is believed.
std::optional<QemuProcess> look_at(pid_t pid) {
  struct stat status {};
  if (::stat(fmt::format("/proc/{}", pid).c_str(), &status) != 0 ||
      !runs_qemu_of_ours(status.st_uid))
    return std::nullopt;
  auto cmdline = sys::read_file(fmt::format("/proc/{}/cmdline", pid));
  if (!cmdline) return std::nullopt;  // gone, or not ours to see
  QemuProcess process = parse_qemu(pid, *cmdline);
  if (process.domain.empty()) return std::nullopt;
  return process;
}

Status await(const UniqueFd& handle, const QemuProcess& process) {
  pollfd ready{handle.get(), POLLIN, 0};
  if (::poll(&ready, 1, kDeathDeadlineMs) == 1) return {};
  return host_fault(fmt::format("QEMU process {} of {} does not end", process.pid, process.domain),
                    "look at it with `cat /proc/PID/stack`; a reboot of the host may be needed");
}

UniqueFd open_process(const QemuProcess& process) {
  UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
  const auto now = look_at(process.pid);
  if (!now || now->domain != process.domain) handle.reset();  // that one is gone, the pid reused
  return handle;
}

}  // namespace

QemuProcess parse_qemu(pid_t pid, std::string_view cmdline) {
  QemuProcess process;
  process.pid = pid;
  std::string_view previous;
  const std::string_view program = cmdline.substr(0, cmdline.find('\0'));
  if (program.find("qemu") == program.npos) return process;
  while (!cmdline.empty()) {
    const std::string_view argument = cmdline.substr(0, cmdline.find('\0'));
    if (previous == "-name") process.domain = option(argument, "guest=", ",");
    if (previous == "-blockdev") {
      const std::string_view file = option(argument, "\"filename\":\"", "\"");
      if (is_disk(file)) process.disks.emplace_back(file);
    }
    previous = argument;
    cmdline.remove_prefix(std::min(argument.size() + 1, cmdline.size()));
  }
  return process;
}

std::vector<QemuProcess> find_qemu(const std::function<bool(const std::string& domain)>& wanted) {
  std::vector<QemuProcess> found;
  for (const pid_t pid : all_processes()) {
    auto process = look_at(pid);
    if (process && wanted(process->domain)) found.push_back(std::move(*process));
  }
  return found;
}

std::vector<QemuProcess> find_qemu(const std::string& prefix) {
  return find_qemu([&](const std::string& domain) { return domain.starts_with(prefix); });
}

Status kill_qemu(const QemuProcess& process) {
  const UniqueFd handle = open_process(process);
  if (!handle) return {};
  ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
  return await(handle, process);
}

Status await_gone(const QemuProcess& process) {
  const UniqueFd handle = open_process(process);
  return handle ? await(handle, process) : Status{};
}

}  // namespace folioscope::fleet
