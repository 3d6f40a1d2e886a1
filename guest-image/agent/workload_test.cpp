// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "agent/line_buffer.h"
#include "base/unique_fd.h"
#include "wire/limits.h"

namespace folioscope::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Outcome {
  wire::WorkloadExit exit;
  std::vector<std::string> lines;
};

// Runs a shell script as the workload. `on_line` may write to the stop descriptor.
Outcome run_script(const std::string& script, std::uint32_t timeout_ms = 0,
                   std::function<void(int stop_fd)> on_line = {}) {
  const UniqueFd stop(::eventfd(0, EFD_CLOEXEC));
  Outcome outcome;
  const auto exit = run_workload(
      {"/bin/sh", {"sh", {"-c", script}, timeout_ms}, 7, stop.get(), [&](std::string line) {
         outcome.lines.push_back(std::move(line));
         if (on_line) on_line(stop.get());
       }});
  EXPECT_TRUE(exit.ok());
  if (exit.ok()) outcome.exit = exit->exit;
  return outcome;
}

TEST(Workload, ItsLinesItsErrorsAndItsExitCodeAreReported) {
  const Outcome outcome = run_script("echo one; echo; printf two; echo bad >&2; exit 3");
  EXPECT_THAT(outcome.lines, ElementsAre("one", "", "two"));
  EXPECT_EQ(outcome.exit.workload, 7u);
  EXPECT_EQ(outcome.exit.exit_code, 3);
  EXPECT_EQ(outcome.exit.signal, 0);
  EXPECT_EQ(outcome.exit.stderr_tail, "bad\n");
  EXPECT_FALSE(outcome.exit.timed_out);
  EXPECT_GT(outcome.exit.duration_ns, 0u);
}

TEST(Workload, ItHasItsVariablesAndItsInput) {
  std::vector<std::string> lines;
  wire::Workload workload{"sh", {"-c", "echo $COLOUR; cat"}, 0};
  workload.environment = {"COLOUR=blue"};
  workload.input = "/proc/self/comm";  // of cat
  const auto end = run_workload(
      {"/bin/sh", workload, 0, -1, [&](std::string line) { lines.push_back(std::move(line)); }});
  ASSERT_TRUE(end.ok()) << end.fault().what;
  EXPECT_EQ(lines.front(), "blue");
  EXPECT_EQ(lines.size(), 2u);
}

TEST(Workload, WhatItUsedIsCountedWithItsChildren) {
  const auto end = run_workload({"/bin/sh",
                                 {"sh",
                                  {"-c",
                                   "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; "
                                   "sh -c 'exit 0'; exit 0"},
                                  0},
                                 0,
                                 -1,
                                 [](std::string) {}});
  ASSERT_TRUE(end.ok());
  EXPECT_GT(end->usage.ru_utime.tv_sec * 1'000'000 + end->usage.ru_utime.tv_usec, 1000);
  EXPECT_GT(end->usage.ru_minflt, 10);
  const auto lines = usage_lines(*end);
  EXPECT_THAT(lines.front(), testing::StartsWith(R"({"metric":"program_time","value":)"));
  EXPECT_THAT(lines,
              testing::Contains(R"({"metric":"program_exit_code","value":0,"unit":"count"})"));
}

TEST(Workload, ALineOfShellThatFailsSaysWhatItWrote) {
  EXPECT_TRUE(run_shell("true").ok());
  const Status failed = run_shell("echo no such disk >&2; exit 3");
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(failed.fault().what, HasSubstr("exited with 3\nno such disk"));
}

TEST(Workload, ASignalOfItsOwnIsNoTimeout) {
  const Outcome outcome = run_script("kill -SEGV $$");
  EXPECT_EQ(outcome.exit.exit_code, -1);
  EXPECT_EQ(outcome.exit.signal, SIGSEGV);
  EXPECT_FALSE(outcome.exit.timed_out);
}

TEST(Workload, AtItsTimeoutItIsKilled) {
  const Outcome outcome = run_script("echo here; exec sleep 1000", 200);
  EXPECT_THAT(outcome.lines, ElementsAre("here"));
  EXPECT_EQ(outcome.exit.signal, SIGKILL);
  EXPECT_TRUE(outcome.exit.timed_out);
}

TEST(Workload, ItsChildrenDieWithItAndDoNotHoldUpItsEnd) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd reader(ends[0]);
  UniqueFd inherited(ends[1]);
  const Outcome outcome = run_script("sleep 1000 & exit 0");
  EXPECT_EQ(outcome.exit.exit_code, 0);
  // The pipe ends when the last process that inherited it is gone.
  inherited.reset();
  char byte = 0;
  EXPECT_EQ(::read(reader.get(), &byte, 1), 0);
}

TEST(Workload, StopEndsItAtOnce) {
  const Outcome outcome = run_script("echo ready; exec sleep 1000", 0,
                                     [](int stop_fd) { ::eventfd_write(stop_fd, 1); });
  EXPECT_EQ(outcome.exit.signal, SIGKILL);
  EXPECT_TRUE(outcome.exit.timed_out);
}

TEST(Workload, MuchOutputIsReadWholeAndOfErrorsTheTail) {
  const Outcome outcome = run_script("seq 100000; seq 100000 >&2");
  ASSERT_EQ(outcome.lines.size(), 100000u);
  EXPECT_EQ(outcome.lines.back(), "100000");
  EXPECT_EQ(outcome.exit.stderr_tail.size(), wire::kMaxStderrTail);
  EXPECT_THAT(outcome.exit.stderr_tail, testing::EndsWith("99999\n100000\n"));
}

TEST(Workload, WhatIsNotInTheImageIsNamed) {
  EXPECT_THAT(find_workload("/bin", "no-such-workload").fault().what,
              HasSubstr("no workload 'no-such-workload'"));
  for (const char* name : {"", ".", "..", "../bin/sh", "/bin/sh"})
    EXPECT_FALSE(find_workload("/bin", name).ok()) << name;
  EXPECT_TRUE(find_workload("/bin", "sh").ok());
}

TEST(Lines, ALongLineComesInPieces) {
  std::vector<std::string> lines;
  LineBuffer buffer(4, [&](std::string line) { lines.push_back(std::move(line)); });
  buffer.add("abcdef\nabcd\n");
  buffer.add("x");
  buffer.finish();
  EXPECT_THAT(lines, ElementsAre("abcd", "ef", "abcd", "x"));
}

}  // namespace
}  // namespace folioscope::agent
