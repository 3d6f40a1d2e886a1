// SPDX-License-Identifier: GPL-3.0-or-later
// The console of a guest that is reached through libvirt: appends what it prints to a file here,
// from the io thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "base/unique_fd.h"
#include "fleet/connection.h"

namespace folioscope::fleet {

class ConsoleStream {
 public:
  // `file` exists. `on_end` comes once from the io thread, when nothing more is to come. Blocks.
  static Result<std::shared_ptr<ConsoleStream>> open(virDomainPtr domain,
                                                     const std::filesystem::path& file,
                                                     std::function<void()> on_end);
  // After this returns nothing is written any more. Not from the io thread. Blocks.
  void close();

 private:
  ConsoleStream(Stream stream, UniqueFd file, std::function<void()> on_end)
      : stream_(std::move(stream)), file_(std::move(file)), on_end_(std::move(on_end)) {}
  void read();
  bool write(const char* bytes, std::size_t size);

  std::mutex mutex_;  // guards all below
  Stream stream_;     // empty: closed
  UniqueFd file_;
  std::function<void()> on_end_;
  bool ended_ = false;
};

}  // namespace folioscope::fleet
