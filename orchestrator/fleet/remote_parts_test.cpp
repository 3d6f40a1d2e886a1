// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of guests on other hosts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>

#include "fleet/connection.h"
#include "fleet/domain_xml.h"
#include "fleet/host_facts.h"
#include "fleet/libvirt_error.h"
#include "fleet/remote_fleet.h"
#include "fleet/uri.h"
#include "fleet/vcpu_stats.h"

namespace folioscope::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string shown(const char* text) {
  const auto uri = parse_host_uri(text);
  return uri ? uri->shown : uri.fault().what;
}

TEST(HostUri, IsShownWithoutUserPasswordAndKeys) {
  EXPECT_EQ(shown("qemu+ssh://me:secret@far:2222/system?keyfile=/home/me/key"),
            "qemu+ssh://far:2222/system");
  EXPECT_EQ(shown("qemu+tls://far/system"), "qemu+tls://far/system");
  EXPECT_EQ(shown("qemu:///system"), "qemu:///system");
  EXPECT_EQ(shown("qemu+unix:///system?socket=/run/b/libvirt-sock&x=y"),
            "qemu+unix:///system?socket=/run/b/libvirt-sock");
}

TEST(HostUri, SshIsAskedNotToAsk) {
  EXPECT_EQ(parse_host_uri("qemu+ssh://far/system")->text, "qemu+ssh://far/system?no_tty=1");
  EXPECT_EQ(parse_host_uri("qemu+ssh://far/system?keyfile=k")->text,
            "qemu+ssh://far/system?keyfile=k&no_tty=1");
  EXPECT_EQ(parse_host_uri("qemu+ssh://far/system?no_tty=0")->text,
            "qemu+ssh://far/system?no_tty=0");
  EXPECT_EQ(parse_host_uri("qemu+tls://far/system")->text, "qemu+tls://far/system");
}

TEST(HostUri, WhatIsNoDaemonOfQemu_IsRefusedWithTheForms) {
  for (const char* text : {"far", "ssh://far/system", "qemu:///embed", "qemu+ssh://far",
                           "qemu+ssh:///system", "test:///default", "qemux+ssh://far/system", ""}) {
    const auto uri = parse_host_uri(text);
    ASSERT_FALSE(uri.ok()) << text;
    EXPECT_EQ(uri.fault().domain, FaultDomain::User);
    EXPECT_THAT(uri.fault().remedy, HasSubstr("qemu+ssh://HOST/system"));
  }
}

BootRequest elsewhere() {
  BootRequest request;
  request.name = "folioscope-me-7";
  request.machine.name = "m";
  request.machine.vcpus = 1;
  request.machine.memory = mib(256);
  request.machine.nodes = {{mib(256), {0}}};
  request.machine.disks = {{mib(64)}};
  request.kernel = "/pool/kernel";
  request.initrd = "/pool/initrd";
  request.console = "/here/console";
  request.scratch = "/pool";
  request.channel = true;
  return request;
}

TEST(DomainXmlThroughLibvirt, NamesNothingOfThisHost) {
  const auto xml = domain_xml_through_libvirt("folioscope-me-7", elsewhere());
  ASSERT_TRUE(xml.ok()) << xml.fault().what;
  EXPECT_THAT(*xml, Not(HasSubstr("/here")));
  EXPECT_THAT(*xml, HasSubstr("<console type='pty'>"));
  EXPECT_THAT(*xml, HasSubstr("<source mode='bind'/>"));
  EXPECT_THAT(*xml, HasSubstr("name='org.folioscope.agent.0'"));
  EXPECT_THAT(*xml, HasSubstr("<source file='/pool/folioscope-me-7-vda.disk'/>"));
}

TEST(DomainXmlThroughLibvirt, WithoutAChannelThereIsNoPort) {
  BootRequest request = elsewhere();
  request.channel = false;
  EXPECT_THAT(*domain_xml_through_libvirt("n", request), Not(HasSubstr("virtio-serial")));
}

TEST(HostFacts, AreReadFromWhatLibvirtSays) {
  EXPECT_EQ(qemu_version(7'002'017), "7.2.17");
  EXPECT_EQ(cpu_model_in("<capabilities><host><uuid>1</uuid><cpu><arch>x86_64</arch>"
                         "<model>EPYC-Rome</model></cpu></host><guest><cpu><model>no</model></cpu>"
                         "</guest></capabilities>"),
            "EPYC-Rome");
  EXPECT_EQ(cpu_model_in("<capabilities><host><cpu></cpu></host></capabilities>"), "");
  EXPECT_EQ(cpu_model_in(""), "");
}

TEST(HostFacts, OfADriverThatHasNoQemuVersion_AreAskedAllTheSame) {
  const Connection connection(virConnectOpen("test:///default"));
  ASSERT_TRUE(connection);
  const auto facts = ask_host_facts(connection.get(), "test");
  ASSERT_TRUE(facts.ok()) << facts.fault().what;
  EXPECT_EQ(facts->uri, "test");
  EXPECT_EQ(facts->cores, 16);  // what the test driver always has
  EXPECT_EQ(facts->memory, mib(3072));
  EXPECT_FALSE(facts->offers_kvm);
}

class VcpuStats : public ::testing::Test {
 protected:
  VcpuStats() { virInitialize(); }
  ~VcpuStats() override { virTypedParamsFree(parameters_, count_); }
  void add(const char* name, unsigned long long value) {
    virTypedParamsAddULLong(&parameters_, &count_, &room_, name, value);
  }
  virTypedParameterPtr parameters_ = nullptr;
  int count_ = 0, room_ = 0;
};

TEST_F(VcpuStats, GiveWhatEachVcpuRanAndWaited) {
  virTypedParamsAddUInt(&parameters_, &count_, &room_, "vcpu.maximum", 2);
  add("cpu.time", 9'000);
  add("vcpu.0.time", 4'000);
  add("vcpu.0.delay", 300);
  add("vcpu.1.time", 2'000);
  const auto use = cpu_use_of(parameters_, count_);
  ASSERT_TRUE(use);
  EXPECT_EQ(*use, (CpuUse{9'000ns, {{0, 4'000ns, 300ns}, {1, 2'000ns, 0ns}}, false}));
}

TEST_F(VcpuStats, OfADomainThatIsGone_AreNone) { EXPECT_FALSE(cpu_use_of(parameters_, count_)); }

TEST(RemoteOwner, IsOfThisMachine_AndKeepsTheRuns) {
  EXPECT_TRUE(remote_owner("abc").starts_with("abc."));
  EXPECT_EQ(remote_owner("abc"), remote_owner("abc"));
}

TEST(LibvirtError, KnowsWhatOtherHostsLack) {
  // As ssh and libvirt 9.0 say it.
  EXPECT_THAT(libvirt_remedy("Cannot recv data: ssh: Could not resolve hostname nowhere: Name or "
                             "service not known: Connection reset by peer"),
              HasSubstr("name of the host"));
  EXPECT_THAT(libvirt_remedy("Cannot recv data: root@far: Permission denied (publickey).: "
                             "Connection reset by peer"),
              HasSubstr("ssh-copy-id"));
  EXPECT_THAT(libvirt_remedy("Cannot recv data: Host key verification failed.: Connection reset"),
              HasSubstr("ssh HOST"));
  EXPECT_THAT(libvirt_remedy("authentication unavailable: no polkit agent available"),
              HasSubstr("group libvirt"));
  EXPECT_THAT(libvirt_remedy("cannot open directory '/x': No such file or directory"),
              HasSubstr("pool-build"));
}

}  // namespace
}  // namespace folioscope::fleet
