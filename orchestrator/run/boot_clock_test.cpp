// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/boot_clock.h"

#include <gtest/gtest.h>

#include <vector>

namespace folioscope::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// A guest whose vCPUs run and wait as told, read every half second.
class World {
 public:
  explicit World(std::size_t vcpus = 1) : ran_(vcpus), waited_(vcpus), clock_(reading(true)) {}

  // Each vCPU runs and waits for these shares of the time.
  void pass(nanoseconds time, double ran, double waited) {
    pass(time, std::vector<std::pair<double, double>>(ran_.size(), {ran, waited}));
  }
  void pass(nanoseconds time, const std::vector<std::pair<double, double>>& shares) {
    for (nanoseconds done{0}; done < time; done += BootClock::kTick)
      step(BootClock::kTick, shares, false);
  }
  void step(nanoseconds time, const std::vector<std::pair<double, double>>& shares, bool stopped) {
    now_ += time;
    for (std::size_t i = 0; i < ran_.size(); ++i) {
      ran_[i] += part(shares[i].first, time);
      waited_[i] += part(shares[i].second, time);
    }
    stopped_ = stopped;
    host_.cpu_time += std::chrono::duration_cast<milliseconds>(2 * time);  // two CPUs
    clock_.add(reading(true));
  }
  void stopped_for(nanoseconds time) {
    for (nanoseconds done{0}; done < time; done += BootClock::kTick)
      step(BootClock::kTick, std::vector<std::pair<double, double>>(ran_.size()), true);
  }
  void steal(milliseconds time) { host_.steal += time; }
  void press(milliseconds time) { host_.cpu_pressure = *host_.cpu_pressure + time; }
  void lose_the_guest() {
    now_ += BootClock::kTick;
    clock_.add(reading(false));
  }
  const BootClock& clock() const { return clock_; }

 private:
  static nanoseconds part(double share, nanoseconds time) {
    return nanoseconds(static_cast<std::int64_t>(share * static_cast<double>(time.count())));
  }
  Reading reading(bool guest) const {
    Reading reading{std::chrono::steady_clock::time_point(now_), {}, host_};
    if (!guest) return reading;
    reading.guest.emplace();
    reading.guest->stopped = stopped_;
    for (std::size_t i = 0; i < ran_.size(); ++i) {
      reading.guest->vcpus.push_back({static_cast<pid_t>(10 + i), ran_[i], waited_[i]});
      reading.guest->ran += ran_[i];
    }
    return reading;
  }

  nanoseconds now_{0};
  std::vector<nanoseconds> ran_, waited_;
  bool stopped_ = false;
  sys::HostCounters host_{.cpu_pressure = std::chrono::microseconds(7)};
  BootClock clock_;
};

double served(const World& world) {
  return std::chrono::duration<double>(world.clock().evidence().served).count();
}

TEST(BootClock, GuestThatGetsItsCpu_IsServedAllTheTime) {
  World world;
  world.pass(seconds(10), 1, 0);
  EXPECT_NEAR(served(world), 10, 0.01);
}

TEST(BootClock, GuestThatSleeps_IsServedAllTheTime) {
  World world;
  world.pass(seconds(10), 0.01, 0);
  EXPECT_NEAR(served(world), 10, 0.01);
}

TEST(BootClock, GuestThatWaitsForACpu_IsServedWhatItGot) {
  World world;
  world.pass(seconds(10), 0.25, 0.75);
  EXPECT_NEAR(served(world), 2.5, 0.01);
}

TEST(BootClock, IdleVcpus_DoNotHideAStarvedOne) {
  World world(4);
  world.pass(seconds(10), {{0.2, 0.8}, {0, 0}, {0, 0}, {0, 0}});
  EXPECT_NEAR(served(world), 2, 0.01);
}

// As seen in the boot of two vCPUs on a busy host: they slept for most of it, waiting for each
// other.
TEST(BootClock, SleepOfAStarvedGuest_IsNotTimeItWasServed) {
  World world(2);
  world.pass(seconds(30), {{0.04, 0.66}, {0.03, 0.47}});
  EXPECT_LT(served(world), 2);
}

