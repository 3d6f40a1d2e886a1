// SPDX-License-Identifier: GPL-3.0-or-later
// What the damage is worth: it is the same each time, and there is some.
#include "hostile/damage.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/temp_dir.h"
#include "testing/made_run.h"

namespace folioscope::hostile {
namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Damage, IsTheSameForTheSameSeed_AndChangesTheFile) {
  const TempDir dir = *TempDir::create("damage");
  query::made_cma_batching().write(dir / "whole");
  const std::string whole = bytes_of(dir / "whole");
  std::set<std::string> said;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    for (const char* copy : {"a", "b"}) std::ofstream(dir / copy, std::ios::binary) << whole;
    const std::string what = damage(dir / "a", seed);
    EXPECT_EQ(damage(dir / "b", seed), what);
    said.insert(what);
    if (what.find("refused") == std::string::npos && what.find("DELETE") == std::string::npos &&
        what.find("OFFSET") == std::string::npos) {
      EXPECT_NE(bytes_of(dir / "a"), whole) << what;
    }
  }
  EXPECT_GT(said.size(), 28u);
}

}  // namespace
}  // namespace folioscope::hostile
