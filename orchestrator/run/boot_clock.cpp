// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/boot_clock.h"

#include <algorithm>

namespace folioscope::run {
namespace {

using std::chrono::nanoseconds;

// A guest that wants less of one CPU than this has nothing to do but its timers; that it waits for
// those a little says nothing.
constexpr double kIdle = 0.05;

nanoseconds times(double factor, nanoseconds time) {
  return nanoseconds(static_cast<std::int64_t>(factor * static_cast<double>(time.count())));
}

// What a hypervisor below this host took from it, as a share of a tick.
double steal_share(const sys::HostCounters& before, const sys::HostCounters& after) {
  const auto all = after.cpu_time - before.cpu_time;
  const auto steal = after.steal - before.steal;
  if (all.count() <= 0 || steal.count() <= 0) return 0;
  return std::min(1.0, static_cast<double>(steal.count()) / static_cast<double>(all.count()));
}

using Pressure = std::optional<std::chrono::microseconds>;
Pressure since(const Pressure& before, const Pressure& now) {
  if (!before || !now) return std::nullopt;
  return *now - *before;
}

}  // namespace

double lost_share(const fleet::CpuUse& before, const fleet::CpuUse& after, nanoseconds tick) {
  double ran = 0, waited = 0;
  for (const fleet::VcpuUse& now : after.vcpus) {
    const auto then = std::ranges::find(before.vcpus, now.thread, &fleet::VcpuUse::thread);
    if (then == before.vcpus.end()) continue;
    ran += static_cast<double>((now.ran - then->ran).count());
    waited += static_cast<double>((now.waited - then->waited).count());
  }
  const double wanted = ran + waited;
  return wanted > kIdle * static_cast<double>(tick.count()) ? waited / wanted : 0;
}

BootClock::BootClock(const Reading& first) : first_(first.host), last_(first) {
  points_.push_back({first.at, {}, {}});
}

void BootClock::add(const Reading& reading) {
  nanoseconds passed = reading.at - last_.at;
  evidence_.wall += passed;
  if (passed > kLongestTick) {
    evidence_.paused += passed - kTick;
    passed = kTick;
  }
  counted_ += passed;
  const double left = 1 - steal_share(last_.host, reading.host);
  if (reading.guest && reading.guest->stopped) {
    evidence_.stopped += passed;
  } else if (reading.guest && last_.guest) {
    evidence_.served +=
        times(left * (1 - lost_share(*last_.guest, *reading.guest, reading.at - last_.at)), passed);
  } else {
    evidence_.served += times(left, passed);
  }
  if (reading.guest) {
    evidence_.ran = reading.guest->ran;
    evidence_.waited = {};
    for (const fleet::VcpuUse& vcpu : reading.guest->vcpus) evidence_.waited += vcpu.waited;
  }
  add_pressure(reading.host);
  points_.push_back({reading.at, evidence_.served, evidence_.paused});
  while (points_.size() > 2 && points_[1].at <= reading.at - kLately) points_.pop_front();
  const auto guest = reading.guest ? reading.guest : last_.guest;
  last_ = reading;
  last_.guest = guest;
}

void BootClock::add_pressure(const sys::HostCounters& host) {
  evidence_.steal = host.steal - first_.steal;
  evidence_.cpu_pressure = since(first_.cpu_pressure, host.cpu_pressure);
  evidence_.memory_pressure = since(first_.memory_pressure, host.memory_pressure);
  evidence_.io_pressure = since(first_.io_pressure, host.io_pressure);
}

Deadline BootClock::in(std::chrono::milliseconds limit) const {
  return {evidence_.served + limit, counted_ + kWallBound * limit};
}

Expired BootClock::expired(const Deadline& deadline) const {
  if (evidence_.served >= deadline.served) return Expired::Served;
  return counted_ >= deadline.wall ? Expired::Wall : Expired::No;
}

nanoseconds BootClock::left(const Deadline& deadline) const {
  return std::max(nanoseconds(0),
                  std::min(deadline.served - evidence_.served, deadline.wall - counted_));
}

BootClock::Lately BootClock::lately() const {
  const Point& first = points_.front();
  return {last_.at - first.at, evidence_.served - first.served, evidence_.paused - first.paused};
}

}  // namespace folioscope::run
