// SPDX-License-Identifier: GPL-3.0-or-later
// A workload for testing the testbed itself: ends in each way that a boot can end.
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

constexpr const char* kDropCaches = "/proc/sys/vm/drop_caches";

constexpr Option kOptions[] = {
    {"mode", "ok", "ok|exit|hang|freeze|drop",
     "ok: touch memory and end; exit: end with 1; hang: never end; freeze: stop the agent, so that "
     "the guest falls silent; drop: write to /proc/sys/vm/drop_caches"},
    {"megabytes", "8", "1..4096", "MiB of anonymous memory to touch"},
};
constexpr Program kProgram = {"selftest", "Ends a boot in the way it is told to.", kOptions};

Status touch(std::uint64_t megabytes) {
  const std::size_t size = megabytes << 20;
  TRY(const Mapping memory,
      Mapping::map(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  const Stopwatch watch;
  for (std::size_t at = 0; at < size; at += kPageSize) memory.data()[at] = std::byte{1};
  print_line(metric_line("selftest_touched", static_cast<double>(size / kPageSize), "pages"));
  print_line(metric_line("selftest_touch_time", watch.milliseconds(), "ms"));
  return {};
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
  return touch(args.number("megabytes"));
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
