// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/glob.h"

#include <gtest/gtest.h>

namespace folioscope::patches {
namespace {

TEST(Glob, StarStopsAtASlash_TwoDoNot) {
  EXPECT_TRUE(matches("mm/*.c", "mm/swap.c"));
  EXPECT_FALSE(matches("mm/*.c", "mm/kasan/init.c"));
  EXPECT_TRUE(matches("mm/**", "mm/kasan/init.c"));
  EXPECT_TRUE(matches("**/*.c", "mm/kasan/init.c"));
  EXPECT_TRUE(matches("arch/*/mm/**", "arch/arm64/mm/fault.c"));
  EXPECT_FALSE(matches("arch/*/mm/**", "arch/arm64/kernel/mm/x.c"));
  EXPECT_TRUE(matches("m?/swap.[ch]", "mm/swap.[ch]"));  // no classes
  EXPECT_FALSE(matches("mm?swap.c", "mm/swap.c"));
  EXPECT_FALSE(matches("mm", "mm/swap.c"));
  EXPECT_TRUE(matches("", ""));
}

TEST(Glob, ASlashAtTheEndIsAllBelow) {
  EXPECT_TRUE(matches("Documentation/", "Documentation/mm/x.rst"));
  EXPECT_FALSE(matches("Documentation/", "Documentation.txt"));
}

TEST(Glob, ManyStarsEnd) {
  EXPECT_FALSE(matches("*a*a*a*a*a*a*a*b", std::string(200, 'a')));
  EXPECT_TRUE(matches("**a*/**b", "xa/y/zb"));
}

TEST(PartNotBuilt, OtherArchitecturesDocumentationAndTests) {
  EXPECT_EQ(part_not_built("arch/arm64/mm/fault.c"), "arch/arm64/**");
  EXPECT_EQ(part_not_built("arch/x86/mm/fault.c"), "");
  EXPECT_EQ(part_not_built("arch/Kconfig"), "");
  EXPECT_EQ(part_not_built("tools/testing/selftests/mm/x.c"), "tools/testing/**");
  EXPECT_EQ(part_not_built("tools/objtool/check.c"), "");
  EXPECT_EQ(part_not_built("Documentation/mm/x.rst"), "Documentation/**");
  EXPECT_EQ(part_not_built("mm/swap.c"), "");
}

}  // namespace
}  // namespace folioscope::patches
