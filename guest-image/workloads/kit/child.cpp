// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Result<Child> Child::start(const std::string& name, const Life& life) {
  TRY(auto ends, Channel::pair());
  const pid_t leader = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) return errno_fault("start", name);
  if (process > 0) return Child(process, std::move(ends.first));
  // A leader that is killed hangs up on nobody: others hold copies of its channels.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != leader) ::_exit(1);
  ::prctl(PR_SET_NAME, name.c_str());
  const Status status = life(ends.second);
  if (!status.ok()) std::fprintf(stderr, "%s: %s\n", name.c_str(), status.fault().what.c_str());
  ends.second.hang_up();  // the leader's end has copies too
  ::_exit(status.ok() ? 0 : 1);
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      channel_(std::exchange(other.channel_, std::nullopt)) {}

Child::~Child() {
  if (channel_) channel_->hang_up();
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

}  // namespace folioscope::workloads
