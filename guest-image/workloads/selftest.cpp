// SPDX-License-Identifier: GPL-3.0-or-later
// A workload for testing the testbed itself: ends in each way that a boot can end.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

#include "base/unique_fd.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

constexpr const char* kDropCaches = "/proc/sys/vm/drop_caches";
constexpr const char* kMarker = "/sys/kernel/tracing/instances/folioscope/trace_marker_raw";

// Four of these fill a ring-buffer page.
constexpr std::size_t kMarkerBytes = 992;

constexpr Option kOptions[] = {
    {"mode", "ok", "ok|exit|hang|freeze|drop|fill|spin",
     "ok: touch memory and end; exit: end with 1; hang: never end; freeze: stop the agent, so that "
     "the guest falls silent; drop: write to /proc/sys/vm/drop_caches; fill: write markers into "
     "the "
     "agent's ring buffer as fast as it takes them; spin: use the CPU and nothing else"},
    {"megabytes", "8", "1..4096",
     "MiB of anonymous memory to touch, or of markers to write; rounds to spin, in units of 2^20"},
};
constexpr Program kProgram = {"selftest", "Ends a boot in the way it is told to.", kOptions};

Status touch(std::uint64_t megabytes) {
  const std::size_t size = megabytes << 20;
  TRY(const Mapping memory,
      Mapping::map(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  const Stopwatch watch;
  for (std::size_t at = 0; at < size; at += kPageSize) memory.data()[at] = std::byte{1};
  const std::size_t pages = size / kPageSize;
  print_line(metric_line("selftest_touched", static_cast<double>(pages), "pages"));
  print_line(metric_line("selftest_touch_time", watch.milliseconds(), "ms"));
  return {};
}

// A full ring refuses with EBADF and counts it; then the reader gets the CPU for a moment. What the
// ring took, the agent has to carry.
Status fill(std::uint64_t megabytes) {
  const UniqueFd marker(::open(kMarker, O_WRONLY | O_CLOEXEC));
  if (!marker) return errno_fault("open", kMarker);
  const std::array<std::byte, kMarkerBytes> record{};
  const std::uint64_t records = (megabytes << 20) / record.size();
  const Stopwatch watch;
  for (std::uint64_t written = 0; written < records;) {
    if (::write(marker.get(), record.data(), record.size()) > 0)
      ++written;
    else if (errno == EBADF)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    else
      return errno_fault("write", kMarker);
  }
  print_line(metric_line("selftest_fill_time", watch.milliseconds(), "ms"));
  return {};
}

void spin(std::uint64_t megarounds) {
  const Stopwatch watch;
  volatile std::uint64_t counted = 0;
  for (std::uint64_t round = 0; round < megarounds << 20; ++round) counted = counted + 1;
  print_line(metric_line("selftest_spin_time", watch.milliseconds(), "ms"));
}

[[noreturn]] void wait_for_ever() {
  while (true) ::pause();
}

Status run(const Args& args) {
  const std::string_view mode = args.text("mode");
  if (mode == "exit") return guest_fault("selftest was told to fail");
  if (mode == "hang") wait_for_ever();
  if (mode == "freeze") {
    if (::kill(::getppid(), SIGSTOP) != 0) return errno_fault("stop", "the agent");
    wait_for_ever();
  }
  if (mode == "drop") {
    if (const int error = write_number(kDropCaches, 1); error != 0) {
      errno = error;
      return errno_fault("write", kDropCaches);
    }
  }
  if (mode == "spin") {
    spin(args.number("megabytes"));
    return {};
  }
  if (mode == "fill") return fill(args.number("megabytes"));
  return touch(args.number("megabytes"));
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
