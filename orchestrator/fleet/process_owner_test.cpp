// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/process_owner.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fleet/domain_xml.h"
#include "fleet/processes.h"

namespace folioscope::fleet {
namespace {

// With other last numbers: 1 changes the start time, 2 the pid, 3 the namespace.
std::string changed(std::string owner, int number) {
  std::size_t end = owner.size();
  for (int i = 1; i < number; ++i) end = owner.rfind('.', end - 1);
  const std::size_t begin = owner.rfind('.', end - 1) + 1;
  return owner.replace(begin, end - begin, std::to_string(std::stoull(owner.substr(begin)) + 1));
}

TEST(ProcessOwner, GuestsOfAProcessThatRuns_AreNotAbandoned) {
  const std::string owner = process_owner("shell");
  EXPECT_EQ(owner_in(domain_name(owner, "a-guest-1")), owner);
  EXPECT_FALSE(is_abandoned(domain_name(owner, "a-guest-1")));
}

TEST(ProcessOwner, GuestsOfAPidThatIsAnotherProcessNow_AreAbandoned) {
  EXPECT_TRUE(is_abandoned(domain_name(changed(process_owner("shell"), 1), "x")));
}

TEST(ProcessOwner, OfAnotherNamespace_NothingIsSaid) {
  EXPECT_FALSE(is_abandoned(domain_name(changed(changed(process_owner("shell"), 1), 3), "x")));
}

// As a shell that was killed: first a zombie, then gone.
TEST(ProcessOwner, GuestsOfAProcessThatEnded_AreAbandoned) {
  int start[2];
  ASSERT_EQ(::pipe(start), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string owner = process_owner("shell");
    const bool written =
        ::write(start[1], owner.data(), owner.size()) == static_cast<ssize_t>(owner.size());
    ::_exit(written ? 0 : 1);
  }
  ::close(start[1]);
  char owner[256] = {};
  ASSERT_GT(::read(start[0], owner, sizeof owner - 1), 0);
  ::close(start[0]);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(is_abandoned(domain_name(owner, "x"))) << "a zombie";
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(is_abandoned(domain_name(owner, "x")));
}

TEST(ProcessOwner, OtherDomains_AreNotAbandoned) {
  for (const char* name :
       {"", "folioscope-", "folioscope-shell-x", "folioscope-0a1b2c3d-7", "folioscope-shell.1.2-x",
        "folioscope-shell.1.2.x-y", "folioscope-shell.1.2.3.4-y", "other-shell.1.2.3-y"})
    EXPECT_FALSE(is_abandoned(name)) << name;
}

TEST(Processes, StartTimeIsBehindANameOfAnything) {
  const std::string fields = " S 1 2 3 0 -1 4194304 5 6 7 8 9 10 11 12 20 0 1 0 98765 1234 56";
  EXPECT_EQ(start_time_in("71 (sh)" + fields), 98765U);
  EXPECT_EQ(start_time_in("71 (a) S 1 (b) " + fields), 98765U);
  const std::string whole = "71 (sh)" + fields;
  for (std::size_t size = 0; size < whole.find("98765"); ++size)
    EXPECT_EQ(start_time_in(std::string_view(whole).substr(0, size)), std::nullopt);
}

}  // namespace
}  // namespace folioscope::fleet
