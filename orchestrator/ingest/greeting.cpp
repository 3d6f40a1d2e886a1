// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/greeting.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "rpc/endpoint.h"

namespace folioscope::ingest {

using boost::system::error_code;

std::shared_ptr<Greeting> Greeting::start(const boost::asio::any_io_executor& executor,
                                          UniqueFd channel, std::string token, OnDone on_done) {
  std::shared_ptr<Greeting> greeting(new Greeting(executor, std::move(token), std::move(on_done)));
  boost::asio::post(executor, [greeting, channel = std::make_shared<UniqueFd>(std::move(channel))] {
    if (!greeting->on_done_) return;  // cancelled before it began
    error_code error;
    if (greeting->channel_.assign(channel->get(), error)) {
      greeting->finish(host_fault("cannot wait for the guest's channel: " + error.message()));
      return;
    }
    static_cast<void>(channel->release());
    greeting->channel_.non_blocking(true, error);
    greeting->wait();
  });
  return greeting;
}

void Greeting::cancel() {
  on_done_ = {};
  error_code ignored;
  channel_.close(ignored);
}

void Greeting::wait() {
  channel_.async_wait(channel_.wait_read, [self = shared_from_this()](const error_code& error) {
    if (self->on_done_ && !error) self->read();
  });
}

// No byte behind the greeting's last one: what follows is gRPC's.
void Greeting::read() {
  std::array<char, rpc::kGreeting.size()> buffer{};
  const ssize_t got =
      ::read(channel_.native_handle(), buffer.data(), rpc::kGreeting.size() - heard_.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return wait();
  if (got < 0)
    return finish(
        host_fault(fmt::format("cannot read the guest's channel: {}", std::strerror(errno))));
  if (got == 0) return finish(host_fault("the guest's channel ended before its agent spoke"));
  heard_.append(buffer.data(), static_cast<std::size_t>(got));
  if (!rpc::kGreeting.starts_with(heard_))
    return finish(guest_fault("what the guest says on its channel is no agent's greeting",
                              "build the guest image and the orchestrator from the same source"));
  if (heard_.size() < rpc::kGreeting.size()) return wait();
  answer();
}

// A line fits into the empty buffer of a socket.
void Greeting::answer() {
  const std::string line = token_ + "\n";
  if (::send(channel_.native_handle(), line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size()))
    return finish(host_fault(fmt::format("cannot answer the agent: {}", std::strerror(errno))));
  finish(UniqueFd(channel_.release()));
}

void Greeting::finish(Result<UniqueFd> result) {
  // Told before the guest sees the end, so that who has seen it finds it counted.
  if (const OnDone done = std::exchange(on_done_, {})) done(std::move(result));
  error_code ignored;
  channel_.close(ignored);
}

}  // namespace folioscope::ingest
