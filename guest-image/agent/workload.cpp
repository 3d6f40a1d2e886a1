// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/workload.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
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
  // Ends the group and returns the leader's wait status, and what it used.
  int reap(struct rusage* usage = nullptr) {
    kill_group();
    int status = 0;
    while (::wait4(pid_, &status, 0, usage) < 0 && errno == EINTR) {
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
  // This program changes user and group before it becomes the other one.
  if (run.workload.user != 0)
    words.insert(words.begin(), {"/proc/self/exe", kRunAs, fmt::format("{}", run.workload.user)});
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables = run.workload.environment;
  std::vector<char*> env;
  env.reserve(variables.size() + 32);
  for (std::string& variable : variables) env.push_back(variable.data());
  for (char** inherited = environ; *inherited != nullptr; ++inherited) env.push_back(*inherited);
  env.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(
      &actions, 0, run.workload.input.empty() ? "/dev/null" : run.workload.input.c_str(), O_RDONLY,
      0);
  posix_spawn_file_actions_addchdir_np(&actions, run.program.parent_path().c_str());
  posix_spawn_file_actions_adddup2(&actions, stdout_fd, 1);
  posix_spawn_file_actions_adddup2(&actions, stderr_fd, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, argv.front(), &actions, &attributes, argv.data(), env.data());
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

int run_as(char** words) {
  const auto user = static_cast<uid_t>(std::strtoul(words[0], nullptr, 10));
  if (words[1] == nullptr || ::setgroups(0, nullptr) != 0 || ::setgid(user) != 0 ||
      ::setuid(user) != 0) {
    std::fprintf(stderr, "cannot become user %s: %s\n", words[0], std::strerror(errno));
    return 126;
  }
  ::execv(words[1], words + 1);
  std::fprintf(stderr, "cannot start %s as user %s: %s\n", words[1], words[0],
               std::strerror(errno));
  return 127;
}

Status run_shell(const std::string& line) {
  TRY(Pipe pipe, open_pipe());
  const WorkloadRun run{"/bin/busybox", {"sh", {"sh", "-c", line}}, 0, -1, {}};
  TRY(Child child, Child::start(run, pipe.writer.get(), pipe.writer.get()));
  pipe.writer.reset();
  TailBuffer tail(wire::kMaxStderrTail);
  watch(child, -1, std::nullopt, pipe.reader.get(), tail, -1, tail);
  const int status = child.reap();
  pump(pipe.reader.get(), tail);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return guest_fault(fmt::format("`{}` {}\n{}", line,
                                 WIFEXITED(status)
                                     ? fmt::format("exited with {}", WEXITSTATUS(status))
                                     : fmt::format("ended by signal {}", WTERMSIG(status)),
                                 tail.text()));
}

Result<WorkloadEnd> run_workload(const WorkloadRun& run) {
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
  WorkloadEnd end;
  const int status = child.reap(&end.usage);
  // What it wrote before its end is still in the pipes.
  pump(out_pipe.reader.get(), lines);
  pump(err_pipe.reader.get(), stderr_tail);
  lines.finish();

  exit.workload = run.index;
  exit.timed_out = ending == Ending::Killed;
  exit.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  exit.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  exit.stderr_tail = stderr_tail.text();
  end.exit = std::move(exit);
  return end;
}

std::vector<std::string> usage_lines(const WorkloadEnd& end) {
  std::vector<std::string> lines;
  const auto add = [&](const char* name, double value, const char* unit) {
    lines.push_back(fmt::format(R"({{"metric":"{}","value":{},"unit":"{}"}})", name, value, unit));
  };
  const auto milliseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) * 1e-3;
  };
  add("program_time", static_cast<double>(end.exit.duration_ns) * 1e-6, "ms");
  add("program_exit_code", end.exit.exit_code, "count");
  add("program_user_time", milliseconds(end.usage.ru_utime), "ms");
  add("program_system_time", milliseconds(end.usage.ru_stime), "ms");
  add("program_max_rss", static_cast<double>(end.usage.ru_maxrss) * 1024, "bytes");
  add("program_major_faults", static_cast<double>(end.usage.ru_majflt), "count");
  add("program_minor_faults", static_cast<double>(end.usage.ru_minflt), "count");
  add("program_context_switches", static_cast<double>(end.usage.ru_nvcsw + end.usage.ru_nivcsw),
      "count");
  return lines;
}

}  // namespace folioscope::agent
