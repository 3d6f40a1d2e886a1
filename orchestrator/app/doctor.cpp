// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <thread>
#include <vector>

#include "app/cli.h"
#include "app/open_run.h"
#include "app/output.h"
#include "app/progress_line.h"
#include "fleet/fleet.h"
#include "fleet/limits.h"
#include "image/image.h"
#include "sys/files.h"
#include "sys/host.h"
#include "sys/process.h"

namespace folioscope::app {
namespace {

namespace fs = std::filesystem;

struct Finding {
  bool ok = false;
  std::string what, remedy;
};

Finding program(const std::string& name, const std::string& package) {
  const auto path = sys::find_program(name);
  if (!path) return {false, name + " is missing", "apt-get install " + package};
  return {true, name + ": " + *path, ""};
}

Finding memory() {
  const sys::Host host = sys::measure_host();
  const auto free_mib = host.memory_free.count >> 20;
  return {free_mib >= 1024,
          fmt::format("{} cores, {} MiB of memory, {} MiB available", host.cores,
                      host.memory.count >> 20, free_mib),
          "a guest needs 512 MiB and more: end something, or use a larger host"};
}

// A kernel tree and its objects take 2-3 GiB.
constexpr std::uintmax_t kRoomForBuilds = std::uintmax_t{4} << 30;

Finding cache() {
  const auto dir = sys::cache_dir();
  if (!dir) return {false, dir.fault().what, dir.fault().remedy};
  std::error_code error;
  const fs::space_info space = fs::space(*dir, error);
  return {!error && space.available >= kRoomForBuilds,
          fmt::format("cache {}: {} MiB free", dir->string(), space.available >> 20),
          "kernel builds need 4 GiB: free some, or set FOLIOSCOPE_CACHE to a larger disk"};
}

Finding kernel_source() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/src", error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("linux-source-") && name.ends_with(".tar.xz"))
      return {true, "kernel source: " + entry.path().string(), ""};
  }
  if (sys::find_program("apt-get").ok())
    return {true, "kernel source: none in /usr/src; apt fetches what an experiment names", ""};
  return {false, "no Debian kernel source in /usr/src, and no apt to fetch one",
          "use a git, tarball or tree base"};
}

Finding guest_programs() {
  const auto dir = sys::guest_dir();
  if (!dir) return {false, dir.fault().what, dir.fault().remedy};
  const auto contents = image::find_contents(*dir);
  if (!contents) return {false, contents.fault().what, contents.fault().remedy};
  return {
      true,
      fmt::format("guest programs: {} ({} workloads)", dir->string(), contents->workloads.size()),
      ""};
}

Finding libvirt(const std::string& uri) {
  boost::asio::io_context io;
  auto work = boost::asio::make_work_guard(io);
  std::jthread thread([&io] { io.run(); });
  Finding finding;
  {
    const auto fleet = fleet::Fleet::open(io, {.uri = uri, .owner = "doctor"});
    finding = fleet ? Finding{true, "libvirt: connected", ""}
                    : Finding{false, fleet.fault().what, fleet.fault().remedy};
  }
  work.reset();
  io.stop();
  return finding;
}

// Not bad: most experiments need no more.
Finding vcpus() {
  const auto limits = fleet::ask_limits();
  if (!limits) return {false, limits.fault().what, limits.fault().remedy};
  const std::string more =
      limits->tcg < 384 ? fmt::format("; {}", fleet::kMoreVcpus) : std::string();
  return {true,
          fmt::format("QEMU {}: machines of up to {} vCPUs, {} with KVM{}", limits->qemu,
                      limits->tcg, limits->kvm, more),
          ""};
}

Finding kvm() {
  if (::access("/dev/kvm", R_OK | W_OK) != 0)
    return {true, "/dev/kvm cannot be used: guests are emulated (TCG)", ""};
  return {true, "/dev/kvm opens; each run boots a probe guest before it believes in it", ""};
}

void look_at_host(const std::string& uri, Context& context) {
  const std::vector<Finding> findings = {
      memory(),
      cache(),
      program("gcc", "gcc"),
      program("make", "make"),
      program("flex", "flex"),
      program("bison", "bison"),
      program("bc", "bc"),
      program("git", "git"),
      program("qemu-system-x86_64", "qemu-system-x86"),
      program("mkfs.ext4", "e2fsprogs"),
      program("mkfs.xfs", "xfsprogs"),
      program("busybox", "busybox-static"),
      kernel_source(),
      guest_programs(),
      vcpus(),
      kvm(),
      libvirt(uri),
  };
  for (const Finding& finding : findings) {
    print_out("{:4} {}\n", finding.ok ? "ok" : "BAD", finding.what);
    if (finding.ok) continue;
    if (!finding.remedy.empty()) print_out("     -> {}\n", finding.remedy);
    context.exit_code = kExitHost;
  }
}

// Reads a run from end to end, which nothing else does.
void look_at_run(const std::string& run, Context& context) {
  const auto reader = open_run(run, context);
  if (!reader) return;
  std::size_t cells = 0;
  ProgressLine progress;
  const auto problems = reader->verify([&](CellId cell) {
    ++cells;
    progress.show(fmt::format("cell {}", cell.value), false, -1);
  });
  if (!problems) {
    context.fail(problems.fault());
    return;
  }
  if (problems->empty()) {
    print_out("ok   {}: whole, with {} boots\n", run, cells);
    return;
  }
  for (const std::string& problem : *problems) print_out("BAD  {}\n", problem);
  print_out("     -> copy the file again from where it came from, or run the experiment again\n");
  context.exit_code = kExitUsage;
}

}  // namespace

void add_doctor(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("doctor", "look for what is missing on this host, or for damage in a run");
  auto run = std::make_shared<std::string>();
  auto uri = std::make_shared<std::string>();
  command->add_option("RUN", *run,
                      "run directory or its run.db: read it from end to end instead of the host");
  command->add_option("--uri", *uri, "libvirt connection to try; default: the in-process driver");
  command->callback([run, uri, &context] {
    if (run->empty())
      look_at_host(*uri, context);
    else
      look_at_run(*run, context);
  });
}

}  // namespace folioscope::app
