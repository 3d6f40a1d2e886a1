// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/hosts_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "sys/files.h"

namespace folioscope::spec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class HostsFile : public testing::Test {
 protected:
  Result<std::vector<std::string>> read(const char* text) {
    EXPECT_TRUE(sys::write_file(file_, text).ok());
    return read_hosts(file_);
  }
  TempDir temp_ = *TempDir::create("hosts");
  std::filesystem::path file_ = temp_.path() / "hosts.yaml";
};

TEST_F(HostsFile, HasTheHostsInItsOrder) {
  EXPECT_THAT(*read("hosts:\n  - qemu+ssh://b/system\n  - qemu+ssh://a/system\n"),
              ElementsAre("qemu+ssh://b/system", "qemu+ssh://a/system"));
}

TEST_F(HostsFile, WithoutOneThereAreNone) {
  EXPECT_THAT(*read_hosts(file_), IsEmpty());
  EXPECT_THAT(*read_hosts({}), IsEmpty());
}

TEST_F(HostsFile, SaysEveryMistakeWithItsPlace) {
  const auto hosts = read("hosts: [[a], b]\nhost: c\n");
  ASSERT_FALSE(hosts.ok());
  EXPECT_EQ(hosts.fault().domain, FaultDomain::User);
  EXPECT_THAT(hosts.fault().what, HasSubstr("hosts.yaml:1:9: "));
  EXPECT_THAT(hosts.fault().what, HasSubstr("hosts.yaml:2:1: "));
  EXPECT_FALSE(read("hosts: [a").ok());
  EXPECT_FALSE(read("hosts: qemu+ssh://a/system\n").ok());
}

}  // namespace
}  // namespace folioscope::spec