TEST(BootClock, ShortWaitOfAnIdleGuest_IsNoStarvation) {
  World world;
  world.pass(seconds(10), 0.01, 0.03);
  EXPECT_NEAR(served(world), 10, 0.01);
}

TEST(BootClock, StoppedQemu_IsNotServed) {
  World world;
  world.pass(seconds(4), 1, 0);
  world.stopped_for(seconds(120));
  EXPECT_NEAR(served(world), 4, 0.01);
  EXPECT_EQ(world.clock().evidence().stopped, seconds(120));
}

TEST(BootClock, PauseOfThisProcess_IsNotCounted) {
  World world;
  world.pass(seconds(4), 1, 0);
  world.step(seconds(120), {{1, 0}}, false);
  EXPECT_NEAR(served(world), 4.5, 0.01);
  EXPECT_EQ(world.clock().evidence().paused, seconds(120) - BootClock::kTick);
  EXPECT_EQ(world.clock().evidence().wall, seconds(124));
}

TEST(BootClock, TimeStolenFromTheHost_IsNotServed) {
  World world;
  for (int i = 0; i < 20; ++i) {
    world.steal(milliseconds(500));  // one of two CPUs
    world.pass(BootClock::kTick, 1, 0);
  }
  EXPECT_NEAR(served(world), 5, 0.05);
  EXPECT_EQ(world.clock().evidence().steal, seconds(10));
}

TEST(BootClock, DeadlineIsTheGuestsWhenItWasServed) {
  World world;
  const Deadline deadline = world.clock().in(seconds(5));
  world.pass(seconds(4), 1, 0);
  EXPECT_EQ(world.clock().expired(deadline), Expired::No);
  world.pass(seconds(1), 1, 0);
  EXPECT_EQ(world.clock().expired(deadline), Expired::Served);
  EXPECT_EQ(world.clock().left(deadline).count(), 0);
}

TEST(BootClock, DeadlineWaitsForAStarvedGuestAndIsTheHostsInTheEnd) {
  World world;
  const Deadline deadline = world.clock().in(seconds(5));
  world.pass(seconds(40), 0.05, 0.95);
  EXPECT_EQ(world.clock().expired(deadline), Expired::No);
  world.pass(seconds(10), 0.05, 0.95);
  EXPECT_EQ(world.clock().expired(deadline), Expired::Wall);
}

TEST(BootClock, PauseDoesNotBringTheWallNearer) {
  World world;
  const Deadline deadline = world.clock().in(seconds(5));
  world.step(std::chrono::hours(1), {{1, 0}}, false);
  EXPECT_EQ(world.clock().expired(deadline), Expired::No);
}

TEST(BootClock, EvidenceIsWhatQemuHadAndTheHostSaid) {
  World world(2);
  world.press(milliseconds(300));
  world.pass(seconds(10), 0.25, 0.5);
  world.lose_the_guest();
  const HostEvidence& evidence = world.clock().evidence();
  EXPECT_EQ(evidence.ran, seconds(5));
  EXPECT_EQ(evidence.waited, seconds(10));
  EXPECT_EQ(evidence.cpu_pressure, milliseconds(300));
  EXPECT_FALSE(evidence.io_pressure.has_value());
}

TEST(BootClock, LatelyForgetsWhatWasLongAgo) {
  World world;
  world.step(seconds(120), {{1, 0}}, false);
  EXPECT_GT(world.clock().lately().paused, seconds(100));
  world.pass(std::chrono::minutes(10), 1, 0);
  const BootClock::Lately lately = world.clock().lately();
  EXPECT_EQ(lately.paused.count(), 0);
  EXPECT_EQ(lately.wall, BootClock::kLately);
  EXPECT_EQ(lately.served, lately.wall);
}

}  // namespace
}  // namespace folioscope::run
