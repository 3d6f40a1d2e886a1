// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/domain_xml.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet/uri.h"

namespace folioscope::fleet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

BootRequest small() {
  BootRequest request;
  request.name = "7";
  request.machine.name = "smp2";
  request.machine.vcpus = 2;
  request.machine.memory = mib(512);
  request.machine.nodes = {{mib(512), {0, 1}}};
  request.kernel = "/k/vmlinux";
  request.initrd = "/k/image.cpio";
  request.cmdline = "console=ttyS0 panic=-1";
  request.console = "/run/7/console";
  request.scratch = "/run/7";
  return request;
}

std::string xml_of(const BootRequest& request) {
  auto xml = domain_xml("folioscope-x-7", request);
  EXPECT_TRUE(xml.ok());
  return xml.ok() ? *xml : "";
}

TEST(DomainXml, SmallGuest_WholeText) {
  EXPECT_EQ(xml_of(small()), R"(<domain type='qemu'>
  <name>folioscope-x-7</name>
  <memory unit='KiB'>524288</memory>
  <vcpu>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>/k/vmlinux</kernel>
    <initrd>/k/image.cpio</initrd>
    <cmdline>console=ttyS0 panic=-1</cmdline>
  </os>
  <features>
    <acpi/>
    <apic/>
    <tcg>
      <tb-cache unit='MiB'>256</tb-cache>
    </tcg>
  </features>
  <cpu mode='maximum'>
    <topology sockets='1' dies='1' cores='2' threads='1'/>
    <feature policy='disable' name='erms'/>
    <feature policy='disable' name='fsrm'/>
  </cpu>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>destroy</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <controller type='usb' model='none'/>
    <serial type='file'>
      <source path='/run/7/console'/>
      <target port='0'/>
    </serial>
    <memballoon model='none'/>
  </devices>
</domain>
)");
}

