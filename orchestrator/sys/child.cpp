// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace folioscope::sys {
namespace {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return host_fault(fmt::format("cannot create a pipe: {}", std::strerror(errno)));
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::vector<std::string> merged_environment(const Command& command) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : command.env)
      replaced = replaced || (text.starts_with(name) && text.substr(name.size()).starts_with('='));
    if (!replaced) merged.emplace_back(text);
  }
  for (const auto& [name, value] : command.env) merged.push_back(name + "=" + value);
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& text : strings) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// Standard input as an unnamed file: no pipe to feed, no SIGPIPE when the child does not read it.
Result<UniqueFd> open_input(const std::string& input) {
  if (input.empty()) return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  UniqueFd file(memfd_create("folioscope-stdin", MFD_CLOEXEC));
  std::string_view rest = input;
  while (file && !rest.empty()) {
    const ssize_t n = write(file.get(), rest.data(), rest.size());
    if (n < 0) break;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  if (!file || !rest.empty() || lseek(file.get(), 0, SEEK_SET) != 0)
    return host_fault(fmt::format("cannot prepare standard input: {}", std::strerror(errno)));
  return file;
}

// All that the child needs between fork and execve, where only system calls are allowed.
struct Launch {
  const char* program;
  char* const* argv;
  char* const* envp;
  const char* cwd;  // nullptr: ours
  int in;
  int out;
  int err;
  int failure;  // errno is written here when execve is not reached
  pid_t parent;
};

[[noreturn]] void become(const Launch& launch) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  const bool ready = getppid() == launch.parent && dup2(launch.in, 0) == 0 &&
                     dup2(launch.out, 1) == 1 && dup2(launch.err, 2) == 2 &&
                     (launch.cwd == nullptr || chdir(launch.cwd) == 0);
  if (ready) execve(launch.program, launch.argv, launch.envp);
  const int error = errno;
  [[maybe_unused]] const ssize_t told = write(launch.failure, &error, sizeof(error));
  _exit(127);
}

// Runs in the guard. One byte: dismissed. End of file: our process is gone, so the group goes too.
[[noreturn]] void guard_group(int lifeline, pid_t group) {
  setpgid(0, group);
  dup2(lifeline, 0);
  close_range(1, ~0U, 0);  // holds no lock and no pipe of ours open
  char byte = 0;
  ssize_t n = 0;
  do n = read(0, &byte, 1);
  while (n < 0 && errno == EINTR);
  if (n == 0) kill(-group, SIGKILL);
  _exit(0);
}

// 0 when execve succeeded (the pipe closed on exec), else the child's errno.
int launch_error(int failure_read) {
  int error = 0;
  ssize_t n = 0;
  do n = read(failure_read, &error, sizeof(error));
  while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof(error)) ? error : 0;
}

void set_nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

void wait_for(pid_t pid, int* status) {
  while (waitpid(pid, status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<Child> Child::start(const Command& command) {
  if (command.argv.empty()) return bug_fault("a command without a program");
  // execve after fork must not search, so that every mistake is found before it.
  TRY(const std::string program, find_program(command.argv[0]));
  std::vector<std::string> argv = command.argv;
  std::vector<std::string> env = merged_environment(command);
  std::vector<char*> argv_pointers = pointers(argv);
  std::vector<char*> env_pointers = pointers(env);
  TRY(UniqueFd in, open_input(command.input));
  TRY(Pipe out, make_pipe());
  TRY(Pipe err, make_pipe());
  TRY(Pipe failure, make_pipe());
  TRY(Pipe lifeline, make_pipe());
  const Launch launch{program.c_str(),
                      argv_pointers.data(),
                      env_pointers.data(),
                      command.cwd.empty() ? nullptr : command.cwd.c_str(),
                      in.get(),
                      out.write.get(),
                      err.write.get(),
                      failure.write.get(),
                      getpid()};

  Child child;
  child.leader_ = fork();
  if (child.leader_ == 0) become(launch);
  if (child.leader_ < 0)
    return host_fault(fmt::format("cannot start {}: {}", program, std::strerror(errno)));
  setpgid(child.leader_, child.leader_);  // both sides set it: whoever comes first
  child.guard_ = fork();
  if (child.guard_ == 0) guard_group(lifeline.read.get(), child.leader_);
  setpgid(child.guard_, child.leader_);
  child.lifeline_ = std::move(lifeline.write);
  // By number: glibc 2.36 declares pidfd_open without C linkage.
  child.pidfd_.reset(static_cast<int>(syscall(SYS_pidfd_open, child.leader_, 0)));
  const int pidfd_error = errno;
  failure.write.reset();
  if (const int error = launch_error(failure.read.get()); error != 0)
    return host_fault(fmt::format("cannot run {}{}: {}", program,
                                  launch.cwd ? fmt::format(" in {}", launch.cwd) : "",
                                  std::strerror(error)));
  if (!child.pidfd_)
    return host_fault(fmt::format("cannot watch {}: {}", program, std::strerror(pidfd_error)));
  child.out_ = std::move(out.read);
  child.err_ = std::move(err.read);
  set_nonblocking(child.out());
  set_nonblocking(child.err());
  return child;
}

Child::Child(Child&& other) noexcept
    : leader_(std::exchange(other.leader_, -1)),
      guard_(std::exchange(other.guard_, -1)),
      pidfd_(std::move(other.pidfd_)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      lifeline_(std::move(other.lifeline_)) {}

Child::~Child() {
  if (leader_ > 0) {
    kill(-leader_, SIGKILL);
    reap();
  }
}

void Child::signal_group(int signal) const {
  if (leader_ > 0) kill(-leader_, signal);
}

// Whatever the leader left behind in its group goes with it. The group's number cannot have been
// reused: the leader is a zombie until it is reaped here.
Exit Child::reap() {
  kill(-leader_, SIGKILL);
  stop_guard();
  int status = 0;
  wait_for(leader_, &status);
  leader_ = -1;
  Exit exit;
  if (WIFSIGNALED(status))
    exit.signal = WTERMSIG(status);
  else
    exit.code = WEXITSTATUS(status);
  return exit;
}

// The guard may already have died with its group; it is reaped either way.
void Child::stop_guard() {
  lifeline_.reset();
  if (guard_ > 0) wait_for(guard_, nullptr);
  guard_ = -1;
}

}  // namespace folioscope::sys
