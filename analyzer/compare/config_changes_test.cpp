// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/config_changes.h"

#include <gmock/gmock.h>

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ConfigChanges, UnsetAndMissingAreTheSame) {
  EXPECT_THAT(config_changes("CONFIG_A=y\n# CONFIG_B is not set\n", "# a comment\nCONFIG_A=y\n"),
              IsEmpty());
}

TEST(ConfigChanges, AreThoseOfEitherKernel) {
  EXPECT_THAT(config_changes("CONFIG_A=y\nCONFIG_N=16\nCONFIG_GONE=m",
                             "CONFIG_A=m\nCONFIG_N=16\nCONFIG_NEW=\"x=y\"\nnonsense"),
              ElementsAre(ConfigChange{"CONFIG_A", "y", "m"}, ConfigChange{"CONFIG_GONE", "m", "n"},
                          ConfigChange{"CONFIG_NEW", "n", "\"x=y\""}));
}

}  // namespace
}  // namespace folioscope::compare
