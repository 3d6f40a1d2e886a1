// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/limits.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::fleet {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kMonitor =
    R"({"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "x"}}}
{"return": {}}
{"return": [{"name": "none", "cpu-max": 1}, {"name": "pc-q35-7.2", "alias": "q35", "cpu-max": 288}]}
{"event": "SHUTDOWN", "data": {}}
)";

std::vector<spec::Machine> machines(std::initializer_list<int> vcpus) {
  std::vector<spec::Machine> list;
  for (const int count : vcpus) {
    list.emplace_back().vcpus = count;
    list.back().name = fmt::format("smp{}", count);
  }
  return list;
}

TEST(Limits, WhatQemuSays_IsRead) {
  const auto limits = parse_limits(kMonitor);
  ASSERT_TRUE(limits.ok()) << limits.fault().what;
  EXPECT_EQ(*limits, (Limits{"7.2", 288, 255}));
}

TEST(Limits, AnswersCutAnywhere_AreAnErrorAndNoCrash) {
  const std::size_t whole = kMonitor.find("\n{\"event\"");
  for (std::size_t size = 0; size < whole; ++size)
    EXPECT_FALSE(parse_limits(kMonitor.substr(0, size)).ok()) << size;
}

TEST(Limits, QemuOfThisHost_Answers) {
  const auto limits = ask_limits();
  ASSERT_TRUE(limits.ok()) << limits.fault().what << "\n" << limits.fault().remedy;
  EXPECT_GE(limits->kvm, limits->tcg);
  EXPECT_GE(limits->tcg, 255);
}

TEST(Limits, EmulationHasAsManyFromQemu9On) {
  const auto limits =
      parse_limits(R"({"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 9}}}})"
                   "\n"
                   R"({"return": [{"name": "pc-q35-9.0", "alias": "q35", "cpu-max": 4096}]})");
  ASSERT_TRUE(limits.ok()) << limits.fault().what;
  EXPECT_EQ(*limits, (Limits{"9.0", 4096, 4096}));
}

TEST(CheckVcpus, MoreThanQemuTakes_IsTheUsersFaultAndNamesTheQemuThatDoes) {
  const Limits debian12{"7.2", 288, 255}, later{"9.0", 4096, 4096};
  EXPECT_TRUE(check_vcpus(machines({8, 288}), Accel::Kvm, debian12).ok());
  EXPECT_TRUE(check_vcpus(machines({255}), Accel::Tcg, debian12).ok());
  EXPECT_TRUE(check_vcpus(machines({384}), Accel::Tcg, later).ok());
  EXPECT_FALSE(check_vcpus(machines({288}), Accel::Tcg, debian12).ok());
  const Status refused = check_vcpus(machines({8, 384}), Accel::Kvm, debian12);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.fault().domain, FaultDomain::User);
  EXPECT_EQ(refused.fault().what,
            "machine 'smp384' has 384 vCPUs, QEMU 7.2 takes at most 288 with KVM");
  EXPECT_THAT(refused.fault().remedy, HasSubstr("QEMU 8.1"));
}

}  // namespace
}  // namespace folioscope::fleet
