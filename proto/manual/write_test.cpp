// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/write.h"

#include <gtest/gtest.h>

#include "base/temp_dir.h"

namespace folioscope::manual {
namespace {

TEST(WriteManual, EachPageGoesToItsSection) {
  const TempDir dir = *TempDir::create("manual");
  const Command program{"exp", "does", "", {}};
  ASSERT_TRUE(write_manual(dir / "made", program, {"1", {}, {}}, {{"exp-file.5", "x"}}).ok());
  for (const char* file : {"man/man1/exp.1", "man/man5/exp-file.5", "bash", "zsh", "fish"})
    EXPECT_TRUE(std::filesystem::is_regular_file(dir / "made" / file)) << file;
}

TEST(WriteManual, ADirectoryThatCannotBeMadeIsTheHostsFault) {
  const auto written = write_manual("/dev/null/made", {"exp", "does", "", {}}, {"1", {}, {}});
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.fault().domain, FaultDomain::Host);
}

}  // namespace
}  // namespace folioscope::manual
