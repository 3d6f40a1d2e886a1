// SPDX-License-Identifier: GPL-3.0-or-later
// With the driver that libvirt has for tests: it keeps pools and volumes as records, and moves no
// bytes, so that every upload breaks. That bytes arrive is shown by tests/e2e/hosts_test.cpp.
#include "fleet/pool.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/virterror.h>

#include "base/temp_dir.h"
#include "fleet/libvirt_error.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class PoolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    silence_libvirt("/dev/null");
    connection_.reset(virConnectOpen("test:///default"));
    ASSERT_TRUE(connection_) << virGetLastErrorMessage();
    ASSERT_TRUE(sys::write_file(file_, "kernel").ok());
  }
  Pool open() {
    auto pool = Pool::open(connection_.get(), "qemu+ssh://far/system");
    EXPECT_TRUE(pool.ok()) << pool.fault().what;
    return *std::move(pool);
  }
  StoragePool handle() {
    return StoragePool(virStoragePoolLookupByName(connection_.get(), kPoolName));
  }
  // As an upload of `owner` would have left it.
  void add_volume(const std::string& name, std::size_t bytes) {
    const std::string xml =
        fmt::format("<volume><name>{}</name><capacity>{}</capacity></volume>", name, bytes);
    const StoragePool pool = handle();
    const Volume volume(virStorageVolCreateXML(pool.get(), xml.c_str(), 0));
    ASSERT_TRUE(volume) << virGetLastErrorMessage();
  }
  std::string name_for(const std::string& owner) {
    return "kernel-" + sys::sha256("kernel") + "." + owner;
  }

  TempDir temp_ = *TempDir::create("pool");
  std::filesystem::path file_ = temp_.path() / "vmlinux";
  Connection connection_;
};

TEST_F(PoolTest, IsMadeWhereThereIsNone_AndStartedWhereItIsStopped) {
  EXPECT_FALSE(handle());
  EXPECT_THAT(*open().names(), IsEmpty());
  ASSERT_TRUE(handle());
  EXPECT_EQ(virStoragePoolDestroy(handle().get()), 0);
  open();
  EXPECT_EQ(virStoragePoolIsActive(handle().get()), 1);
}

TEST_F(PoolTest, OfASession_HasToBeMadeByItsUser) {
  const auto pool = Pool::open(connection_.get(), "qemu+ssh://far/session");
  ASSERT_FALSE(pool.ok());
  EXPECT_EQ(pool.fault().domain, FaultDomain::User);
  EXPECT_THAT(pool.fault().remedy, HasSubstr("pool-define-as folioscope dir"));
}

TEST_F(PoolTest, AWholeVolumeIsUsedAgain_WhoeverWroteIt) {
  const Pool pool = open();
  add_volume(name_for("other"), 6);
  add_volume(name_for("other") + ".whole", 0);
  const auto path = pool.keep(file_, "kernel", "mine");
  ASSERT_TRUE(path.ok()) << path.fault().what;
  EXPECT_THAT(*path, HasSubstr(name_for("other")));
  EXPECT_FALSE(pool.keep(file_, "initrd", "mine").ok()) << "another kind is another volume";
}

TEST_F(PoolTest, OneThatIsNotWhole_IsNotUsed_AndThatOfAnotherOwnerStays) {
  const Pool pool = open();
  add_volume(name_for("other"), 6);  // half, or under way
  add_volume(name_for("short"), 5);  // of another size than its name says
  add_volume(name_for("short") + ".whole", 0);
  add_volume(name_for("mine"), 6);  // half: we were killed
  EXPECT_FALSE(pool.keep(file_, "kernel", "mine").ok()) << "it was uploaded";
  EXPECT_THAT(*pool.names(), UnorderedElementsAre(name_for("other"), name_for("short"),
                                                  name_for("short") + ".whole"));
}

TEST_F(PoolTest, AnUploadThatBreaks_LeavesNothing_AndSaysWhere) {
  const Pool pool = open();
  const auto kept = pool.keep(file_, "kernel", "mine");
  ASSERT_FALSE(kept.ok());
  EXPECT_THAT(kept.fault().what, HasSubstr("vmlinux to qemu+ssh://far/system"));
  EXPECT_FALSE(pool.copy(file_, "disk").ok());
  EXPECT_THAT(*pool.names(), IsEmpty());
}

TEST_F(PoolTest, WithoutRoom_SaysHowMuchIsLeft_AndHowMuchIsNeeded) {
  const Pool pool = open();
  virStoragePoolInfo info{};
  ASSERT_EQ(virStoragePoolGetInfo(handle().get(), &info), 0);
  add_volume("large", info.available - 3);
  const auto kept = pool.keep(file_, "kernel", "mine");
  ASSERT_FALSE(kept.ok());
  EXPECT_EQ(kept.fault().domain, FaultDomain::Host);
  EXPECT_THAT(kept.fault().what, HasSubstr("has 0 MiB left"));
  EXPECT_THAT(kept.fault().remedy, HasSubstr("vol-list folioscope"));
}

TEST_F(PoolTest, UploadsAreRemoved_DisksAndWhatIsNotOursStay) {
  const Pool pool = open();
  const std::string whole = name_for("other") + ".whole";
  for (const std::string& name :
       {name_for("other"), whole, name_for("half"), std::string("folioscope-other-1-vda.img"),
        std::string("kernel-5.10"), std::string("image.qcow2")})
    add_volume(name, 6);
  EXPECT_THAT(*pool.remove_uploads(),
              UnorderedElementsAre(name_for("other"), whole, name_for("half")));
  EXPECT_THAT(*pool.names(),
              UnorderedElementsAre("folioscope-other-1-vda.img", "kernel-5.10", "image.qcow2"));
}

TEST_F(PoolTest, WhatIsNotThere_IsRemoved) {
  const Pool pool = open();
  add_volume("disk", 6);
  EXPECT_TRUE(pool.remove("disk").ok());
  EXPECT_TRUE(pool.remove("disk").ok());
  EXPECT_THAT(*pool.names(), IsEmpty());
}

}  // namespace
}  // namespace folioscope::fleet
