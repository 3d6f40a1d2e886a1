// SPDX-License-Identifier: GPL-3.0-or-later
// What the product does to the terminal it is used from, and what that does to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <functional>
#include <sstream>
#include <thread>

#include "base/temp_dir.h"
#include "e2e/product.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

bool within_20_s(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

// Ticks of user time, field 14 of proc(5); no name of ours has a blank.
long cpu_ticks(pid_t pid) {
  std::istringstream stat(sys::read_or_empty("/proc/" + std::to_string(pid) + "/stat"));
  std::string word;
  for (int field = 1; field <= 14; ++field) stat >> word;
  return word.empty() ? 0 : std::stol(word);
}

class Terminal : public testing::Test {
 protected:
  Terminal() { unpack_stored_run(run()); }
  fs::path run() const { return temp_.path() / "run"; }
  fs::path file(const char* name) const { return temp_.path() / name; }

 private:
  TempDir temp_ = *TempDir::create("terminal");
};

// An escape sequence, a mark that turns the direction of writing, a byte that is no UTF-8: as a
// guest may put them into the name of a task.
const std::string kHostile =
    "select char(27) || '[31m' || char(8238) || 'x' || cast(x'ff' as text) as text, 7 as number";

TEST_F(Terminal, TextOfAGuestIsInertInATable) {
  const sys::Exit exit = folioscope({"sql", run().string(), kHostile});
  EXPECT_EQ(exit.code, 0);
  EXPECT_EQ(exit.out, "text      number\n?[31m?x?       7\n");
}

TEST_F(Terminal, TextOfAGuestIsAsciiInJson) {
  const sys::Exit exit = folioscope({"sql", run().string(), kHostile, "--json"});
  EXPECT_EQ(exit.out, "{\"text\":\"\\u001b[31m\\u202ex\\ufffd\",\"number\":7}\n");
}

TEST_F(Terminal, CsvInAFileHasTheBytes_ButNothingThatASpreadsheetComputes) {
  const sys::Exit exit = folioscope(
      {"sql", run().string(), "select '=cmd|x' a, '-bash' b, -7 c, char(27) d, 'plain' e, null f",
       "--format", "csv"});
  EXPECT_EQ(exit.out, "a,b,c,d,e,f\n'=cmd|x,'-bash,-7,\x1b,plain,\n");
}

TEST_F(Terminal, TextInAMistakeIsInert) {
  const sys::Exit exit = folioscope({"report", "no\x1b[2Jsuch"});
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.err, HasSubstr("no?[2Jsuch"));
  EXPECT_THAT(exit.err, Not(HasSubstr("\x1b")));
}

TEST_F(Terminal, CtrlCEndsWhatHasNothingToPutAway_AtOnce) {
  const pid_t pid = start_folioscope(
      {"sql", run().string(),
       "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"},
      file("log"));
  ASSERT_GT(pid, 0);
  EXPECT_TRUE(within_20_s([&] { return cpu_ticks(pid) > 10; })) << "it is not in the query";
  ASSERT_EQ(::kill(pid, SIGINT), 0);
  int status = 0;
  const bool ended = within_20_s([&] { return ::waitpid(pid, &status, WNOHANG) != 0; });
  EXPECT_TRUE(ended) << "it did not end";
  if (!ended) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
}

TEST_F(Terminal, OutputThatCannotBeWrittenIsTheHostsFailure) {
  sys::Command command;
  command.argv = {"sh", "-c", "\"$0\" list --metrics > /dev/full",
                  binary_dir() + "/bin/folioscope"};
  const auto exit = sys::run(command);
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->code, 4);
  EXPECT_THAT(exit->err, HasSubstr("cannot write the output: No space left on device"));
}

}  // namespace
}  // namespace folioscope::e2e
