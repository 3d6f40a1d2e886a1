// SPDX-License-Identifier: GPL-3.0-or-later
// Real guests through the embedded driver.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <future>
#include <sstream>

#include "base/limits.h"
#include "fleet/connection.h"
#include "fleet/domain_xml.h"
#include "fleet/embed_root.h"
#include "fleet/fleet.h"
#include "fleet/libvirt_error.h"
#include "fleet/limits.h"
#include "fleet/orphans.h"
#include "fleet/process_owner.h"
#include "fleet/uri.h"
#include "sys/process.h"
#include "testing/vm_fixture.h"

namespace folioscope::fleet {
namespace {

using Kind = GuestEvent::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

TEST_F(FleetVm, NumaGuest_SeesItsNodesAndPowersOff) {
  BootRequest numa = request("numa", 4, "nothing");
  numa.machine.nodes = {{mib(128), {0, 1}}, {mib(128), {2, 3}}};
  numa.machine.distances = {{10, 30}, {40, 10}};
  EventLog events;
  auto guest = fleet_->boot(numa, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  const GuestEvent last = events.next();
  EXPECT_EQ(last.kind, Kind::Stopped) << last.text;
  EXPECT_THAT(last.text, StartsWith("powered off"));
  const std::string console = console_of(numa);
  EXPECT_THAT(console, HasSubstr("test: cpus 4"));
  EXPECT_THAT(console, HasSubstr("test: node0 cpus 0-1 distance 10 30"));
  EXPECT_THAT(console, HasSubstr("test: node1 cpus 2-3 distance 40 10"));
}

// Nodes of CPUs alone, the last and the first, and one of memory alone.
TEST_F(FleetVm, NodesOfCpusAloneAndOfMemoryAlone_AreSeenByTheGuest) {
  BootRequest last = request("cpus-last", 4, "zones");
  last.machine.nodes = {{last.machine.memory, {0, 1}}, {{}, {2, 3}}};
  BootRequest first = request("cpus-first", 4, "zones");
  first.machine.nodes = {{{}, {0, 1, 2, 3}}, {first.machine.memory, {}}};
  for (const BootRequest& halves : {last, first}) {
    EventLog events;
    auto guest = fleet_->boot(halves, events.recorder());
    ASSERT_TRUE(guest.ok()) << guest.fault().what;
    const GuestEvent end = events.next();
    EXPECT_THAT(end.text, StartsWith("powered off"));
    const bool is_last = halves.machine.nodes[0].cpus.size() == 2;
    const std::string console = console_of(halves);
    EXPECT_THAT(console, HasSubstr(is_last ? "test: node0 cpus 0-1 distance 10 20"
                                           : "test: node0 cpus 0-3 distance 10 20"));
    EXPECT_THAT(console, HasSubstr(is_last ? "test: node1 cpus 2-3 distance 20 10"
                                           : "test: node1 cpus  distance 20 10"));
    EXPECT_THAT(console,
                HasSubstr(is_last ? "test: node 0 DMA32 present" : "test: node 1 DMA32 present"));
    EXPECT_THAT(console, Not(HasSubstr(is_last ? "test: node 1 DMA32 present"
                                               : "test: node 0 DMA32 present")));
  }
}

TEST_F(FleetVm, GuestWithoutInit_IsAPanicAndThenAnEnd) {
  BootRequest broken = request("panic", 1, "nothing");
  broken.cmdline = "console=ttyS0 panic=-1 no_timer_check rdinit=/missing";
  EventLog events;
  auto guest = fleet_->boot(broken, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  const GuestEvent oops = events.next();
  EXPECT_EQ(oops.kind, Kind::Oops);
  EXPECT_THAT(oops.text, HasSubstr("Kernel panic - not syncing"));
  const GuestEvent last = events.next();
  EXPECT_EQ(last.kind, Kind::Stopped);
  EXPECT_EQ(last.text, "reset after a panic");
}

TEST_F(FleetVm, HangingGuest_IsDiagnosedAndStoppedWithoutLeftovers) {
  BootRequest hang = request("hang", 2, "hang");
  hang.machine.disks = {{.size = mib(16)}};
  EventLog events;
  auto guest = fleet_->boot(hang, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  await_text(io_.io(), hang.console, "test: hanging");

  const std::string diagnosis = (*guest)->diagnose();
  EXPECT_THAT(diagnosis, HasSubstr("CPU#0"));
  EXPECT_THAT(diagnosis, HasSubstr("CPU#1"));
  EXPECT_THAT(diagnosis, HasSubstr("RIP="));
  EXPECT_THAT(diagnosis, HasSubstr("test: hanging"));
  EXPECT_THAT(find_qemu(domain_prefix(owner_)), SizeIs(1));
  EXPECT_TRUE(std::filesystem::exists(disk_paths(hang)[0]));

  EXPECT_TRUE((*guest)->stop().ok());
  EXPECT_TRUE((*guest)->stop().ok()) << "a second stop";
  EXPECT_EQ(events.next().kind, Kind::Stopped);
  EXPECT_THAT(find_qemu(domain_prefix(owner_)), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(disk_paths(hang)[0]));
}

TEST_F(FleetVm, KilledQemu_IsTheHostsDoingAndSaysWhichSignal) {
  const BootRequest hang = request("killed", 1, "hang");
  EventLog events;
  auto guest = fleet_->boot(hang, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  const auto processes = find_qemu(domain_prefix(owner_));
  ASSERT_THAT(processes, SizeIs(1));
  const auto use = (*guest)->cpu_use();
  ASSERT_TRUE(use.has_value());
  EXPECT_THAT(use->vcpus, SizeIs(1));
  EXPECT_GT(use->ran.count(), 0);
  ::kill(processes[0].pid, SIGKILL);
  const GuestEvent last = events.next();
  EXPECT_EQ(last.kind, Kind::QemuDied);
  EXPECT_THAT(last.text, HasSubstr("QEMU ended unexpectedly"));
  EXPECT_EQ((*guest)->process_end(), "signal 9 (Killed)");
}

TEST_F(FleetVm, TwoGuestsFromTwoThreads_BothPowerOff) {
  const auto boot_to_end = [&](const std::string& name) {
    EventLog events;
    auto guest = fleet_->boot(request(name, 2, "nothing"), events.recorder());
    if (!guest) return guest.fault().what;
    return events.next().text;
  };
  auto first = std::async(std::launch::async, boot_to_end, "first");
  auto second = std::async(std::launch::async, boot_to_end, "second");
  EXPECT_THAT(first.get(), StartsWith("powered off"));
  EXPECT_THAT(second.get(), StartsWith("powered off"));
}

TEST_F(FleetVm, ThrottledDisk_IsAsSlowAsAsked) {
  BootRequest read = request("disks", 1, "read");
  read.machine.disks = {{.size = mib(16), .read_rate = mib(1)}, {.size = mib(16)}};
  EventLog events;
  auto guest = fleet_->boot(read, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_EQ(events.next().kind, Kind::Stopped);
  const std::string console = console_of(read);
  const auto centiseconds = [&](const std::string& disk) {
    const std::size_t at = console.find("test: " + disk + " ");
    int value = -1;
    if (at != console.npos)
      std::from_chars(console.data() + at + 10, console.data() + console.size(), value);
    return value;
  };
  // 3 MiB at 1 MiB/s, less a burst of a tenth of a second.
  EXPECT_GE(centiseconds("vda"), 200) << console;
  EXPECT_GE(centiseconds("vdb"), 0) << console;
  EXPECT_LT(centiseconds("vdb"), centiseconds("vda") / 2);
}

TEST_F(FleetVm, DisksWithFileSystems_AreMountedByTheProductsInit) {
  BootRequest disks = request("mounts", 2, "nothing");
  disks.machine.disks = {
      {.size = mib(300), .iops = 100, .filesystem = spec::FileSystem::Xfs, .requests = 4},
      {.size = mib(300), .filesystem = spec::FileSystem::Xfs},
      {.size = mib(16), .filesystem = spec::FileSystem::Ext4}};
  disks.cmdline += " " + disks_parameter(disks.machine);
  disks.initrd = directory_ / "product.cpio";
  ASSERT_TRUE(write_product_image(disks.initrd).ok());
  EventLog events;
  auto guest = fleet_->boot(disks, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_EQ(events.next().kind, Kind::Stopped);
  const std::string console = console_of(disks);
  EXPECT_THAT(console, HasSubstr("XFS (vda): Ending clean mount"));
  EXPECT_THAT(console, HasSubstr("XFS (vdb): Ending clean mount"));
  EXPECT_THAT(console, HasSubstr("EXT4-fs (vdc): mounted filesystem"));
  EXPECT_THAT(console, HasSubstr("folioscope: up"));
}

std::string line_of(const UniqueFd& channel) {
  std::string line;
  pollfd readable{channel.get(), POLLIN, 0};
  char byte = 0;
  while (::poll(&readable, 1, 120'000) == 1 && ::read(channel.get(), &byte, 1) == 1 && byte != '\n')
    line += byte;
  return line;
}

TEST_F(FleetVm, Channel_CarriesBytesBothWaysAndHasNoNameThatOthersCouldOpen) {
  BootRequest talk = request("talk", 2, "talk");
  talk.channel = true;
  EventLog events;
  auto guest = fleet_->boot(talk, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  for (const auto& entry : std::filesystem::directory_iterator(embed_base()))
    EXPECT_FALSE(entry.is_socket()) << entry;
  const UniqueFd channel = (*guest)->take_channel();
  EXPECT_FALSE((*guest)->take_channel());
  EXPECT_EQ(line_of(channel), "hello");
  ASSERT_EQ(::write(channel.get(), "world\n", 6), 6);
  EXPECT_THAT(events.next().text, StartsWith("powered off"));
  EXPECT_THAT(console_of(talk), HasSubstr("test: port org.folioscope.agent.0"));
  EXPECT_THAT(console_of(talk), HasSubstr("test: heard world"));
  char byte = 0;
  EXPECT_EQ(::read(channel.get(), &byte, 1), 0) << "the channel ends with the domain";
}

// A service on the host's loopback interface that a guest tries to reach.
class Service {
 public:
  Service() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 4), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  int port() const { return port_; }
  bool was_called() const { return ::accept(socket_.get(), nullptr, nullptr) >= 0; }

 private:
  UniqueFd socket_;
  int port_ = 0;
};

TEST_F(FleetVm, Guest_HasNoNetworkButWithinItself) {
  const Service service;
  BootRequest reach = request("no-network", 1, fmt::format("reach t.port={}", service.port()));
  EventLog events;
  auto guest = fleet_->boot(reach, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_THAT(events.next().text, StartsWith("powered off"));
  const std::string console = console_of(reach);
  EXPECT_THAT(console, HasSubstr("test: interface lo"));
  EXPECT_THAT(console, Not(HasSubstr("test: interface eth")));
  EXPECT_THAT(console, HasSubstr("test: 127.0.0.1 answers"));
  EXPECT_THAT(console, HasSubstr("test: the host does not answer"));
  EXPECT_FALSE(service.was_called());
}

TEST_F(FleetVm, GuestOnAnIsolatedNetwork_HasACardAndReachesNoPortOfTheHost) {
  const Service service;
  BootRequest reach = request("isolated", 1, fmt::format("reach t.port={}", service.port()));
  reach.machine.network = spec::Network::Isolated;
  EventLog events;
  auto guest = fleet_->boot(reach, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_THAT(events.next().text, StartsWith("powered off"));
  const std::string console = console_of(reach);
  EXPECT_THAT(console, HasSubstr("test: interface eth0"));
  EXPECT_THAT(console, HasSubstr("test: the host does not answer"));
  EXPECT_FALSE(service.was_called());
}

// The values of one option on a command line of /proc.
std::vector<std::string> values_of(const std::string& cmdline, std::string_view option) {
  std::vector<std::string> values;
  std::istringstream words(cmdline);
  for (std::string previous, word; std::getline(words, word, '\0'); previous = word)
    if (previous == option) values.push_back(word);
  return values;
}

TEST_F(FleetVm, Qemu_RunsInItsSandboxAsAnOrdinaryUserWithNoDeviceThatNobodyAskedFor) {
  BootRequest hang = request("bare", 1, "hang");
  hang.channel = true;
  EventLog events;
  auto guest = fleet_->boot(hang, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  const auto processes = find_qemu(domain_prefix(owner_));
  ASSERT_THAT(processes, SizeIs(1));
  const std::string proc = fmt::format("/proc/{}/", processes.front().pid);
  const std::string cmdline = sys::read_or_empty(proc + "cmdline");
  EXPECT_THAT(values_of(cmdline, "-sandbox"),
              UnorderedElementsAre("off", HasSubstr("on,obsolete=deny,elevateprivileges=")));
  const std::string status = sys::read_or_empty(proc + "status");
  EXPECT_THAT(status, HasSubstr("Seccomp:\t2"));
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(status, HasSubstr("CapPrm:\t0000000000000000"));
  EXPECT_THAT(status, Not(HasSubstr("Uid:\t0")));
  EXPECT_THAT(status, Not(HasSubstr("Gid:\t0")));
  EXPECT_THAT(status, Not(HasSubstr("Groups:\t0 ")));
  EXPECT_THAT(values_of(cmdline, "-display"), ElementsAre("none"));
  EXPECT_THAT(cmdline, HasSubstr("-nodefaults"));
  EXPECT_THAT(values_of(cmdline, "-netdev"), IsEmpty());
  EXPECT_THAT(values_of(cmdline, "-device"),
              UnorderedElementsAre(HasSubstr("\"driver\":\"virtio-serial-pci\""),
                                   HasSubstr("\"driver\":\"virtserialport\""),
                                   HasSubstr("\"driver\":\"isa-serial\"")));
}

TEST_F(FleetVm, WithoutDescriptorsLeft_ABootIsTheHostsFaultAndTheNextOneGoesOn) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  BootRequest talk = request("starved", 1, "talk");
  talk.channel = true;
  {
    const UniqueFd next(::dup(0));
    rlimit few = before;
    few.rlim_cur = static_cast<rlim_t>(next.get()) + 3;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    const auto refused = fleet_->boot(talk, [](const GuestEvent&) {});
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.fault().domain, FaultDomain::Host) << refused.fault().what;
  }
  EXPECT_THAT(find_qemu(domain_prefix(owner_)), IsEmpty());
  EventLog events;
  auto guest = fleet_->boot(talk, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_EQ(line_of((*guest)->take_channel()), "hello");
}

// Linux: at most as many as the driver's ring has room for.
TEST_F(FleetVm, MemoryModule_IsTheOnlyMemoryOfItsNodeAndMovable) {
  BootRequest dimm = request("dimm", 2, "zones");
  dimm.machine.nodes.push_back({});
  dimm.machine.dimms = {{mib(256), 1}};
  dimm.cmdline += " memhp_default_state=online_movable";
  EventLog events;
  auto guest = fleet_->boot(dimm, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_EQ(events.next().kind, Kind::Stopped);
  const std::string console = console_of(dimm);
  EXPECT_THAT(console, HasSubstr("test: node1 cpus  distance 20 10"));
  // 256 MiB in pages
  EXPECT_THAT(console, HasSubstr("test: node 1 Movable present 65536"));
  EXPECT_THAT(console, Not(HasSubstr("test: node 1 Normal present")));
}

// libvirt and we both give away slots of the one bus.
TEST_F(FleetVm, AsManyDisksAndDevicesOfVirtioMemAsMayBe_HaveRoomBesideEachOther) {
  BootRequest full = request("full", 1, "nothing");
  full.machine.disks.assign(limits::kDisks, {.size = mib(1)});
  full.machine.dimms.assign(limits::kVirtioMem, {.size = mib(16), .requested = mib(8)});
  full.machine.network = spec::Network::Isolated;
  full.channel = true;
  EventLog events;
  auto guest = fleet_->boot(full, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_THAT(events.next().text, StartsWith("powered off"));
}

// What libvirt would start: no guest runs, which would take hours to boot when emulated.
TEST_F(FleetVm, MachinesOfServerSize_AreWhatLibvirtAndQemuTake) {
  const std::string uri = embed_uri(prepare_embed_root(embed_base(), owner_)->string());
  const auto connection = connect(uri, uri);
  ASSERT_TRUE(connection.ok()) << connection.fault().what;
  const auto limits = ask_limits();
  ASSERT_TRUE(limits.ok()) << limits.fault().what;
  for (const int nodes : {8, 16})
    for (const int vcpus : {288, 384}) {
      BootRequest large = request("large", 1, "nothing");
      large.machine.vcpus = vcpus;
      large.machine.memory = gib(64);
      large.machine.nodes.assign(static_cast<std::size_t>(nodes),
                                 {Bytes{gib(64).count / static_cast<unsigned>(nodes)}, {}});
      for (int cpu = 0; cpu < vcpus; ++cpu)
        large.machine.nodes[static_cast<std::size_t>(cpu / (vcpus / nodes))].cpus.push_back(cpu);
      const auto xml = domain_xml("large", large);
      ASSERT_TRUE(xml.ok());
      char* native = virConnectDomainXMLToNative(connection->get(), "qemu-argv", xml->c_str(), 0);
      if (vcpus > limits->kvm) {
        ASSERT_EQ(native, nullptr);
        EXPECT_EQ(libvirt_fault("start it").remedy, kMoreVcpus);
        continue;
      }
      ASSERT_NE(native, nullptr) << libvirt_fault("start it").what;
      EXPECT_THAT(native, HasSubstr(fmt::format("-smp {},sockets={},dies=1,cores={},threads=1",
                                                vcpus, nodes, vcpus / nodes)));
      EXPECT_THAT(native, HasSubstr(fmt::format("-numa node,nodeid={},", nodes - 1)));
      EXPECT_THAT(native, HasSubstr("intel-iommu"));
      std::free(native);
    }
}

TEST_F(FleetVm, DiskThatIsNotAsAskedFor_EndsTheBoot) {
  BootRequest disk = request("refused", 1, "nothing");
  disk.machine.disks = {{.size = mib(16), .requests = 257}};
  disk.cmdline += " " + disks_parameter(disk.machine);
  disk.initrd = directory_ / "product.cpio";
  ASSERT_TRUE(write_product_image(disk.initrd).ok());
  EventLog events;
  auto guest = fleet_->boot(disk, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  EXPECT_EQ(events.next().kind, Kind::Stopped);
  EXPECT_THAT(console_of(disk), HasSubstr("folioscope: vda does not take 257 requests"));
  EXPECT_THAT(console_of(disk), Not(HasSubstr("folioscope: up")));
}

TEST_F(FleetVm, NameThatIsTaken_IsABug) {
  EventLog events;
  const BootRequest hang = request("twice", 1, "hang");
  auto guest = fleet_->boot(hang, events.recorder());
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  auto again = fleet_->boot(hang, events.recorder());
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.fault().domain, FaultDomain::Bug);
}

// fleet_boot is the orchestrator here: it prints its pid, and "domain created" when there is a
// guest.
class KilledOrchestrator : public FleetVm {
 protected:
  void kill_one(const std::string& owner) {
    fleet_.reset();
    // As in real life, init inherits the guest and not this process, which opened a fleet before.
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
    const BootRequest hang = request("orphan", 1, "hang");
    pid_t pid = 0;
    sys::Command boot;
    boot.argv = {FOLIOSCOPE_FLEET_BOOT, owner, hang.kernel, hang.initrd, hang.cmdline, directory_};
    boot.on_line = [&](std::string_view line) {
      if (line.starts_with("pid "))
        std::from_chars(line.data() + 4, line.data() + line.size(), pid);
      if (line.find("domain created") != line.npos) ::kill(pid, SIGKILL);
    };
    auto exit = sys::run(boot);
    ASSERT_TRUE(exit.ok()) << exit.fault().what;
    ASSERT_EQ(exit->signal, SIGKILL) << exit->out << exit->err;
    ASSERT_THAT(find_qemu(domain_prefix(owner)), SizeIs(1)) << "the guest outlives it";
  }
  // In a process of its own, as a resumed run is; libvirt allows one root per process.
  static std::string remove_orphans_as(const std::string& owner) {
    sys::Command clean;
    clean.argv = {FOLIOSCOPE_FLEET_BOOT, "--remove-orphans", owner};
    const auto exit = sys::run(clean);
    EXPECT_TRUE(exit.ok()) << exit.fault().what;
    return exit.ok() ? exit->out : std::string();
  }
};

TEST_F(KilledOrchestrator, ItsGuest_IsFoundAndRemovedByTheSameOwner) {
  const std::string owner = "orphans-of-" + owner_, prefix = domain_prefix(owner);
  ASSERT_NO_FATAL_FAILURE(kill_one(owner));
  EXPECT_THAT(remove_orphans_as(owner), HasSubstr(prefix + "boot"));
  EXPECT_THAT(find_qemu(prefix), IsEmpty());
  EXPECT_EQ(remove_orphans_as(owner), "") << "nothing is left to remove";
}

TEST_F(KilledOrchestrator, ThatWasAShell_ItsGuestIsRemovedByAnyOtherOwner) {
  std::string owner = process_owner("shell");
  owner.back() = owner.back() == '1' ? '2' : '1';  // a process that is gone
  const std::string prefix = domain_prefix(owner);
  ASSERT_NO_FATAL_FAILURE(kill_one(owner));
  EXPECT_THAT(remove_orphans_as("another-of-" + owner_), HasSubstr(prefix + "boot"));
  EXPECT_THAT(find_qemu(prefix), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(embed_root_path(embed_base(), owner)));
}

TEST_F(FleetVm, Acceleration_IsAnsweredInTimeAndRemembered) {
  const auto begin = std::chrono::steady_clock::now();
  const ProbeResult first = probe_acceleration(kernel_, directory_);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_THAT(first.why, StartsWith(to_string(first.accel)));
  EXPECT_EQ(std::filesystem::exists(directory_ / "acceleration"),
            first.why.find("cannot open") == std::string::npos &&
                first.why.find("was busy") == std::string::npos);
  if (first.why.find("was busy") != std::string::npos) return;  // nothing to remember
  const ProbeResult second = probe_acceleration("/missing/kernel", directory_);
  EXPECT_EQ(second.accel, first.accel);
  EXPECT_EQ(second.why, first.why);
}

}  // namespace
}  // namespace folioscope::fleet
