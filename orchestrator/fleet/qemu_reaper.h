// SPDX-License-Identifier: GPL-3.0-or-later
// Collects the QEMUs that the in-process driver starts. libvirt detaches them, so they become
// children of init; where init is slow (containers, small virtual machines) or never collects, each
// stays a zombie, and libvirt, which takes a zombie for a running process, waits a second or fails
// after half a minute. This makes our process the one that inherits them, and collects them at once.
//
// Being the inheritor (PR_SET_CHILD_SUBREAPER) lasts as long as the process. Only pids that libvirt
// wrote into its pid files are collected; children of others are not touched.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace folioscope::fleet {

class QemuReaper {
 public:
  // Watches DIRECTORY/*.pid, which libvirt writes before QEMU runs: ROOT/run/qemu. Created if missing.
  static Result<QemuReaper> start(boost::asio::io_context& io, const std::filesystem::path& directory);
  QemuReaper(QemuReaper&&) noexcept = default;
  QemuReaper& operator=(QemuReaper&&) = delete;
  ~QemuReaper();  // any thread; guests that still run go to init when we end

 private:
  class Watch;
  explicit QemuReaper(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}
  std::shared_ptr<Watch> watch_;
};

}  // namespace folioscope::fleet
