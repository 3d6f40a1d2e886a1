// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/probe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "base/unique_fd.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// With KVM the kernel's first line comes within half a second, on a crowded host within two.
constexpr std::chrono::seconds kFirstLineDeadline{6};

// The answer holds until the host boots again: the modules, the firmware or the outer hypervisor
// may have changed by then.
std::string host_key() {
  utsname name{};
  ::uname(&name);
  auto boot_id = sys::read_file("/proc/sys/kernel/random/boot_id");
  return fmt::format("{} {}", name.release, boot_id ? boot_id->substr(0, 36) : "unknown");
}

// The file: the key on the first line, "kvm" or "tcg" on the second, the reason on the third.
std::optional<ProbeResult> remembered(const fs::path& file, const std::string& key) {
  const auto text = sys::read_file(file);
  if (!text || !text->starts_with(key + "\n")) return std::nullopt;
  const std::string rest = text->substr(key.size() + 1);
  const std::size_t end = rest.find('\n');
  if (end == rest.npos) return std::nullopt;
  const std::string accel = rest.substr(0, end);
  if (accel != "kvm" && accel != "tcg") return std::nullopt;
  std::string why = rest.substr(end + 1);
  why.erase(why.find_last_not_of('\n') + 1);
  return ProbeResult{accel == "kvm" ? Accel::Kvm : Accel::Tcg, std::move(why)};
}

// Requests a stop when the deadline passes, unless it is destroyed before.
class Deadline {
 public:
  Deadline(std::stop_source stop, std::chrono::milliseconds after)
      : thread_([this, stop, after](std::stop_token cancelled) mutable {
          std::unique_lock lock(mutex_);
          if (!wake_.wait_for(lock, cancelled, after, [&] { return cancelled.stop_requested(); }))
            stop.request_stop();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

// No initrd: the kernel's first line is enough, and its panic without a root ends the guest.
std::vector<std::string> kvm_guest(const fs::path& kernel) {
  return {"qemu-system-x86_64",
          "-accel",
          "kvm",
          "-cpu",
          "host",
          "-smp",
          "1",
          "-m",
          "256",
          "-nodefaults",
          "-no-user-config",
          "-display",
          "none",
          "-serial",
          "stdio",
          "-no-reboot",
          "-kernel",
          kernel.string(),
          "-append",
          "console=ttyS0 earlyprintk=serial,ttyS0 panic=-1"};
}

}  // namespace

ProbeResult probe_with(std::vector<std::string> guest, std::chrono::milliseconds deadline) {
  std::stop_source stop;
  const auto begin = Clock::now();
  std::optional<std::chrono::duration<double>> greeting;
  std::string first_words;
  sys::Command command;
  command.argv = std::move(guest);
  command.on_line = [&](std::string_view line) {
    if (first_words.empty()) first_words = line;
    if (greeting || line.find("Linux version") == line.npos) return;
    greeting = Clock::now() - begin;
    stop.request_stop();
  };
  const Deadline timer(stop, deadline);
  const auto exit = sys::run(command, stop.get_token());
  if (greeting)
    return {Accel::Kvm, fmt::format("kvm: a guest greeted after {:.1f} s", greeting->count())};
  if (stop.stop_requested())
    return {Accel::Tcg,
            fmt::format("tcg: /dev/kvm opens, but a guest with it does not boot in {:.1f} s",
                        std::chrono::duration<double>(deadline).count())};
  return {Accel::Tcg,
          "tcg: no guest starts with /dev/kvm: " + (exit ? first_words : exit.fault().what)};
}

bool was_busy(const sys::HostCounters& before, const sys::HostCounters& after,
              std::chrono::nanoseconds passed) {
  if (before.cpu_pressure && after.cpu_pressure)
    return *after.cpu_pressure - *before.cpu_pressure > passed / 2;
  return after.steal - before.steal > passed / 2;
}

ProbeResult probe_acceleration(const fs::path& kernel, const fs::path& cache) {
  const UniqueFd kvm(::open("/dev/kvm", O_RDWR | O_CLOEXEC));
  if (!kvm) return {Accel::Tcg, fmt::format("tcg: cannot open /dev/kvm: {}", std::strerror(errno))};
  const fs::path file = cache / "acceleration";
  const std::string key = host_key();
  if (auto known = remembered(file, key)) return *known;
  const sys::HostCounters before = sys::read_host_counters();
  const auto begin = Clock::now();
  ProbeResult result = probe_with(kvm_guest(kernel), kFirstLineDeadline);
  if (result.accel == Accel::Tcg &&
      was_busy(before, sys::read_host_counters(), Clock::now() - begin)) {
    result.why += "; the host was busy, so the next run asks again";
    return result;
  }
  // A cache that cannot be written costs the next run a few seconds, no more.
  static_cast<void>(
      sys::write_file(file, fmt::format("{}\n{}\n{}\n", key, to_string(result.accel), result.why)));
  return result;
}

}  // namespace folioscope::fleet
