// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop/started.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "sys/process.h"

namespace folioscope::desktop {
namespace {

[[noreturn]] void become(const Started::What& what, const std::string& program) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const auto& [name, value] : what.env) ::setenv(name.c_str(), value.c_str(), 1);
  if (what.kept_fd >= 0) ::fcntl(what.kept_fd, F_SETFD, 0);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO})
    if (what.standard_fd >= 0) ::dup2(what.standard_fd, fd);
  std::vector<char*> words;
  for (const std::string& word : what.argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(program.c_str(), words.data());
  ::_exit(127);
}

}  // namespace

Result<Started> Started::start(const What& what) {
  TRY(const std::string program, sys::find_program(what.argv.at(0)));
  const pid_t pid = ::fork();
  if (pid < 0) return host_fault("no process can be started", "end some");
  if (pid == 0) become(what, program);
  return Started(pid);
}

Started::~Started() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGTERM);
  if (!wait_for(std::chrono::seconds(3))) kill_now();
}

std::optional<int> Started::wait_for(std::chrono::milliseconds most) {
  const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  pollfd ended{.fd = handle.get(), .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, static_cast<int>(most.count())) != 1) return std::nullopt;
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void Started::kill_now() {
  ::kill(pid_, SIGKILL);
  ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

}  // namespace folioscope::desktop
