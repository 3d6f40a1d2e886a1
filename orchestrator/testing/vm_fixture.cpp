// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/vm_fixture.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <set>

#include "base/temp_dir.h"
#include "fleet/console_tail.h"
#include "image/cpio.h"
#include "kbuild/builder.h"
#include "testing/places.h"

namespace folioscope::fleet {
namespace {

constexpr std::chrono::seconds kDeadline{120};

constexpr std::string_view kInit = R"init(#!/bin/busybox sh
export PATH=/bin
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
busybox mount -t devtmpfs dev /dev
echo "test: cpus $(busybox nproc)"
for node in /sys/devices/system/node/node[0-9]*; do
  echo "test: ${node##*/} cpus $(busybox cat $node/cpulist) distance $(busybox cat $node/distance)"
done
uptime_cs() { read -r up idle < /proc/uptime; echo $((${up%.*} * 100 + 1${up#*.} - 100)); }
case "$(busybox cat /proc/cmdline)" in
  *t.do=hang*) echo "test: hanging"; while :; do busybox sleep 1000; done ;;
  *t.do=read*) for disk in vda vdb; do
      start=$(uptime_cs)
      busybox dd if=/dev/$disk of=/dev/null bs=1M count=3 2>/dev/null
      echo "test: $disk $(($(uptime_cs) - start)) cs"
    done ;;
  *t.do=talk*) for port in /sys/class/virtio-ports/*; do
      echo "test: port $(busybox cat $port/name)"
      exec 3<> /dev/${port##*/}
      echo hello >&3
      read -r answer <&3
      echo "test: heard $answer"
    done ;;
  *t.do=reach*) busybox ifconfig lo up
    for card in /sys/class/net/*; do echo "test: interface ${card##*/}"; done
    if [ -e /sys/class/net/eth0 ]; then
      busybox ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
      busybox route add default gw 10.0.2.2
    fi
    busybox nc -l -p 7099 < /dev/null &
    until busybox nc 127.0.0.1 7099 < /dev/null; do :; done
    echo "test: 127.0.0.1 answers"
    read -r words < /proc/cmdline
    if busybox nc -w 5 10.0.2.2 ${words##*t.port=} < /dev/null; then
      echo "test: the host answers"
    else
      echo "test: the host does not answer"
    fi ;;
  *t.do=zones*) while read -r word rest; do
      case "$word $rest" in
        Node\ *) zone="${rest%%,*} ${rest##* }" ;;
        present\ 0) ;;
        present\ *) echo "test: node $zone present $rest" ;;
      esac
    done < /proc/zoneinfo ;;
esac
busybox poweroff -f
)init";

Status write_image(const std::filesystem::path& file, std::string_view init) {
  TRY(const std::string busybox, sys::read_file("/bin/busybox"));
  image::CpioWriter writer;
  for (const char* directory : {"bin", "dev", "etc", "mnt", "proc", "sys", "tmp"})
    writer.directory(directory, 0755);
  writer.character_device("dev/console", 0600, 5, 1);
  writer.file("bin/busybox", 0755, busybox);
  writer.file("init", 0755, init);
  return sys::write_file(file, std::move(writer).finish());
}

}  // namespace

std::function<void(const GuestEvent&)> EventLog::recorder() {
  return [this](const GuestEvent& event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    changed_.notify_all();
  };
}

GuestEvent EventLog::next() {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, kDeadline, [&] { return taken_ < events_.size(); }))
    return events_[taken_++];
  ADD_FAILURE() << "no event came";
  return {GuestEvent::Kind::Crashed, "no event came"};
}