TEST(DomainXml, Channel_IsOneOfTwoPortsAndHasTheNameThatTheAgentLooksFor) {
  const auto xml = domain_xml("folioscope-x-7", small(), "/run/user/0/folioscope/channel-'1");
  ASSERT_TRUE(xml.ok());
  EXPECT_THAT(*xml, HasSubstr(R"(    <controller type='virtio-serial' index='0' ports='2'/>
    <channel type='unix'>
      <source mode='bind' path='/run/user/0/folioscope/channel-&apos;1'/>
      <target type='virtio' name='org.folioscope.agent.0'/>
    </channel>
)"));
  EXPECT_THAT(xml_of(small()), Not(HasSubstr("channel")));
}

TEST(DomainXml, IsolatedNetwork_IsACardOnAClosedNetwork) {
  EXPECT_THAT(xml_of(small()), Not(HasSubstr("net")));
  BootRequest request = small();
  request.machine.network = spec::Network::Isolated;
  EXPECT_THAT(xml_of(request), HasSubstr(R"(  <qemu:commandline>
    <qemu:arg value='-netdev'/>
    <qemu:arg value='user,id=network,restrict=on'/>
    <qemu:arg value='-device'/>
    <qemu:arg value='virtio-net-pci,netdev=network,romfile=,bus=pci.0,addr=0x1f'/>
  </qemu:commandline>
)"));
  request.accel = Accel::Kvm;
  request.machine.dimms = {{.size = mib(128), .requested = mib(64)}};
  EXPECT_THAT(xml_of(request),
              HasSubstr("virtio-net-pci,netdev=network,romfile=,bus=pci.0,addr=0x1f"));
  EXPECT_THAT(xml_of(request), HasSubstr("virtio-mem-pci"));
}

TEST(DomainXml, Kvm_PassesTheHostsCpuThrough) {
  BootRequest request = small();
  request.accel = Accel::Kvm;
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<domain type='kvm'>"));
  EXPECT_THAT(xml, HasSubstr("<cpu mode='host-passthrough'>"));
  EXPECT_THAT(xml, Not(HasSubstr("tb-cache")));
  EXPECT_THAT(xml, Not(HasSubstr("policy='disable'")));
}

TEST(DomainXml, EveryPairOfNodes_MayHaveItsDistance) {
  BootRequest request = small();
  request.machine.vcpus = 2;
  request.machine.nodes = {{mib(256), {0}}, {mib(256), {1}}};
  request.machine.distances = {{10, 21}, {42, 10}};
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<sibling id='1' value='21'/>"));
  EXPECT_THAT(xml, HasSubstr("<sibling id='0' value='42'/>"));
}

TEST(DomainXml, NumaNodes_BecomeCellsWithDistancesAndSockets) {
  BootRequest request = small();
  request.machine.vcpus = 4;
  request.machine.nodes = {{mib(256), {0, 1}}, {mib(256), {2, 3}}};
  request.machine.distance = 21;
  EXPECT_THAT(xml_of(request),
              HasSubstr(R"(    <topology sockets='2' dies='1' cores='2' threads='1'/>
    <numa>
      <cell id='0' cpus='0,1' memory='262144' unit='KiB'>
        <distances>
          <sibling id='0' value='10'/>
          <sibling id='1' value='21'/>
        </distances>
      </cell>
      <cell id='1' cpus='2,3' memory='262144' unit='KiB'>
        <distances>
          <sibling id='0' value='21'/>
          <sibling id='1' value='10'/>
        </distances>
      </cell>
    </numa>
)"));
}

TEST(DomainXml, NodeWithoutCpus_HasMemoryOnly) {
  BootRequest request = small();
  request.machine.nodes = {{mib(256), {0, 1}}, {mib(256), {}}};
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<cell id='1' memory='262144' unit='KiB'>"));
  EXPECT_THAT(xml, HasSubstr("<topology sockets='1' dies='1' cores='2' threads='1'/>"));
}

TEST(DomainXml, NodeWithoutMemory_HasCpusOnly_BothWaysRound) {
  BootRequest request = small();
  request.machine.vcpus = 4;
  request.machine.memory = mib(512);
  request.machine.nodes = {{mib(512), {0, 1}}, {{}, {2, 3}}};
  std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<cell id='0' cpus='0,1' memory='524288' unit='KiB'>"));
  EXPECT_THAT(xml, HasSubstr("<cell id='1' cpus='2,3' memory='0' unit='KiB'>"));
  EXPECT_THAT(xml, HasSubstr("machine='pc-i440fx-5.0'"));
  EXPECT_THAT(xml, HasSubstr("<topology sockets='2' dies='1' cores='2' threads='1'/>"));
  request.machine.nodes = {{mib(512), {}}, {{}, {0, 1, 2, 3}}};
  xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<cell id='0' memory='524288' unit='KiB'>"));
  EXPECT_THAT(xml, HasSubstr("<cell id='1' cpus='0,1,2,3' memory='0' unit='KiB'>"));
  EXPECT_THAT(xml, HasSubstr("<topology sockets='1' dies='1' cores='4' threads='1'/>"));
}

TEST(DomainXml, MemoryModules_GoToQemuWithTheNodeThatIsTheirs) {
  BootRequest request = small();
  request.machine.nodes = {{mib(512), {0, 1}}, {}};
  request.machine.dimms = {{mib(128), 0}, {mib(256), 1}};
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<domain type='qemu' "
                             "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"));
  EXPECT_THAT(xml, HasSubstr("  <maxMemory slots='2' unit='KiB'>917504</maxMemory>\n"
                             "  <memory unit='KiB'>524288</memory>\n"));
  EXPECT_THAT(xml, HasSubstr(R"(    <numa>
      <cell id='0' cpus='0,1' memory='524288' unit='KiB'>
        <distances>
          <sibling id='0' value='10'/>
        </distances>
      </cell>
    </numa>
)"));
  EXPECT_THAT(xml, HasSubstr(R"(  </devices>
  <qemu:commandline>
    <qemu:arg value='-numa'/>
    <qemu:arg value='node,nodeid=1'/>
    <qemu:arg value='-numa'/>
    <qemu:arg value='dist,src=0,dst=1,val=20'/>
    <qemu:arg value='-object'/>
    <qemu:arg value='memory-backend-ram,id=dimm0,size=134217728'/>
    <qemu:arg value='-device'/>
    <qemu:arg value='pc-dimm,id=module0,memdev=dimm0,node=0'/>
    <qemu:arg value='-object'/>
    <qemu:arg value='memory-backend-ram,id=dimm1,size=268435456'/>
    <qemu:arg value='-device'/>
    <qemu:arg value='pc-dimm,id=module1,memdev=dimm1,node=1'/>
  </qemu:commandline>
)"));
}

TEST(DomainXml, VirtioMem_GivesWhatIsRequested) {
  BootRequest request = small();
  request.machine.dimms = {{mib(256), 0, mib(64)}};
  EXPECT_THAT(xml_of(request), HasSubstr(R"(
    <qemu:arg value='virtio-mem-pci,id=module0,memdev=dimm0,node=0,requested-size=67108864,bus=pci.0,addr=0x1e'/>
)"));
}

TEST(DomainXml, Terminal_IsASocketWhoseOutputIsKeptToo) {
  BootRequest request = small();
  request.console = "/run/console.log";
  EXPECT_THAT(xml_of(request), HasSubstr("<serial type='file'>"));
  request.terminal = "/run/terminal";
  EXPECT_THAT(xml_of(request), HasSubstr(R"(    <serial type='unix'>
      <source mode='bind' path='/run/terminal'/>
      <log file='/run/console.log' append='off'/>
)"));
}

TEST(DomainXml, Disks_AreThrottledAsAsked) {
  BootRequest request = small();
  request.machine.disks = {{.size = gib(1), .read_iops = 100, .write_rate = mib(2)},
                           {.size = gib(2)}};
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr(R"(      <driver name='qemu' type='raw' cache='unsafe'/>
      <source file='/run/7/7-vda.disk'/>
      <target dev='vda' bus='virtio'/>
      <iotune>
        <write_bytes_sec>2097152</write_bytes_sec>
        <read_iops_sec>100</read_iops_sec>
      </iotune>
    </disk>
)"));
  EXPECT_THAT(xml, HasSubstr("<target dev='vdb' bus='virtio'/>\n    </disk>"));
}

TEST(DomainXml, DiskWithFewRequests_HasOneQueueForThem) {
  BootRequest request = small();
  request.machine.disks = {{.size = gib(1), .iops = 100, .rate = mib(1), .requests = 4}};
  EXPECT_THAT(xml_of(request),
              HasSubstr(R"(      <driver name='qemu' type='raw' cache='unsafe' queues='1'/>
      <source file='/run/7/7-vda.disk'/>
      <target dev='vda' bus='virtio'/>
      <iotune>
        <total_bytes_sec>1048576</total_bytes_sec>
        <total_iops_sec>100</total_iops_sec>
      </iotune>
)"));
}

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Machines of the size of servers, with sockets as nodes.
class LargeMachine : public ::testing::TestWithParam<int> {};

TEST_P(LargeMachine, HasSocketsAsNodesAndInterruptRemapping) {
  const int nodes = GetParam(), share = 384 / nodes;
  BootRequest request = small();
  request.machine.vcpus = 384;
  request.machine.memory = gib(64);
  request.machine.distance = 32;
  request.machine.nodes.clear();
  for (int node = 0; node < nodes; ++node) {
    spec::NumaNode& added = request.machine.nodes.emplace_back();
    added.memory = {gib(64).count / static_cast<unsigned>(nodes)};
    for (int cpu = 0; cpu < share; ++cpu) added.cpus.push_back(node * share + cpu);
  }
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<vcpu>384</vcpu>"));
  EXPECT_THAT(xml, HasSubstr("machine='q35'"));
  EXPECT_THAT(xml, HasSubstr("<ioapic driver='qemu'/>"));
  EXPECT_THAT(xml, HasSubstr("    <iommu model='intel'>\n"
                             "      <driver intremap='on' eim='on'/>\n"
                             "    </iommu>\n"));
  EXPECT_THAT(xml, HasSubstr(fmt::format("<topology sockets='{}' dies='1' cores='{}' threads='1'/>",
                                         nodes, share)));
  const auto count = static_cast<std::size_t>(nodes);
  EXPECT_EQ(count_of(xml, "<cell id="), count);
  EXPECT_EQ(count_of(xml, "value='10'/>"), count) << "each node is near to itself";
  EXPECT_EQ(count_of(xml, "value='32'/>"), count * (count - 1));
  EXPECT_EQ(count_of(xml, fmt::format(" memory='{}' unit='KiB'>\n", (64 << 20) / nodes)), count);
  EXPECT_THAT(xml, HasSubstr(fmt::format("<cell id='{}' cpus='{},", nodes - 1, 384 - share)));
  EXPECT_THAT(xml, HasSubstr(",383' memory="));
}

INSTANTIATE_TEST_SUITE_P(Nodes, LargeMachine, ::testing::Values(8, 16));

TEST(DomainXml, StringsFromOutside_AreEscaped) {
  BootRequest request = small();
  request.cmdline = "a='<&\">\n";
  request.console = "/run/it's/console";
  const std::string xml = xml_of(request);
  EXPECT_THAT(xml, HasSubstr("<cmdline>a=&apos;&lt;&amp;&quot;&gt; </cmdline>"));
  EXPECT_THAT(xml, HasSubstr("<source path='/run/it&apos;s/console'/>"));
}

TEST(DomainXml, CommandLineTheGuestWouldCut_IsRefused) {
  BootRequest request = small();
  request.cmdline = std::string(2047, 'x');
  EXPECT_TRUE(domain_xml("n", request).ok());
  request.cmdline += 'x';
  const auto xml = domain_xml("n", request);
  ASSERT_FALSE(xml.ok());
  EXPECT_EQ(xml.fault().domain, FaultDomain::User);
  EXPECT_THAT(xml.fault().what, HasSubstr("2048 bytes"));
}

TEST(DomainName, OddCharacters_BecomeDashes) {
  EXPECT_EQ(domain_name("run-1", "stock/smp8 #3"), "folioscope-run_1-stock-smp8--3");
}

TEST(DomainName, NoOwnersPrefix_IsThePrefixOfAnother) {
  EXPECT_FALSE(domain_name("a-b", "x").starts_with(domain_prefix("a")));
  EXPECT_TRUE(domain_name("a", "b-x").starts_with(domain_prefix("a")));
}

TEST(Uri, Empty_IsTheEmbeddedDriver) {
  const auto uri = parse_uri("");
  ASSERT_TRUE(uri.ok());
  EXPECT_EQ(uri->kind, UriKind::Embed);
  EXPECT_EQ(uri->root, "");
}

TEST(Uri, EmbedWithARoot_KeepsIt) {
  const auto uri = parse_uri("qemu:///embed?x=1&root=/tmp/a%20b");
  ASSERT_TRUE(uri.ok());
  EXPECT_EQ(uri->root, "/tmp/a b");
  EXPECT_EQ(embed_uri(uri->root), "qemu:///embed?root=/tmp/a%20b");
}

TEST(Uri, DaemonsOfThisHost_PassThrough) {
  const auto uri = parse_uri("qemu:///session");
  ASSERT_TRUE(uri.ok());
  EXPECT_EQ(uri->kind, UriKind::Local);
  EXPECT_EQ(uri->text, "qemu:///session");
}

TEST(Uri, AnotherHost_IsRefusedWithItsName) {
  const auto uri = parse_uri("qemu+ssh://root@far/system");
  ASSERT_FALSE(uri.ok());
  EXPECT_EQ(uri.fault().domain, FaultDomain::User);
  EXPECT_THAT(uri.fault().what, HasSubstr("names the host 'root@far'"));
}

TEST(Uri, NonsenseAndOtherDrivers_AreRefusedWithAHint) {
  for (const char* text : {"qemu", "xen:///", "qemu:///tmp", "lxc:///system"}) {
    const auto uri = parse_uri(text);
    ASSERT_FALSE(uri.ok()) << text;
    EXPECT_THAT(uri.fault().remedy, HasSubstr("qemu:///session"));
  }
}

}  // namespace
}  // namespace folioscope::fleet
