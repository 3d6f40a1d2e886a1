// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/hook_groups.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "testing/places.h"

namespace folioscope::catalog {
namespace {

namespace fs = std::filesystem;

TEST(HookGroups, EveryPatchOfEverySeries_IsOfAKnownGroup) {
  int patches = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(source_dir()) /
                                                            "guest-image/instrumentation/hooks")) {
    if (entry.path().extension() != ".patch") continue;
    const std::string group = entry.path().stem().string().substr(5);  // after "0001-"
    EXPECT_TRUE(std::ranges::any_of(kHookGroups, [&](const HookGroup& known) {
      return known.name == group;
    })) << entry.path();
    ++patches;
  }
  EXPECT_GE(patches, 10);
}

TEST(HookGroups, AnUnknownOne_IsStillSaid) {
  EXPECT_EQ(lost_without("page-lock"), "events, counters and hold times of page locks");
  EXPECT_FALSE(lost_without("anything").empty());
}

}  // namespace
}  // namespace folioscope::catalog
