// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/temp_dir.h"

#include <gtest/gtest.h>

#include <fstream>

namespace folioscope {
namespace {

namespace fs = std::filesystem;

TEST(TempDir, GoesWithEverythingUnlessKept) {
  fs::path gone;
  fs::path kept;
  {
    auto a = TempDir::create("temp-dir-test");
    auto b = TempDir::create("temp-dir-test");
    ASSERT_TRUE(a.ok() && b.ok());
    gone = a->path();
    kept = b->path();
    std::ofstream(*a / "x") << "x";
    const TempDir moved = std::move(a).value();
    EXPECT_TRUE(fs::exists(gone / "x"));
    b->keep();
  }
  EXPECT_FALSE(fs::exists(gone));
  EXPECT_TRUE(fs::exists(kept));
  fs::remove_all(kept);
}

TEST(TempDir, WithoutAParentIsTheHostsFault) {
  const auto dir = TempDir::create("no/such/parent");
  ASSERT_FALSE(dir.ok());
  EXPECT_EQ(dir.fault().domain, FaultDomain::Host);
  EXPECT_NE(dir.fault().what.find("no/such/parent"), std::string::npos);
}

}  // namespace
}  // namespace folioscope
