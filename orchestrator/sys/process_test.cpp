// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "base/temp_dir.h"
#include "base/unique_fd.h"
#include "sys/files.h"

namespace folioscope::sys {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Command shell(std::string script) {
  Command command;
  command.argv = {"sh", "-c", std::move(script)};
  return command;
}

// True when the process is gone within the deadline (it need not be our child).
bool ends_within(pid_t pid, int milliseconds) {
  const UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process) return true;
  pollfd wait{process.get(), POLLIN, 0};
  return poll(&wait, 1, milliseconds) == 1;
}

TEST(Process, OutputAndExitCodeComeBackApart) {
  const auto exit = run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->code, 3);
  EXPECT_EQ(exit->out, "out\n");
  EXPECT_EQ(exit->err, "err\n");
  EXPECT_FALSE(exit->ok());
}

TEST(Process, DeathBySignalIsNotAnExitCode) {
  const auto exit = run(shell("kill -9 $$"));
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->signal, SIGKILL);
  EXPECT_FALSE(exit->ok());
}

TEST(Process, ProgramThatIsNotThereNamesItself) {
  Command command;
  command.argv = {"no-such-program-anywhere"};
  const auto exit = run(command);
  ASSERT_FALSE(exit.ok());
  EXPECT_EQ(exit.fault().domain, FaultDomain::Host);
  EXPECT_THAT(exit.fault().what, HasSubstr("no-such-program-anywhere"));
}

TEST(Process, DirectoryThatIsNotThereIsNamed) {
  Command command = shell("true");
  command.cwd = "/nonexistent/directory";
  const auto exit = run(command);
  ASSERT_FALSE(exit.ok());
  EXPECT_THAT(exit.fault().what, HasSubstr("/nonexistent/directory"));
}

TEST(Process, InputIsReadToItsEnd) {
  Command command = shell("wc -c");
  command.input = std::string(300000, 'x');
  const auto exit = run(command);
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->out, "300000\n");
}

TEST(Process, InputThatNobodyReadsDoesNotKillUs) {
  Command command = shell("exec true");
  command.input = std::string(300000, 'x');
  const auto exit = run(command);
  ASSERT_TRUE(exit.ok());
  EXPECT_TRUE(exit->ok());
}

TEST(Process, EveryLineIsSeenAlsoTheLastOneWithoutNewline) {
  std::vector<std::string> lines;
  Command command = shell("printf 'a\\n\\nb'");
  command.on_line = [&](std::string_view line) { lines.emplace_back(line); };
  ASSERT_TRUE(run(command).ok());
  EXPECT_THAT(lines, ElementsAre("a", "", "b"));
}

TEST(Process, EnvironmentReplacesAndAdds) {
  Command command = shell("echo $HOME $FOLIOSCOPE_TEST_EXTRA");
  command.env = {{"HOME", "/elsewhere"}, {"FOLIOSCOPE_TEST_EXTRA", "more"}};
  const auto exit = run(command);
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->out, "/elsewhere more\n");
}

TEST(Process, LogIsAppendedTo) {
  const auto dir = TempDir::create("process-test");
  ASSERT_TRUE(dir.ok());
  Command command = shell("echo one; echo two >&2");
  command.log = dir->path() / "log";
  ASSERT_TRUE(run(command).ok());
  ASSERT_TRUE(run(command).ok());
  const auto log = read_file(command.log);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(log->size(), 16U);
}

TEST(Process, FullLogDiskIsAFaultWithARemedy) {
  Command command = shell("echo something");
  command.log = "/dev/full";
  const auto exit = run(command);
  ASSERT_FALSE(exit.ok());
  EXPECT_THAT(exit.fault().what, HasSubstr("No space left"));
  EXPECT_FALSE(exit.fault().remedy.empty());
}

TEST(Process, OutputBeyondSixteenMebibytesKeepsItsTail) {
  const auto exit = run(shell("head -c 40000000 /dev/zero; echo end"));
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->out.size(), std::size_t{16} << 20);
  EXPECT_TRUE(exit->out.ends_with("end\n"));
}

