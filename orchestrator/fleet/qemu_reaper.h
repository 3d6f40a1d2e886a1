// SPDX-License-Identifier: GPL-3.0-or-later
// Collects the QEMUs that the in-process driver starts. libvirt detaches them, so they become
// children of init; where init is slow (containers, small virtual machines) or never collects, each
// stays a zombie, and libvirt, which takes a zombie for a running process, waits a second or fails
// after half a minute. This makes our process the one that inherits them, and collects them at
// once.
//
// libvirt starts QEMU for guests and, when it meets a new one, to ask what it can do; both happen
// only while a domain is being created. So the processes are looked for as long as a Search lives,
// and what was found is then waited for without looking.
//
// Being the inheritor (PR_SET_CHILD_SUBREAPER) lasts as long as the process. Only detached programs
// named qemu-system-* are collected: children of others are not touched.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "fleet/asio_fwd.h"

namespace folioscope::fleet {

class ReaperWatch;

// From the text of /proc/PID/stat: a QEMU that was detached from `session` and whose parent is
// `parent`. Pure.
bool is_detached_qemu(std::string_view stat, pid_t parent, pid_t session);

// How a process ended, from the si_code and si_status of waitid(): "exit code 1", "signal 9
// (Killed)". Pure.
std::string describe_end(int code, int status);

class QemuReaper {
 public:
  // While one lives, new QEMUs are looked for. Any thread; several may overlap.
  class Search {
   public:
    explicit Search(const QemuReaper& reaper);
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;
    ~Search();

   private:
    std::shared_ptr<ReaperWatch> watch_;
  };

  static Result<QemuReaper> start(boost::asio::io_context& io);
  // How this QEMU ended, as describe_end(); empty when it was not collected before the deadline, or
  // so long ago that it is forgotten. Any thread but that of io.
  std::string end_of(pid_t pid, std::chrono::milliseconds deadline) const;
  QemuReaper(QemuReaper&&) noexcept = default;
  QemuReaper& operator=(QemuReaper&&) = delete;
  ~QemuReaper();  // any thread; guests that still run are left to init when we end

 private:
  explicit QemuReaper(std::shared_ptr<ReaperWatch> watch) : watch_(std::move(watch)) {}
  std::shared_ptr<ReaperWatch> watch_;
};

}  // namespace folioscope::fleet
