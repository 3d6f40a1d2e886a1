// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at any moment, then resume.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int kKills = 4;

// The profile is not the default one: a run that is resumed must go on with its own.
std::string experiment() {
  return preamble("killed") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 2, memory: 256MiB}]
workloads: [{program: selftest, args: {mode: ok, megabytes: 16}}]
events: [{page_ref: {where: "val>0"}}]
boots: 1
seed: 3
profiles: {one: {seed: 4}, five: {boots: 5}}
)";
}

// Everything that is in the store of the cells that are done.
std::vector<std::vector<nlohmann::json>> finished(const fs::path& run) {
  if (!fs::exists(run / "run.db")) return {};
  std::vector<std::vector<nlohmann::json>> all;
  const std::string done = "(select id from cell where status='done')";
  all.push_back(sql(run, "select * from cell where status='done' order by id"));
  all.push_back(sql(run, "select * from metric where cell_id in " + done + " order by 1, 2"));
  all.push_back(sql(run, "select * from accounting where cell_id in " + done + " order by 1, 2"));
  all.push_back(sql(run,
                    "select cell_id, cpu, seq, events, length(data) bytes from page_chunk "
                    "where cell_id in " +
                        done + " order by 1, 2, 3"));
  return all;
}

// Each row of `before` is still there.
void expect_kept(const std::vector<std::vector<nlohmann::json>>& before,
                 const std::vector<std::vector<nlohmann::json>>& after) {
  for (std::size_t table = 0; table < before.size(); ++table) {
    const std::set<nlohmann::json> now(after[table].begin(), after[table].end());
    EXPECT_EQ(now.size(), after[table].size()) << "a row is doubled in table " << table;
    for (const auto& row : before[table]) EXPECT_TRUE(now.contains(row)) << row;
  }
}

// Waits for the end of `pid`, at most this long; true when it ended.
bool ended_within(pid_t pid, milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < deadline) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) return true;
    std::this_thread::sleep_for(milliseconds(20));  // the moment of the kill is what is tested
  }
  return false;
}

TEST(Resume, AfterKill9AtAnyMoment_KeepsWhatWasFinishedAndLeavesNoGuest) {
  Workplace place(experiment());
  // The kernel is built first, so that the kills fall on the boots.
  ASSERT_EQ(folioscope({"build", place.experiment().string()}).code, 0);

  const char* given = std::getenv("FOLIOSCOPE_TEST_SEED");
  const auto seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::fprintf(stderr, "repeat with FOLIOSCOPE_TEST_SEED=%u\n", seed);
  std::mt19937 random(seed);

  std::vector<std::vector<nlohmann::json>> before;
  for (int kill = 0; kill < kKills; ++kill) {
    const std::vector<std::string> arguments =
        fs::exists(place.run() / "run.db")
            ? std::vector<std::string>{"resume", place.run().string()}
            : std::vector<std::string>{"run",   place.experiment().string(), "--profile", "five",
                                       "--out", place.run().string()};
    const pid_t pid = start_folioscope(arguments, place.path() / "log");
    ASSERT_GT(pid, 0);
    if (!ended_within(pid, milliseconds(500 + random() % 9000))) {
      ASSERT_EQ(::kill(pid, SIGKILL), 0);
      ASSERT_EQ(::waitpid(pid, nullptr, 0), pid);
    }
    const auto after = finished(place.run());
    if (!before.empty()) expect_kept(before, after);
    before = after;
  }
  if (fs::exists(place.run() / "run.db"))
    EXPECT_EQ(folioscope({"resume", place.run().string()}).code, 0);
  else
    EXPECT_EQ(folioscope({"run", place.experiment().string(), "--profile", "five", "--out",
                          place.run().string()})
                  .code,
              0);

  const auto after = finished(place.run());
  if (!before.empty()) expect_kept(before, after);
  EXPECT_EQ(after[0].size(), 5u);
  EXPECT_TRUE(guests_of(place.run()).empty());
  EXPECT_TRUE(fs::is_empty(place.run() / "spool"));
}

TEST(Resume, CtrlC_EndsTheGuestsAndSaysHowToGoOn) {
  Workplace place(experiment());
  ASSERT_EQ(folioscope({"build", place.experiment().string()}).code, 0);
  const pid_t pid = start_folioscope(
      {"run", place.experiment().string(), "--profile", "five", "--out", place.run().string()},
      place.path() / "log");
  ended_within(pid, milliseconds(6000));
  ASSERT_EQ(::kill(pid, SIGINT), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_TRUE(guests_of(place.run()).empty());
  const std::string log = *sys::read_file(place.path() / "log");
  EXPECT_NE(log.find("folioscope resume"), std::string::npos) << log;
}

}  // namespace
}  // namespace folioscope::e2e
