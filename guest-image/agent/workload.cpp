// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/workload.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "agent/line_buffer.h"
#include "base/unique_fd.h"
#include "wire/limits.h"

namespace folioscope::agent {
namespace {

using Clock = std::chrono::steady_clock;

Fault failed(const std::string& what, int error) {
  return guest_fault(fmt::format("cannot {}: {}", what, std::strerror(error)));
}

struct Pipe {
  UniqueFd reader, writer;
};
Result<Pipe> open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed("create a pipe", errno);
  Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  // Our end only: the workload must not meet EAGAIN on its standard output.
  ::fcntl(pipe.reader.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

// A child that leads a process group of its own. Killed with its group and reaped at the latest by
// the destructor.
class Child {
 public:
  static Result<Child> start(const WorkloadRun& run, int stdout_fd, int stderr_fd);
  Child(Child&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (pid_ > 0) (void)reap();
  }
  int ended_fd() const { return pidfd_.get(); }  // readable once the leader is dead
  void kill_group() const { ::kill(-pid_, SIGKILL); }
  // Ends the group and returns the leader's wait status.
  int reap() {
    kill_group();
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  UniqueFd pidfd_;
};

Result<Child> Child::start(const WorkloadRun& run, int stdout_fd, int stderr_fd) {
  std::vector<std::string> words = {run.program.string()};
  words.insert(words.end(), run.workload.args.begin(), run.workload.args.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, stdout_fd, 1);
  posix_spawn_file_actions_adddup2(&actions, stderr_fd, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, run.program.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return failed("start " + run.program.string(), error);

  Child child(pid);
  // Not pidfd_open(): glibc 2.36 declares it without extern "C".
  child.pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!child.pidfd_) return failed("watch " + run.program.string(), errno);
  return child;
}

// Moves what a pipe has to `sink`; false once there will be no more.
template <class Sink>
bool pump(int fd, Sink& sink) {
  char part[16384];
  while (true) {
    const ssize_t got = ::read(fd, part, sizeof part);
    if (got > 0)
      sink.add({part, static_cast<std::size_t>(got)});
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
      return false;
    else if (errno == EAGAIN)
      return true;
  }
}

// Milliseconds to the deadline for poll(), rounded up; -1 without one.
int poll_timeout(std::optional<Clock::time_point> deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
  return left.count() > 0 ? static_cast<int>(left.count()) : 0;
}

enum class Ending { ByItself, Killed };

// Passes output on until the child ends, its time is over, or somebody says stop.
template <class Out, class Err>
Ending watch(const Child& child, int stop_fd, std::optional<Clock::time_point> deadline, int out_fd,
             Out& out, int err_fd, Err& err) {
  // A negative descriptor makes poll() skip its entry: that is how a closed pipe leaves.
  std::array<pollfd, 4> polled = {{{child.ended_fd(), POLLIN, 0},
                                   {stop_fd, POLLIN, 0},
                                   {out_fd, POLLIN, 0},
                                   {err_fd, POLLIN, 0}}};
  while (true) {
    const int count = ::poll(polled.data(), polled.size(), poll_timeout(deadline));
    if (count < 0 && errno == EINTR) continue;
    if (polled[2].revents != 0 && !pump(out_fd, out)) polled[2].fd = -1;
    if (polled[3].revents != 0 && !pump(err_fd, err)) polled[3].fd = -1;
    if ((polled[0].revents & POLLIN) != 0) return Ending::ByItself;
    if ((polled[1].revents & POLLIN) != 0) return Ending::Killed;
    if (deadline && Clock::now() >= *deadline) return Ending::Killed;
  }
}

}  // namespace

Result<std::filesystem::path> find_workload(const std::filesystem::path& directory,
                                            const std::string& program) {
  if (program.empty() || program.front() == '.' || program.find('/') != std::string::npos)
    return guest_fault(fmt::format("'{}' is no name of a workload", program));
  const std::filesystem::path file = directory / program;
  if (::access(file.c_str(), X_OK) != 0)
    return guest_fault(fmt::format("the guest image has no workload '{}': {}: {}", program,
                                   file.string(), std::strerror(errno)));
  return file;
}

Result<wire::WorkloadExit> run_workload(const WorkloadRun& run) {
  TRY(Pipe out_pipe, open_pipe());
  TRY(Pipe err_pipe, open_pipe());
  const auto start = Clock::now();
  std::optional<Clock::time_point> deadline;
  if (run.workload.timeout_ms != 0)
    deadline = start + std::chrono::milliseconds(run.workload.timeout_ms);
  TRY(Child child, Child::start(run, out_pipe.writer.get(), err_pipe.writer.get()));
  out_pipe.writer.reset();
  err_pipe.writer.reset();

  LineBuffer lines(wire::kMaxText, run.on_line);
  TailBuffer stderr_tail(wire::kMaxStderrTail);
  const Ending ending = watch(child, run.stop_fd, deadline, out_pipe.reader.get(), lines,
                              err_pipe.reader.get(), stderr_tail);
  wire::WorkloadExit exit;
  exit.duration_ns = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count());
  const int status = child.reap();
  // What it wrote before its end is still in the pipes.
  pump(out_pipe.reader.get(), lines);
  pump(err_pipe.reader.get(), stderr_tail);
  lines.finish();

  exit.workload = run.index;
  exit.timed_out = ending == Ending::Killed;
  exit.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  exit.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  exit.stderr_tail = stderr_tail.text();
  return exit;
}

}  // namespace folioscope::agent
