// SPDX-License-Identifier: GPL-3.0-or-later
// A process of its own, with its leader at the other end of a channel. It ends when its leader
// does or lets go of it; it must look at the channel often enough for that.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "workloads/kit/channel.h"

namespace folioscope::workloads {

class Child {
 public:
  // Until the channel says that the leader is gone.
  using Life = std::function<Status(const Channel& leader)>;

  // Forks: the caller must be the only thread of its process. The kernel shows the first 15
  // characters of `name`. Nothing the caller owns is released in the child, not even at its end.
  static Result<Child> start(const std::string& name, const Life& life);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();  // hangs up, and waits for the end

  pid_t process() const { return process_; }
  const Channel& channel() const { return *channel_; }

 private:
  Child(pid_t process, Channel channel) : process_(process), channel_(std::move(channel)) {}
  pid_t process_ = -1;
  std::optional<Channel> channel_;
};

}  // namespace folioscope::workloads