TEST(Process, StopRequestEndsTheWholeGroup) {
  std::stop_source stop;
  pid_t grandchild = 0;
  Command command = shell("sleep 1000 & echo $!; wait");
  command.on_line = [&](std::string_view line) {
    grandchild = std::stoi(std::string(line));
    stop.request_stop();
  };
  const auto exit = run(command, stop.get_token());
  ASSERT_FALSE(exit.ok());
  EXPECT_THAT(exit.fault().what, HasSubstr("interrupted"));
  EXPECT_TRUE(ends_within(grandchild, 5000));
}

TEST(Process, GroupThatIgnoresTermIsKilledAfterTheGrace) {
  std::stop_source stop;
  Command command = shell("trap '' TERM; echo ready; while :; do sleep 1000; done");
  command.on_line = [&](std::string_view) { stop.request_stop(); };
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(run(command, stop.get_token()).ok());
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took, std::chrono::milliseconds(1900));
  EXPECT_LT(took, std::chrono::seconds(30));
}

TEST(Process, DescendantThatKeepsThePipesOpenIsNotWaitedFor) {
  const auto exit = run(shell("sleep 1000 & echo started"));
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->out, "started\n");
}

// We die by SIGKILL in the middle of run(): the child's own child must go as well.
TEST(Process, NothingOutlivesUs) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t runner = fork();
  if (runner == 0) {
    Command command = shell("sleep 1000 & echo $!; wait");
    command.on_line = [&](std::string_view line) {
      [[maybe_unused]] const ssize_t n = write(ends[1], line.data(), line.size());
    };
    (void)run(command);
    _exit(0);
  }
  std::array<char, 32> text{};
  ASSERT_GT(read(ends[0], text.data(), text.size() - 1), 0);
  const pid_t grandchild = std::stoi(text.data());
  EXPECT_EQ(kill(grandchild, 0), 0);
  kill(runner, SIGKILL);
  waitpid(runner, nullptr, 0);
  EXPECT_TRUE(ends_within(grandchild, 5000));
  close(ends[0]);
  close(ends[1]);
}

TEST(Process, RunsFromSeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::array<int, 8> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i)
    threads.emplace_back([&codes, i] {
      const auto exit = run(shell("exit " + std::to_string(i)));
      codes[i] = exit.ok() ? exit->code : -1;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(codes, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

// Sets PATH for one test.
class PathGuard {
 public:
  explicit PathGuard(const std::filesystem::path& path) : old_(getenv("PATH")) {
    setenv("PATH", path.c_str(), 1);
  }
  ~PathGuard() { setenv("PATH", old_.c_str(), 1); }
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;

 private:
  std::string old_;
};

TEST(FindProgram, LooksInPathAndThenWhereTheSystemsProgramsAre) {
  const auto temp = TempDir::create("programs");
  ASSERT_TRUE(temp.ok());
  const std::filesystem::path mine = temp->path() / "ldconfig";
  ASSERT_TRUE(write_file(mine, "#!/bin/sh\n").ok());
  const PathGuard guard(temp->path());
  auto found = find_program("ldconfig");  // of libc-bin; ours cannot be run
  ASSERT_TRUE(found.ok()) << found.fault().what;
  EXPECT_EQ(*found, "/usr/sbin/ldconfig");
  std::filesystem::permissions(mine, std::filesystem::perms::owner_all);
  found = find_program("ldconfig");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, mine.string());
  const auto missing = find_program("no-such-program");
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.fault().what, HasSubstr("no-such-program"));
}

TEST(ShellLine, QuotesWhatAShellWouldSplit) {
  EXPECT_EQ(shell_line({"git", "apply", "a b", "it's", ""}), "git apply 'a b' 'it'\\''s' ''");
}

}  // namespace
}  // namespace folioscope::sys
