// SPDX-License-Identifier: GPL-3.0-or-later
// Follows a growing file: inotify on the io thread. The file exists when the tail is made.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::fleet {

class ConsoleTail : public std::enable_shared_from_this<ConsoleTail> {
 public:
  using OnBytes = std::function<void(std::string_view)>;

  // on_bytes is called on the io thread, from the file's beginning on.
  static Result<std::shared_ptr<ConsoleTail>> create(boost::asio::io_context& io,
                                                     const std::filesystem::path& file,
                                                     OnBytes on_bytes);
  void start();  // any thread
  void close();  // any thread; what is already on its way may still arrive
  void drain();  // io thread: hands over everything up to the file's present end

 private:
  ConsoleTail(boost::asio::io_context& io, UniqueFd file, OnBytes on_bytes);
  void wait();
  bool drain_some();  // false at the end of the file
  void follow();

  boost::asio::posix::stream_descriptor changes_;  // the inotify instance
  UniqueFd file_;
  OnBytes on_bytes_;
  std::array<char, 4096> notices_{};  // contents do not matter: one file is watched
};

}  // namespace folioscope::fleet
