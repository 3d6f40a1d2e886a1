// SPDX-License-Identifier: GPL-3.0-or-later
// What others on the host can see and reach of a run while it goes on: no port, no secret, no file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <thread>

#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string spinning_experiment() {
  return preamble("channel") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 2, memory: 256MiB}]
workloads: [{program: selftest, args: {mode: spin, megabytes: 64}}]
events: [migrate]
guests: 1
boots: 1
)";
}

// Polls: what happens in another process has no event here.
bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

// Inodes of the sockets that a process has, as /proc/net names them.
std::set<std::string> sockets_of(pid_t pid) {
  std::set<std::string> inodes;
  std::error_code error;
  for (fs::directory_iterator it("/proc/" + std::to_string(pid) + "/fd", error), end;
       !error && it != end; it.increment(error)) {
    std::error_code gone;
    const std::string link = fs::read_symlink(*it, gone).string();
    if (link.starts_with("socket:[")) inodes.insert(link.substr(8, link.size() - 9));
  }
  return inodes;
}

// The lines of /proc/net/tcp, udp and the like that are a socket of this process.
std::vector<std::string> ports_of(pid_t pid) {
  const std::set<std::string> sockets = sockets_of(pid);
  std::vector<std::string> found;
  for (const char* table : {"tcp", "tcp6", "udp", "udp6"}) {
    std::ifstream lines(std::string("/proc/net/") + table);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string word;
      for (int column = 0; column < 10; ++column) words >> word;
      if (sockets.contains(word)) found.push_back(table + line);
    }
  }
  return found;
}

std::string words_of(pid_t pid) {
  std::string words = sys::read_or_empty("/proc/" + std::to_string(pid) + "/cmdline");
  std::ranges::replace(words, '\0', ' ');
  return words;
}

void expect_private(const fs::path& path) {
  EXPECT_EQ(fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all),
            fs::perms::none)
      << path;
}

TEST(Channel, ARunThatGoesOn_HasNoPortAndShowsNoSecret) {
  const Workplace place(spinning_experiment());
  const pid_t run = start_folioscope(
      {"run", place.experiment().string(), "--out", place.run().string()}, place.path() / "log");
  const fs::path console = place.run() / "console" / "1.log";
  // The agent prints nothing; the kernel's last line before it is that of init.
  EXPECT_TRUE(eventually([&] {
    return sys::read_or_empty(console).find("folioscope: init") != std::string::npos &&
           !guests_of(place.run()).empty();
  }));
  for (const pid_t guest : guests_of(place.run())) {
    EXPECT_THAT(ports_of(guest), IsEmpty());
    EXPECT_THAT(sockets_of(guest), Not(IsEmpty())) << "the channel is one";
    EXPECT_THAT(words_of(guest), HasSubstr("folioscope.agent"));
    EXPECT_THAT(words_of(guest), Not(HasSubstr("token")));
  }
  EXPECT_THAT(ports_of(run), IsEmpty());
  expect_private(console);
  for (const char* name : {"console", "spool", "scratch"}) expect_private(place.run() / name);
  int status = 0;
  ASSERT_EQ(::waitpid(run, &status, 0), run);
  EXPECT_EQ(status, 0) << sys::read_or_empty(place.path() / "log");
  const auto rows = sql(place.run(), "select status from cell");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["status"], "done");
}

}  // namespace
}  // namespace folioscope::e2e
