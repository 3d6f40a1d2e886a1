// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/qemu_user.h"

#include <gmock/gmock.h>
#include <unistd.h>

namespace folioscope::fleet {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const QemuUser kUser{"libvirt-qemu", 64055, 107};

TEST(QemuUser, OfRoot_IsAnother) {
  if (::geteuid() != 0) GTEST_SKIP() << "is for root";
  const auto user = user_to_become();
  ASSERT_TRUE(user.has_value());
  EXPECT_NE(user->uid, 0u);
  EXPECT_NE(user->gid, 0u);
}

TEST(QemuUser, OfAnOrdinaryUser_StaysHim) {
  if (::geteuid() != 0) {
    EXPECT_FALSE(user_to_become().has_value());
  }
  const std::string arguments = confinement_arguments({}, 7'002'022);
  EXPECT_THAT(arguments,
              AllOf(HasSubstr("elevateprivileges=deny"), Not(HasSubstr("libvirt-qemu"))));
}

TEST(QemuUser, HisProcessesAreOursAndThoseOfOthersAreNot) {
  EXPECT_TRUE(runs_qemu_of_ours(::geteuid()));
  EXPECT_FALSE(runs_qemu_of_ours(54321));
  if (const auto user = user_to_become()) {
    EXPECT_TRUE(runs_qemu_of_ours(user->uid));
  }
}

TEST(QemuUser, IsToldToEachQemuInItsOwnWay) {
  EXPECT_THAT(
      confinement_arguments(kUser, 7'002'022),
      AllOf(HasSubstr("'-runas'"), HasSubstr("'libvirt-qemu'"), Not(HasSubstr("-run-with"))));
  EXPECT_THAT(confinement_arguments(kUser, 10'000'003),
              AllOf(HasSubstr("'-run-with'"), HasSubstr("'user=libvirt-qemu'")));
}

TEST(QemuUser, IsChangedToWithinTheSandbox) {
  EXPECT_THAT(confinement_arguments(kUser, 7'002'022),
              HasSubstr("on,obsolete=deny,elevateprivileges=allow,spawn=deny"));
}

}  // namespace
}  // namespace folioscope::fleet
