// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/location.h"

#include <gmock/gmock.h>

#include <fstream>

#include "store/sample_run.h"

namespace folioscope::query {
namespace {

TEST(LocateStore, FindsTheStoreInARunDirectory) {
  const store::ScratchDir dir;
  std::ofstream(dir / "run.db") << "x";
  EXPECT_EQ(*locate_store(dir.path()), dir / "run.db");
  EXPECT_EQ(*locate_store(dir / "run.db"), dir / "run.db");
}

TEST(LocateStore, DirectoryWithoutAStore_SaysWhatIsMissing) {
  const store::ScratchDir dir;
  const auto result = locate_store(dir.path());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.fault().domain, FaultDomain::User);
  EXPECT_THAT(result.fault().what, ::testing::HasSubstr("a directory without run.db"));
}

TEST(LocateStore, NothingThere_IsTheUsersFault) {
  const store::ScratchDir dir;
  const auto result = locate_store(dir / "nowhere");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.fault().domain, FaultDomain::User);
  EXPECT_FALSE(result.fault().remedy.empty());
}

}  // namespace
}  // namespace folioscope::query
