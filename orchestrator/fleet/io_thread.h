// SPDX-License-Identifier: GPL-3.0-or-later
// The thread that libvirt's events and the console watchers live on. Ends with this object;
// whoever uses it goes first.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace folioscope::fleet {

class IoThread {
 public:
  IoThread() : work_(boost::asio::make_work_guard(io_)), thread_([this] { io_.run(); }) {}
  ~IoThread() {
    work_.reset();
    io_.stop();
  }
  boost::asio::io_context& io() { return io_; }

 private:
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::jthread thread_;  // last: joins before the context goes
};

}  // namespace folioscope::fleet
