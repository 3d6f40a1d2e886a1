// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/same_kernel.h"

#include <gtest/gtest.h>

namespace folioscope::spec {
namespace {

TEST(SameKernel, TheFirstVariantStandsThereTwice) {
  EXPECT_EQ(*same_kernel_twice("name: x\n"
                               "variants:\n"
                               "  # the baseline\n"
                               "  - {name: stock}\n"
                               "  - {name: patched, patches: [a.patch]}\n"
                               "boots: 6\n"),
            "name: x\n"
            "variants:\n"
            "  - {name: A}\n"
            "  - {name: B}\n"
            "boots: 6\n");
}

TEST(SameKernel, AnItemOfSeveralLines_KeepsAllOfThem) {
  EXPECT_EQ(*same_kernel_twice("variants:\n"
                               "- name: \"a, b\"\n"
                               "  patches:\n"
                               "    - name.patch\n"
                               "- name: other\n"
                               "machines: [{name: small}]\n"),
            "variants:\n"
            "- name: A\n"
            "  patches:\n"
            "    - name.patch\n"
            "- name: B\n"
            "  patches:\n"
            "    - name.patch\n"
            "machines: [{name: small}]\n");
}

TEST(SameKernel, AnItemOfAnyLength_IsTaken) {
  const std::string blank(200'000, '\n');
  EXPECT_EQ(*same_kernel_twice("variants:\n  - name:" + blank + "      a\n"),
            "variants:\n  - name:" + blank + "      A\n  - name:" + blank + "      B\n");
}

TEST(SameKernel, AListInALine_IsRefusedWithARemedy) {
  for (const char* text : {"variants: [{name: a}, {name: b}]\n", "variants:\n", "name: x\n", ""}) {
    const auto made = same_kernel_twice(text);
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.fault().domain, FaultDomain::User);
    EXPECT_FALSE(made.fault().remedy.empty());
  }
}

}  // namespace
}  // namespace folioscope::spec
