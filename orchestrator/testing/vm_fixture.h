// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests with real guests share: the io thread, the kernel, a tiny image, and a record of a
// guest's events that can be waited for.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/temp_dir.h"
#include "fleet/fleet.h"
#include "fleet/io_thread.h"
#include "sys/files.h"

namespace folioscope::fleet {

// Events as they came. Every wait has a deadline, long enough for emulation on a crowded host.
class EventLog {
 public:
  std::function<void(const GuestEvent&)> recorder();
  // The next event that has not been taken yet; a test failure and a Crashed event at the deadline.
  GuestEvent next();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<GuestEvent> events_;
  std::size_t taken_ = 0;
};

// Returns once the file contains text, or fails the test at a deadline.
void await_text(boost::asio::io_context& io, const std::filesystem::path& file,
                const std::string& text);

// $FOLIOSCOPE_TEST_KERNEL, else the product's own build of Debian's 6.1 (cached after the first
// time).
Result<std::filesystem::path> test_kernel();

// An initramfs whose init prints what it finds and does what "t.do=" on the command line says:
// nothing more, hang, time a read of each disk, list the zones that have memory, say hello on every
// virtio-serial port and print the answer, or try to reach the host's port "t.port=" (the last
// word).
Status write_test_image(const std::filesystem::path& file);
// The same with the init of the product.
Status write_product_image(const std::filesystem::path& file);

class FleetVm : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  // A guest with `vcpus` vCPUs on one node and 256 MiB, doing `action`.
  BootRequest request(const std::string& name, int vcpus, std::string_view action) const;
  std::string console_of(const BootRequest& request) const;

  IoThread io_;
  std::string owner_;
  std::filesystem::path directory_;
  std::filesystem::path kernel_;
  std::unique_ptr<Fleet> fleet_;

 private:
  std::optional<TempDir> temp_;
};

}  // namespace folioscope::fleet
