// SPDX-License-Identifier: GPL-3.0-or-later
// Boots one guest and says when what happened, in milliseconds: for the benchmark and for trying a
// kernel by hand. The console goes to standard output at the end.
//   fleet_boot OWNER KERNEL INITRD CMDLINE DIRECTORY
#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "fleet/fleet.h"
#include "sys/files.h"

namespace {

using namespace folioscope;
using Clock = std::chrono::steady_clock;

int fail(const Fault& fault) {
  fmt::print(stderr, "fleet_boot: {}\n  {}\n", fault.what, fault.remedy);
  return 4;
}

const char* name_of(fleet::GuestEvent::Kind kind) {
  switch (kind) {
    case fleet::GuestEvent::Kind::Oops: return "oops";
    case fleet::GuestEvent::Kind::Hang: return "hang";
    case fleet::GuestEvent::Kind::Stopped: return "stopped";
    case fleet::GuestEvent::Kind::Crashed: return "crashed";
  }
  return "?";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: fleet_boot OWNER KERNEL INITRD CMDLINE DIRECTORY\n");
    return 2;
  }
  const auto begin = Clock::now();
  const auto say = [&](const std::string& what) {
    const std::chrono::duration<double, std::milli> elapsed = Clock::now() - begin;
    fmt::print("{:8.1f} ms  {}\n", elapsed.count(), what);
  };
  boost::asio::io_context io;
  auto work = boost::asio::make_work_guard(io);
  std::jthread io_thread([&] { io.run(); });
  const auto end_loop = [&] { work.reset(); };

  auto opened = fleet::Fleet::open(io, {.uri = {}, .owner = argv[1]});
  if (!opened) {
    end_loop();
    return fail(opened.fault());
  }
  say("connected");
  fleet::BootRequest request;
  request.name = "boot";
  request.machine.name = "boot";
  request.machine.vcpus = 4;
  request.machine.nodes = {{request.machine.memory, {0, 1, 2, 3}}};
  request.kernel = argv[2];
  request.initrd = argv[3];
  request.cmdline = argv[4];
  request.console = std::filesystem::path(argv[5]) / "console";
  request.scratch = argv[5];

  std::mutex mutex;
  std::condition_variable ended;
  bool over = false;
  auto guest = (*opened)->boot(request, [&](const fleet::GuestEvent& event) {
    say(fmt::format("{}: {}", name_of(event.kind), event.text));
    const std::lock_guard lock(mutex);
    over = event.kind == fleet::GuestEvent::Kind::Stopped ||
           event.kind == fleet::GuestEvent::Kind::Crashed;
    ended.notify_one();
  });
  if (!guest) {
    opened->reset();
    end_loop();
    return fail(guest.fault());
  }
  say("domain created");
  std::unique_lock lock(mutex);
  if (!ended.wait_for(lock, std::chrono::minutes(2), [&] { return over; }))
    fmt::print("{}\n", (*guest)->diagnose());
  lock.unlock();
  guest->reset();
  opened->reset();
  end_loop();
  if (auto console = sys::read_file(request.console)) fmt::print("{}", *console);
  return 0;
}
