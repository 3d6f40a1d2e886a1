// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/location.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/temp_dir.h"
#include "testing/made_rows.h"

namespace folioscope::query {
namespace {

TEST(LocateStore, FindsTheStoreInARunDirectory) {
  const TempDir dir = *TempDir::create("store");
  std::ofstream(dir / "run.db") << "x";
  EXPECT_EQ(*locate_store(dir.path()), dir / "run.db");
  EXPECT_EQ(*locate_store(dir / "run.db"), dir / "run.db");
}

TEST(LocateStore, DirectoryWithoutAStore_SaysWhatIsMissing) {
  const TempDir dir = *TempDir::create("store");
  const auto result = locate_store(dir.path());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.fault().domain, FaultDomain::User);
  EXPECT_THAT(result.fault().what, ::testing::HasSubstr("a directory without run.db"));
}

TEST(LocateStore, NothingThere_IsTheUsersFault) {
  const TempDir dir = *TempDir::create("store");
  const auto result = locate_store(dir / "nowhere");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.fault().domain, FaultDomain::User);
  EXPECT_FALSE(result.fault().remedy.empty());
}

}  // namespace
}  // namespace folioscope::query
