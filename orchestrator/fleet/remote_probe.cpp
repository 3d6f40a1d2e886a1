// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "fleet/remote_fleet.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

// The kernel's first line comes within two seconds on a crowded host; the network adds some.
constexpr std::chrono::seconds kRemoteFirstLine{15};
constexpr std::chrono::milliseconds kLookAgain{100};

BootRequest smallest_guest(const std::filesystem::path& kernel, const std::filesystem::path& initrd,
                           const std::filesystem::path& directory) {
  BootRequest request;
  request.name = "probe";
  request.machine.name = "probe";
  request.machine.vcpus = 1;
  request.machine.memory = mib(256);
  request.machine.nodes = {{request.machine.memory, {0}}};
  request.accel = Accel::Kvm;
  request.kernel = kernel;
  request.initrd = initrd;
  request.cmdline = "console=ttyS0 earlyprintk=serial,ttyS0 panic=-1";
  request.console = directory / "probe.console";
  request.scratch = directory;
  return request;
}

// How the guest ended, for whoever waits.
class Ending {
 public:
  void tell(const GuestEvent& event) {
    if (event.kind == GuestEvent::Kind::Oops || event.kind == GuestEvent::Kind::Hang) return;
    const std::lock_guard lock(mutex_);
    text_ = event.text;
    changed_.notify_all();
  }
  std::optional<std::string> wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [&] { return text_.has_value(); });
    return text_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::string> text_;
};

}  // namespace

ProbeResult probe_acceleration(Fleet& fleet, const std::filesystem::path& kernel,
                               const std::filesystem::path& initrd,
                               const std::filesystem::path& directory) {
  const auto facts = fleet.facts();
  if (!facts) return {Accel::Tcg, "tcg: " + facts.fault().what};
  if (!facts->offers_kvm) return {Accel::Tcg, fmt::format("tcg: {} has no KVM", facts->uri)};
  Ending ending;
  const BootRequest request = smallest_guest(kernel, initrd, directory);
  const auto begin = std::chrono::steady_clock::now();
  const auto guest = fleet.boot(request, [&](const GuestEvent& event) { ending.tell(event); });
  if (!guest) return {Accel::Tcg, "tcg: no guest starts with KVM: " + guest.fault().what};
  while (true) {
    const auto end = ending.wait_for(kLookAgain);
    const auto passed = std::chrono::steady_clock::now() - begin;
    if (sys::read_or_empty(request.console).find("Linux version") != std::string::npos)
      return {Accel::Kvm, fmt::format("kvm: a guest greeted after {:.1f} s",
                                      std::chrono::duration<double>(passed).count())};
    if (end) return {Accel::Tcg, "tcg: a guest with KVM ended without a word: " + *end};
    if (passed > kRemoteFirstLine)
      return {Accel::Tcg, "tcg: KVM is there, but a guest with it does not boot"};
  }
}

}  // namespace folioscope::fleet
