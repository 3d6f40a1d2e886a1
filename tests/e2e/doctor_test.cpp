// SPDX-License-Identifier: GPL-3.0-or-later
// `folioscope doctor RUN`: whether a stored run is whole, and what to do where it is not. Boots no
// guest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kCopyAgain = "     -> copy the file again from where it came from";

class Doctor : public testing::Test {
 protected:
  Doctor() { unpack_stored_run(run()); }

  fs::path run() const { return temp_.path() / "run"; }
  fs::path file() const { return run() / "run.db"; }
  sys::Exit doctor() const { return folioscope({"doctor", run().string()}); }

  std::string bytes() const {
    auto text = sys::read_file(file());
    EXPECT_TRUE(text.ok());
    return text.ok() ? *std::move(text) : std::string();
  }
  // Inverts some bytes of the file.
  void damage(std::size_t at, std::size_t count) const {
    std::string text = bytes();
    ASSERT_LE(at + count, text.size());
    for (std::size_t i = at; i < at + count; ++i) text[i] = static_cast<char>(~text[i]);
    ASSERT_TRUE(sys::write_file(file(), text).ok());
  }

 private:
  TempDir temp_ = *TempDir::create("doctor");
};

TEST_F(Doctor, AWholeRun_IsSaidToBeWhole) {
  const sys::Exit exit = doctor();
  EXPECT_EQ(exit.code, 0);
  EXPECT_EQ(exit.out, "ok   " + run().string() + ": whole, with 12 boots\n");
}

TEST_F(Doctor, AWholeRunThatWasBroughtUpToThisVersion_IsStillWhole) {
  ASSERT_EQ(folioscope({"derive", run().string()}).code, 0);
  const sys::Exit exit = doctor();
  EXPECT_EQ(exit.code, 0);
  EXPECT_THAT(exit.out, HasSubstr("whole, with 12 boots"));
}

TEST_F(Doctor, ADamagedPageOfATable_IsNamed) {
  const auto root = sql(run(), "select rootpage from sqlite_schema where name = 'metric'");
  ASSERT_EQ(root.size(), 1u);
  constexpr std::size_t kPage = 4096;
  damage((root[0]["rootpage"].get<std::size_t>() - 1) * kPage, 64);
  const sys::Exit exit = doctor();
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.out, AllOf(HasSubstr("BAD  table metric: "), HasSubstr(kCopyAgain),
                              Not(HasSubstr("whole"))));
}

// Only its checksum knows.
TEST_F(Doctor, ADamagedChunkOfEvents_IsNamedWithItsBoot) {
  constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
  const std::size_t chunk = bytes().find(kZstdMagic);
  ASSERT_NE(chunk, std::string::npos);
  damage(chunk + 100, 8);
  const sys::Exit exit = doctor();
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.out, AllOf(HasSubstr("BAD  cell "), HasSubstr("chunk"), HasSubstr(kCopyAgain),
                              Not(HasSubstr("whole"))));
}

TEST_F(Doctor, AFileThatWasCut_IsSaidToBe) {
  fs::resize_file(file(), fs::file_size(file()) / 2);
  const sys::Exit exit = doctor();
  EXPECT_EQ(exit.code, 2);
  EXPECT_EQ(exit.out, "");
  EXPECT_THAT(exit.err, AllOf(HasSubstr("is truncated"), HasSubstr("-> copy it again")));
}

TEST_F(Doctor, ARunThatIsNotThere_IsNoDamage) {
  fs::remove_all(run());
  const sys::Exit exit = doctor();
  EXPECT_EQ(exit.code, 2);
  EXPECT_EQ(exit.out, "");
  EXPECT_THAT(exit.err, AllOf(HasSubstr("there is no " + run().string()),
                              HasSubstr("-> name a run directory; folioscope list shows them")));
}

}  // namespace
}  // namespace folioscope::e2e
