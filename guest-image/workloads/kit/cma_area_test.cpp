// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/cma_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

using testing::HasSubstr;

constexpr std::string_view kZoneinfo =
    "Node 0, zone      DMA\n"
    "  pages free     3840\n"
    "      nr_free_pages 3840\n"
    "      nr_free_cma  0\n"
    "Node 1, zone    DMA32\n"
    "  per-node stats\n"
    "      nr_inactive_anon 852\n"
    "  pages free     110000\n"
    "      nr_free_pages 110000\n"
    "      nr_zone_inactive_anon 852\n"
    "      nr_free_cma  8125\n"
    "Node 0, zone   Normal\n"
    "  pages free     0\n";

TEST(CmaZoneFree, IsTheZoneThatHoldsTheArea) {
  const auto free = cma_zone_free(kZoneinfo);
  ASSERT_TRUE(free.ok());
  EXPECT_EQ(*free, (ZoneFree{110000, 8125, 1}));
}

TEST(CmaZoneFree, AKernelWithoutFreeCmaIsRefused) {
  EXPECT_FALSE(cma_zone_free("Node 0, zone DMA\n  nr_free_pages 3840\n  nr_free_cma 0\n").ok());
  EXPECT_FALSE(cma_zone_free("").ok());
}

TEST(FreeLists, GrowSince67) {
  EXPECT_FALSE(lists_grow("5.10.0"));
  EXPECT_FALSE(lists_grow("6.1.192"));
  EXPECT_FALSE(lists_grow("6.6.0-rc1"));
  EXPECT_TRUE(lists_grow("6.7.0"));
  EXPECT_TRUE(lists_grow("6.12.95\n"));
  EXPECT_TRUE(lists_grow("7.3.4"));
}

TEST(CmaArea, AnAreaThatIsMissingIsNamedWithWhatMakesIt) {
  const auto area = CmaArea::open("no-such-area");
  ASSERT_FALSE(area.ok());
  EXPECT_THAT(area.fault().what, HasSubstr("no-such-area"));
  EXPECT_THAT(area.fault().remedy, HasSubstr("cma=32M"));
}

}  // namespace
}  // namespace folioscope::workloads