void await_text(boost::asio::io_context& io, const std::filesystem::path& file,
                const std::string& text) {
  std::promise<void> found;
  std::string seen;
  bool told = false;
  auto tail = ConsoleTail::create(io, file, [&](std::string_view bytes) {
    seen += bytes;
    if (!told && seen.find(text) != seen.npos) {
      told = true;
      found.set_value();
    }
  });
  ASSERT_TRUE(tail.ok()) << tail.fault().what;
  (*tail)->start();
  EXPECT_EQ(found.get_future().wait_for(kDeadline), std::future_status::ready)
      << "no \"" << text << "\" on the console:\n"
      << seen;
  // The tail refers to this frame: it is closed on its own thread before we leave.
  std::promise<void> closed;
  (*tail)->close();
  boost::asio::post(io, [&] { closed.set_value(); });
  closed.get_future().wait();
}

Result<std::filesystem::path> test_kernel() {
  if (const char* named = std::getenv("FOLIOSCOPE_TEST_KERNEL"))
    return std::filesystem::path(named);
  // That of the shipped experiments, so that one tree does for all tests.
  const std::filesystem::path source = source_dir();
  kbuild::Recipe recipe;
  recipe.base.source = "linux-source-6.1";
  for (const char* fragment : {"base", "tracing", "mm-debug", "instrumentation"})
    recipe.fragments.push_back(source / fmt::format("configs/kernel/{}.config", fragment));
  recipe.overlay = source / "guest-image/instrumentation/core";
  std::set<std::filesystem::path> patches;
  for (const auto& file :
       std::filesystem::directory_iterator(source / "guest-image/instrumentation/hooks/6.1"))
    patches.insert(file.path());
  for (const std::filesystem::path& patch : patches)
    recipe.instrumentation.push_back({spec::PatchStep::Kind::Patch, patch});
  kbuild::Options options;
  TRY(options.cache, sys::cache_dir());
  TRY(const kbuild::Kernel kernel, kbuild::build(recipe, options));
  return kernel.image;
}

Status write_test_image(const std::filesystem::path& file) { return write_image(file, kInit); }

Status write_product_image(const std::filesystem::path& file) {
  TRY(const std::string init,
      sys::read_file(std::filesystem::path(source_dir()) / "guest-image/init"));
  return write_image(file, init);
}

void FleetVm::SetUp() {
  auto kernel = test_kernel();
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what << "\n" << kernel.fault().remedy;
  kernel_ = *kernel;
  auto temp = TempDir::create("fleet");
  ASSERT_TRUE(temp.ok()) << temp.fault().what;
  temp_ = std::move(*temp);
  directory_ = temp_->path();
  const Status image = write_test_image(directory_ / "image.cpio");
  ASSERT_TRUE(image.ok()) << image.fault().what;
  // libvirt allows one embedded root per process, so the owner is the same in every test.
  owner_ = fmt::format("test-{}", ::getpid());
  auto fleet = Fleet::open(io_.io(), {.uri = {}, .owner = owner_});
  ASSERT_TRUE(fleet.ok()) << fleet.fault().what << "\n" << fleet.fault().remedy;
  fleet_ = std::move(*fleet);
}

void FleetVm::TearDown() {
  fleet_.reset();
  if (HasFailure() && temp_) {
    temp_->keep();
    fmt::print("kept: {}\n", directory_.string());
  }
}

BootRequest FleetVm::request(const std::string& name, int vcpus, std::string_view action) const {
  BootRequest request;
  request.name = name;
  request.machine.name = name;
  request.machine.vcpus = vcpus;
  request.machine.memory = mib(256);
  request.machine.nodes.resize(1);
  request.machine.nodes[0].memory = mib(256);
  for (int cpu = 0; cpu < vcpus; ++cpu) request.machine.nodes[0].cpus.push_back(cpu);
  request.kernel = kernel_;
  request.initrd = directory_ / "image.cpio";
  request.cmdline = fmt::format("console=ttyS0 panic=-1 no_timer_check t.do={}", action);
  request.console = directory_ / (name + ".console");
  request.scratch = directory_ / name;
  return request;
}

std::string FleetVm::console_of(const BootRequest& request) const {
  auto text = sys::read_file(request.console);
  return text ? *text : text.fault().what;
}

}  // namespace folioscope::fleet
