// SPDX-License-Identifier: GPL-3.0-or-later
// One started child: the leader of a new process group, with its pipes and a pidfd. A second, tiny
// process of the same group (the guard) waits on a pipe that only we hold open: when we die, even
// by SIGKILL, it kills the whole group, so that a compiler started by a make started by us dies
// too.
#pragma once

#include <sys/types.h>

#include "base/result.h"
#include "base/unique_fd.h"
#include "sys/process.h"

namespace folioscope::sys {

class Child {
 public:
  static Result<Child> start(const Command& command);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();  // kills and reaps whatever of the group is left

  int pidfd() const { return pidfd_.get(); }  // readable once the leader has ended
  int out() const { return out_.get(); }      // non-blocking
  int err() const { return err_.get(); }      // non-blocking

  void signal_group(int signal) const;
  // Reaps the leader (which must have ended) and fills Exit's code and signal.
  Exit reap();

 private:
  Child() = default;
  void stop_guard();

  pid_t leader_ = -1;  // also the group; -1 once reaped
  pid_t guard_ = -1;
  UniqueFd pidfd_;
  UniqueFd out_;
  UniqueFd err_;
  UniqueFd lifeline_;  // the guard sees its other end close when we die
};

}  // namespace folioscope::sys
