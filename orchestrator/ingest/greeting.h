// SPDX-License-Identifier: GPL-3.0-or-later
// What is said on a guest's byte channel before gRPC has it: waits for the agent's greeting,
// answers with the token, hands the channel on. However long a guest is silent, or what it says
// instead, this holds one descriptor and the bytes of one line.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::ingest {

class Greeting : public std::enable_shared_from_this<Greeting> {
 public:
  // The channel when the token was sent; else why it was closed: Guest for a greeting that is none,
  // Host for a channel that ended or cannot be used.
  using OnDone = std::function<void(Result<UniqueFd>)>;

  // `channel` is a connected stream socket. on_done is called on the executor, which has one
  // thread.
  static std::shared_ptr<Greeting> start(const boost::asio::any_io_executor& executor,
                                         UniqueFd channel, std::string token, OnDone on_done);
  // Closes the channel, if it still is here; on_done is not called any more. On the executor.
  void cancel();

 private:
  Greeting(const boost::asio::any_io_executor& executor, std::string token, OnDone on_done)
      : channel_(executor), token_(std::move(token)), on_done_(std::move(on_done)) {}
  void wait();
  void read();
  void answer();
  void finish(Result<UniqueFd> result);

  boost::asio::posix::stream_descriptor channel_;
  const std::string token_;
  std::string heard_;
  OnDone on_done_;
};

}  // namespace folioscope::ingest
