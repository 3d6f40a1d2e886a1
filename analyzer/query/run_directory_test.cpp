// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run_directory.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>

#include "base/lock_state.h"
#include "base/temp_dir.h"
#include "base/unique_fd.h"

namespace folioscope::query {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RunDirectory : public ::testing::Test {
 protected:
  RunDirectory() {
    for (const char* name : {"console", "spool"}) std::filesystem::create_directory(dir_ / name);
    write("lock", "1");
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(dir_ / name) << text;
  }
  UniqueFd hold() {
    UniqueFd fd(::open((dir_ / "lock").c_str(), O_RDWR | O_CLOEXEC));
    EXPECT_TRUE(lock_whole(fd.get()));
    return fd;
  }

  TempDir dir_ = *TempDir::create("run");
  std::filesystem::path store_ = dir_ / "run.db";
};

TEST_F(RunDirectory, OfNobody_HasNothingInFlight) {
  write("console/1.log", "Linux version");
  EXPECT_FALSE(look_at_directory(store_).held);
  EXPECT_THAT(look_at_directory(store_).in_flight, IsEmpty());
}

TEST_F(RunDirectory, OfSomebody_TellsBootingFromWorkingCells) {
  const UniqueFd holder = hold();
  write("console/3.log", "Linux version");
  write("console/12.log", "Linux version");
  write("console/12.attempt1.log", "Linux version");
  write("spool/3.pages", std::string(16, 'h'));
  write("spool/12.pages", std::string(5000, 'p'));
  const DirectoryState state = look_at_directory(store_);
  EXPECT_TRUE(state.held);
  ASSERT_THAT(state.in_flight, SizeIs(2));
  EXPECT_EQ(state.in_flight[0].cell, CellId{3});
  EXPECT_FALSE(state.in_flight[0].working);
  EXPECT_EQ(state.in_flight[1].cell, CellId{12});
  EXPECT_TRUE(state.in_flight[1].working);
}

TEST_F(RunDirectory, ConsoleOfAProcessThatDied_IsNotInFlight) {
  write("console/1.log", "Linux version");
  std::filesystem::last_write_time(
      dir_ / "console/1.log",
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  const UniqueFd holder = hold();
  EXPECT_THAT(look_at_directory(store_).in_flight, IsEmpty());
}

TEST_F(RunDirectory, ConsoleIsReadFromItsEnd) {
  write("console/1.log", "first line\nsecond line\nthird line\n");
  const auto whole = read_console(store_, "console/1.log");
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->text, "first line\nsecond line\nthird line\n");
  EXPECT_EQ(whole->left_out, 0u);
  const auto tail = read_console(store_, console_of({1}), 15);
  ASSERT_TRUE(tail.ok());
  EXPECT_EQ(tail->text, "third line\n");
  EXPECT_EQ(tail->left_out, 23u);
  EXPECT_EQ(tail->size, 34u);
}

TEST_F(RunDirectory, ConsoleThatLeadsElsewhere_IsRefused) {
  write("secret", "x");
  for (const char* name :
       {"secret", "console/../secret", "/etc/passwd", "console/", "console/..", ""})
    EXPECT_FALSE(read_console(store_, name).ok()) << name;
  std::filesystem::create_symlink(dir_ / "secret", dir_ / "console/2.log");
  EXPECT_FALSE(read_console(store_, "console/2.log").ok());
  ASSERT_EQ(::mkfifo((dir_ / "console/3.log").c_str(), 0600), 0);
  EXPECT_FALSE(read_console(store_, "console/3.log").ok());
}

TEST_F(RunDirectory, ConsoleThatIsNotThere_IsAFaultWithItsName) {
  const auto tail = read_console(store_, "console/9.log");
  ASSERT_FALSE(tail.ok());
  EXPECT_THAT(tail.fault().what, HasSubstr("console/9.log"));
}

}  // namespace
}  // namespace folioscope::query
