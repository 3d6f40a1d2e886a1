// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/product.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <sstream>

#include "base/temp_dir.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace fs = std::filesystem;

namespace {

std::vector<std::string> with_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), binary_dir() + "/bin/folioscope");
  return arguments;
}

}  // namespace

sys::Exit folioscope(std::vector<std::string> arguments) {
  sys::Command command;
  command.argv = with_program(std::move(arguments));
  const auto exit = sys::run(command);
  if (!exit.ok()) {
    ADD_FAILURE() << exit.fault().what;
    return {127, 0, "", exit.fault().what};
  }
  std::fprintf(stderr, "$ %s -> %d\n%s%s", sys::shell_line(command.argv).c_str(), exit->code,
               exit->out.substr(0, 4000).c_str(), exit->err.c_str());
  return *exit;
}

pid_t start_folioscope(std::vector<std::string> arguments, const fs::path& log) {
  const std::vector<std::string> argv = with_program(std::move(arguments));
  std::vector<char*> pointers;
  pointers.reserve(argv.size() + 1);
  for (const std::string& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  EXPECT_EQ(::posix_spawn(&pid, pointers[0], &actions, &attributes, pointers.data(), environ), 0);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

std::vector<nlohmann::json> sql(const fs::path& run, const std::string& query) {
  const sys::Exit exit = folioscope({"sql", run.string(), query, "--json"});
  EXPECT_TRUE(exit.ok()) << query << "\n" << exit.err;
  std::vector<nlohmann::json> rows;
  std::istringstream lines(exit.out);
  for (std::string line; std::getline(lines, line);) rows.push_back(nlohmann::json::parse(line));
  return rows;
}

void unpack_stored_run(const fs::path& run) {
  fs::create_directories(run);
  sys::Command unpack;
  unpack.argv = {"zstd", "-q",
                 "-d",   source_dir() + "/tests/e2e/testdata/run_v4.db.zst",
                 "-o",   (run / "run.db").string()};
  const auto exit = sys::run(unpack);
  EXPECT_TRUE(exit.ok() && exit->ok());
}

std::vector<pid_t> guests_of(const fs::path& run) {
  const std::string mark =
      "folioscope-" + sys::sha256(fs::canonical(run).string()).substr(0, 8) + "-";
  std::vector<pid_t> pids;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc{}) continue;
    const auto command = sys::read_file(entry.path() / "cmdline");
    if (command.ok() && command->find("qemu") != std::string::npos &&
        command->find(mark) != std::string::npos)
      pids.push_back(pid);
  }
  return pids;
}

Workplace::Workplace(const std::string& experiment) : temp_(*TempDir::create("e2e")) {
  EXPECT_TRUE(sys::write_file(this->experiment(), experiment).ok());
}

Workplace::~Workplace() {
  // A place that a whole suite shares outlives its tests.
  const testing::TestSuite* suite = testing::UnitTest::GetInstance()->current_test_suite();
  if (!testing::Test::HasFailure() && (suite == nullptr || suite->Passed())) return;
  temp_.keep();
  std::fprintf(stderr, "kept: %s (repeat with: %s/bin/folioscope run %s --out DIR)\n",
               path().c_str(), binary_dir().c_str(), experiment().c_str());
}

sys::Exit run_experiment(const Workplace& place) {
  return folioscope({"run", place.experiment().string(), "--out", place.run().string()});
}

std::string preamble(const std::string& name) {
  return fmt::format(
      "name: {}\n"
      "base: {{debian: linux-source-6.1}}\n"
      "config: [base, tracing, mm-debug]\n"
      "instrumentation: 6.1\n",
      name);
}

}  // namespace folioscope::e2e
