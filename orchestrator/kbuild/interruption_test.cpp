// SPDX-License-Identifier: GPL-3.0-or-later
// Builds that do not reach their end: stopped, killed, or out of space.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "kbuild/timings.h"
#include "sys/process.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Interruption : public testing::Test {
 protected:
  // From now on make stops in the middle of writing this object, after the pipe was written to.
  void hang_at(const char* object) {
    fifo_ = mini_.path("fifo");
    ASSERT_EQ(mkfifo(fifo_.c_str(), 0600), 0);
    setenv("MINI_HANG", object, 1);
    setenv("MINI_FIFO", fifo_.c_str(), 1);
  }
  void wait_until_it_hangs() const {
    std::ifstream pipe(fifo_);  // opens once the other side does
    std::string line;
    std::getline(pipe, line);
    EXPECT_EQ(line, "hanging");
  }
  void go_on() const { unsetenv("MINI_HANG"); }

  // Starts a build in a process of its own and kills that process with SIGKILL while `object` is
  // half-written.
  void kill_while_writing(const char* object, const Recipe& recipe) {
    hang_at(object);
    const pid_t builder = fork();
    if (builder == 0) {
      (void)mini_.build(recipe);
      _exit(0);
    }
    wait_until_it_hangs();
    kill(builder, SIGKILL);
    waitpid(builder, nullptr, 0);
    go_on();
  }
  // What a cache without a past makes of the recipe.
  static std::string reference(const std::vector<std::string>& patches) {
    const MiniKernel fresh;
    const auto kernel = fresh.build(fresh.recipe(patches));
    EXPECT_TRUE(kernel.ok());
    return kernel.ok() ? hash_of(kernel->image) : std::string();
  }

  MiniKernel mini_;
  fs::path fifo_;
};

TEST_F(Interruption, KilledColdBuildIsContinued) {
  kill_while_writing("mm/swap.o", mini_.recipe());
  const auto kernel = mini_.build(mini_.recipe());
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(hash_of(kernel->image), reference({}));
  EXPECT_THAT(MiniKernel::compiled(*kernel), ElementsAre("mm/swap.o"));
}

TEST_F(Interruption, ContinuedBuildTeachesNoTimes) {
  kill_while_writing("mm/swap.o", mini_.recipe());
  ASSERT_TRUE(mini_.build(mini_.recipe()).ok());
  EXPECT_EQ(load_timings(mini_.cache()).cold_objects, Timings().cold_objects);
  const MiniKernel other;
  ASSERT_TRUE(other.build(other.recipe()).ok());
  EXPECT_EQ(load_timings(other.cache()).cold_objects, 3);
}

// The half-written object is newer than its source and its command did not change: make alone would
// believe in it.
TEST_F(Interruption, HalfWrittenObjectOfAKilledRebuildIsNotBelieved) {
  ASSERT_TRUE(mini_.build(mini_.recipe()).ok());
  kill_while_writing("mm/swap.o", mini_.recipe({"drain-twice.patch"}));
  const auto kernel = mini_.build(mini_.recipe({"drain-twice.patch"}));
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(hash_of(kernel->image), reference({"drain-twice.patch"}));
}

TEST_F(Interruption, AfterAKilledVariantTheNextVariantIsRight) {
  ASSERT_TRUE(mini_.build(mini_.recipe()).ok());
  kill_while_writing("mm/filemap.o", mini_.recipe({"drain-twice.patch", "header.patch"}));
  const auto kernel = mini_.build(mini_.recipe({"comment.patch"}));
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(hash_of(kernel->image), reference({"comment.patch"}));
}

// Every step of switching to a variant can be the last one before a crash. What a crash leaves is
// the list of touched files and some of them written, so each such state is set up here.
TEST_F(Interruption, TreeWhosePatchStateIsUnknownIsRestored) {
  ASSERT_TRUE(mini_.build(mini_.recipe({"drain-twice.patch", "header.patch"})).ok());
  const fs::path tree = fs::directory_iterator(mini_.cache() / "trees")->path();
  ASSERT_TRUE(sys::write_file(tree / "source/mm/swap.c", "half-way to another variant").ok());
  ASSERT_TRUE(sys::write_file(tree / "source/include/linux/swap.h.1.0.tmp", "leftover").ok());
  const auto kernel = mini_.build(mini_.recipe());
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(hash_of(kernel->image), reference({}));
}

TEST_F(Interruption, TreeWithoutAStateIsMadeAnew) {
  ASSERT_TRUE(mini_.build(mini_.recipe()).ok());
  const fs::path tree = fs::directory_iterator(mini_.cache() / "trees")->path();
  fs::remove(tree / "state");
  ASSERT_TRUE(sys::write_file(tree / "source/mm/swap.c", "not C").ok());
  const auto kernel = mini_.build(mini_.recipe({"comment.patch"}));
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(hash_of(kernel->image), reference({"comment.patch"}));
}

TEST_F(Interruption, StopRequestEndsTheBuildAndTheNextOneGoesOn) {
  hang_at("mm/swap.o");
  std::stop_source stop;
  std::thread stopper([&] {
    wait_until_it_hangs();
    stop.request_stop();
  });
  Options options;
  options.cache = mini_.cache();
  options.jobs = 1;
  options.stop = stop.get_token();
  const auto stopped = kbuild::build(mini_.recipe(), options);
  stopper.join();
  go_on();
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.fault().domain, FaultDomain::Host);
  EXPECT_THAT(stopped.fault().what, HasSubstr("interrupted"));
  const auto kernel = mini_.build(mini_.recipe());
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(hash_of(kernel->image), reference({}));
}

// A mount namespace of our own, so that the small file system disappears with the process.
bool mount_small_tmpfs(const fs::path& where, const char* size) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return mount("tmpfs", where.c_str(), "tmpfs", 0, size) == 0;
}

enum class Outcome { Built, FaultNamesSpace, OtherFault, NoMount };

// Builds in a process of its own, with a cache of this size.
Outcome build_in_small_cache(const MiniKernel& mini, const Recipe& recipe, int kib) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string size = "size=" + std::to_string(kib) + "k";
    if (!mount_small_tmpfs(mini.cache(), size.c_str())) _exit(static_cast<int>(Outcome::NoMount));
    const auto kernel = mini.build(recipe);
    if (kernel.ok()) _exit(static_cast<int>(Outcome::Built));
    const std::string text = kernel.fault().what + kernel.fault().remedy;
    const bool named =
        kernel.fault().domain == FaultDomain::Host && text.find("space") != std::string::npos;
    if (!named) fprintf(stderr, "%s: %s\n", size.c_str(), text.c_str());
    _exit(static_cast<int>(named ? Outcome::FaultNamesSpace : Outcome::OtherFault));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return static_cast<Outcome>(WEXITSTATUS(status));
}

// The disk gets full at another step each time, until it is large enough.
TEST_F(Interruption, FullDiskIsNobodysPatch) {
  const Recipe recipe = mini_.recipe({"comment.patch"});
  int full = 0;
  Outcome outcome = Outcome::FaultNamesSpace;
  for (int kib = 16; kib <= 1024 && outcome == Outcome::FaultNamesSpace; kib += 12) {
    outcome = build_in_small_cache(mini_, recipe, kib);
    full += outcome == Outcome::FaultNamesSpace ? 1 : 0;
  }
  ASSERT_NE(outcome, Outcome::NoMount) << "mounting a tmpfs needs root or user namespaces";
  EXPECT_EQ(outcome, Outcome::Built);
  EXPECT_GE(full, 5);
}

}  // namespace
}  // namespace folioscope::kbuild
