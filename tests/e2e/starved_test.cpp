// SPDX-License-Identifier: GPL-3.0-or-later
// A host that gives its guests too little CPU, stops them, kills them, or does not run itself: no
// boot gets a status that blames the guest, and lost boots are replaced.
//
// $FOLIOSCOPE_TIME_SCALE=1 makes the deadlines of an emulated guest as short as those with KVM, so
// that each of these disturbances is longer than the deadline it falls into.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <set>
#include <thread>

#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;
using testing::AnyOf;
using testing::HasSubstr;

constexpr seconds kBootTimeout{8};
constexpr seconds kWorkloadTimeout{8};
// Longer than either deadline.
constexpr seconds kDisturbance{10};
constexpr seconds kGiveUp{600};

std::string experiment(int boots) {
  return preamble("starved") + fmt::format(R"(
variants: [{{name: stock}}]
machines: [{{name: small, vcpus: 2, memory: 256MiB}}]
workloads: [{{program: selftest, args: {{mode: spin, megabytes: 128}}, timeout: {}s}}]
events: [migrate]
boot_timeout: {}s
guests: 1
boots: {}
)",
                                           kWorkloadTimeout.count(), kBootTimeout.count(), boots);
}

// Polls: what happens in another process has no event here.
bool await(const std::function<bool()>& condition, milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return true;
}

// One that takes three quarters of a core before anybody else gets it.
class Hog {
 public:
  explicit Hog(int cpu) : pid_(::fork()) {
    if (pid_ == 0) run(cpu);
  }
  Hog(const Hog&) = delete;
  ~Hog() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

 private:
  [[noreturn]] static void run(int cpu) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<std::size_t>(cpu), &only);
    ::sched_setaffinity(0, sizeof only, &only);
    const sched_param first{.sched_priority = 1};
    if (::sched_setscheduler(0, SCHED_RR, &first) != 0) ::_exit(1);
    while (true) {
      const auto until = Clock::now() + milliseconds(150);
      while (Clock::now() < until) {
      }
      std::this_thread::sleep_for(milliseconds(50));
    }
  }
  pid_t pid_;
};

// `folioscope run` under way, and what is done to it.
class RunUnderWay {
 public:
  explicit RunUnderWay(const Workplace& place) : place_(place) {
    ::setenv("FOLIOSCOPE_TIME_SCALE", "1", 1);
    pid_ = start_folioscope(
        {"run", place.experiment().string(), "--out", place.run().string(), "--accel", "tcg"},
        place.path() / "log");
    ::unsetenv("FOLIOSCOPE_TIME_SCALE");
  }
  ~RunUnderWay() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGCONT);
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }

  // The QEMU of the next boot.
  pid_t next_guest() {
    pid_t found = 0;
    const bool came = await(
        [&] {
          if (!fs::exists(place_.run())) return false;
          for (const pid_t pid : guests_of(place_.run()))
            if (seen_.insert(pid).second) found = pid;
          return found != 0;
        },
        kGiveUp);
    EXPECT_TRUE(came) << "no guest was started";
    return found;
  }
  // Its kernel prints: the boot is under way, and libvirt has done its part.
  void await_console() {
    const auto printing = [&] {
      std::size_t files = 0;
      for (const auto& file : fs::directory_iterator(place_.run() / "console"))
        files += file.file_size() > 0;
      return files >= seen_.size();  // one for each boot
    };
    EXPECT_TRUE(await(printing, kGiveUp));
  }
  // Its agent said hello: the workload begins within moments.
  void await_hello() {
    EXPECT_TRUE(await([&] { return !fs::is_empty(place_.run() / "spool"); }, kGiveUp));
  }
  void stop_for(pid_t pid, milliseconds time) {
    ::kill(pid, SIGSTOP);
    await([] { return false; }, time);  // the time of the disturbance is what is tested
    ::kill(pid, SIGCONT);
  }
  pid_t pid() const { return pid_; }
  void await_end() {
    int status = 0;
    EXPECT_TRUE(await([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; }, kGiveUp));
    pid_ = 0;
    const auto log = sys::read_file(place_.path() / "log");
    std::fprintf(stderr, "%s\n", log.ok() ? log->c_str() : "no log");
  }

 private:
  const Workplace& place_;
  pid_t pid_ = 0;
  std::set<pid_t> seen_;
};

void build_kernel(const Workplace& place) {
  ASSERT_EQ(folioscope({"build", place.experiment().string()}).code, 0);
}

// Either a sample or, on a host that is too busy for this test as well, the host's.
void expect_nothing_blamed_on_the_guest(const fs::path& run) {
  for (const auto& row : sql(run, "select id, status, reason from cell")) {
    EXPECT_THAT(row["status"].get<std::string>(), AnyOf("done", "host-error")) << row;
    if (row["status"] == "host-error") {
      EXPECT_THAT(row["reason"].get<std::string>(), HasSubstr("QEMU ran for")) << row;
    }
  }
}

TEST(Starved, GuestsBehindAHogPerCore_AreGivenTheTimeTheyDidNotGet) {
  Workplace place(experiment(2));
  build_kernel(place);
  {
    std::vector<std::unique_ptr<Hog>> hogs;
    for (long cpu = 0; cpu < ::sysconf(_SC_NPROCESSORS_ONLN); ++cpu)
      hogs.push_back(std::make_unique<Hog>(static_cast<int>(cpu)));
    RunUnderWay run(place);
    run.await_end();
  }
  expect_nothing_blamed_on_the_guest(place.run());
  const auto rows = sql(place.run(), "select qemu_ran_ms, qemu_waited_ms from attempt");
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows)
    EXPECT_GT(row["qemu_waited_ms"].get<int>(), row["qemu_ran_ms"].get<int>() / 2) << row;
}

TEST(Starved, KilledAndStoppedGuestsAndAPausedOrchestrator_LoseNoBoot) {
  Workplace place(experiment(4));
  build_kernel(place);
  {
    RunUnderWay run(place);
    const pid_t first = run.next_guest();
    run.await_console();
    ::kill(first, SIGKILL);  // while it boots
    const pid_t second = run.next_guest();
    run.await_hello();
    ::kill(second, SIGKILL);  // in its workload
    run.next_guest();         // the third boot of the first cell

    const pid_t booting = run.next_guest();
    run.await_console();
    run.stop_for(booting, kDisturbance);
    run.next_guest();
    run.await_console();
    run.stop_for(run.pid(), kDisturbance);
    const pid_t last = run.next_guest();
    run.await_hello();
    run.stop_for(last, kDisturbance);
    run.await_end();
  }
  expect_nothing_blamed_on_the_guest(place.run());
  const auto killed =
      sql(place.run(), "select reason from attempt where qemu_end like 'signal 9%'");
  EXPECT_EQ(killed.size(), 2u);
  for (const auto& row : killed)
    EXPECT_THAT(row["reason"].get<std::string>(), HasSubstr("signal 9 (Killed)"));
  const auto stopped =
      sql(place.run(), "select qemu_stopped_ms from attempt where qemu_stopped_ms > 6000");
  EXPECT_EQ(stopped.size(), 2u);
  const auto paused = sql(place.run(), "select paused_ms from attempt where paused_ms > 6000");
  EXPECT_EQ(paused.size(), 1u);
}

}  // namespace
}  // namespace folioscope::e2e
