// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/host_facts.h"

#include <gmock/gmock.h>

namespace folioscope::query {
namespace {

using testing::ElementsAre;

TEST(HostFacts, StandByNameAndKnowTheirNumbers) {
  EXPECT_THAT(
      host_facts({{"qemu", "7.2.0"}, {"cores", "2"}, {"memory_bytes", "8589934592"}}),
      ElementsAre(HostFact{"cores", "2", 2}, HostFact{"memory_bytes", "8589934592", 8589934592},
                  HostFact{"qemu", "7.2.0", std::nullopt}));
  EXPECT_TRUE(host_facts({}).empty());
}

TEST(HostFacts, WhatIsNoWholeNumberIsNotReadAsOne) {
  for (const char* value : {"", "x", "2x", " 2", "-1", "2.5", "0x10", "99999999999999999999"})
    EXPECT_EQ(number_of(host_facts({{"cores", value}}), "cores"), std::nullopt) << value;
  EXPECT_EQ(number_of(host_facts({{"cores", "0"}}), "cores"), 0u);
  EXPECT_EQ(number_of(host_facts({{"qemu", "7"}}), "cores"), std::nullopt);
}

}  // namespace
}  // namespace folioscope::query
