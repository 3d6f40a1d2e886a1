// SPDX-License-Identifier: GPL-3.0-or-later
// Boots one guest and says when what happened, in milliseconds: for the benchmark and for trying a
// kernel by hand. The console goes to standard output at the end.
//   fleet_boot OWNER KERNEL INITRD CMDLINE DIRECTORY
//   fleet_boot --remove-orphans OWNER
// FOLIOSCOPE_HOST=URI boots on that host, through libvirt alone.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string_view>

#include "fleet/fleet.h"
#include "fleet/io_thread.h"
#include "fleet/remote_fleet.h"
#include "fleet/uri.h"
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
    case fleet::GuestEvent::Kind::Oops:
      return "oops";
    case fleet::GuestEvent::Kind::Hang:
      return "hang";
    case fleet::GuestEvent::Kind::Stopped:
      return "stopped";
    case fleet::GuestEvent::Kind::Crashed:
      return "crashed";
    case fleet::GuestEvent::Kind::QemuDied:
      return "QEMU died";
  }
  return "?";
}

// Prints each moment with the time since the program began. Flushed: a reader may wait for a line.
class Log {
 public:
  void say(std::string_view what) const {
    const std::chrono::duration<double, std::milli> elapsed = Clock::now() - begin_;
    fmt::print("{:8.1f} ms  {}\n", elapsed.count(), what);
    std::fflush(stdout);
  }

 private:
  Clock::time_point begin_ = Clock::now();
};

Result<std::unique_ptr<fleet::Fleet>> open_fleet(fleet::IoThread& io, const std::string& owner) {
  const char* host = std::getenv("FOLIOSCOPE_HOST");
  if (host == nullptr) return fleet::Fleet::open(io.io(), {.uri = {}, .owner = owner});
  TRY(const fleet::HostUri uri, fleet::parse_host_uri(host));
  return fleet::open_remote(io.io(), uri, owner);
}

int remove_orphans(const std::string& owner) {
  fleet::IoThread io;
  auto opened = open_fleet(io, owner);
  if (!opened) return fail(opened.fault());
  const auto removed = (*opened)->remove_orphans();
  if (!removed) return fail(removed.fault());
  for (const std::string& name : *removed) fmt::print("{}\n", name);
  return 0;
}

fleet::BootRequest request_of(char** argv) {
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
  request.channel = true;  // as every boot of a run has it
  return request;
}

int boot(const std::string& owner, const fleet::BootRequest& request) {
  const Log log;
  fleet::IoThread io;
  log.say("begin");
  auto opened = open_fleet(io, owner);
  if (!opened) return fail(opened.fault());
  log.say("connected");

  std::mutex mutex;
  std::condition_variable ended;
  bool over = false;
  auto guest = (*opened)->boot(request, [&](const fleet::GuestEvent& event) {
    log.say(fmt::format("{}: {}", name_of(event.kind), event.text));
    const std::lock_guard lock(mutex);
    over =
        event.kind != fleet::GuestEvent::Kind::Oops && event.kind != fleet::GuestEvent::Kind::Hang;
    ended.notify_one();
  });
  if (!guest) return fail(guest.fault());
  log.say("domain created");
  std::unique_lock lock(mutex);
  const bool in_time = ended.wait_for(lock, std::chrono::minutes(2), [&] { return over; });
  lock.unlock();
  if (!in_time) fmt::print("{}\n", (*guest)->diagnose());
  return in_time ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--remove-orphans") return remove_orphans(argv[2]);
  if (argc != 6) {
    fmt::print(stderr,
               "usage: fleet_boot OWNER KERNEL INITRD CMDLINE DIRECTORY\n"
               "       fleet_boot --remove-orphans OWNER\n");
    return 2;
  }
  fmt::print("pid {}\n", ::getpid());
  const fleet::BootRequest request = request_of(argv);
  const int status = boot(argv[1], request);
  if (auto console = sys::read_file(request.console)) fmt::print("{}", *console);
  return status;
}
