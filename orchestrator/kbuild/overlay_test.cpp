// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// The mini kernel with a directory that adds mm/count.c, which the hook calls.
class OverlayTest : public testing::Test {
 protected:
  OverlayTest() {
    write("core", "mm/count.c", "int count_drains(int count);\n");
    write("core", "include/linux/count.h", "#define DRAINS 1\n");
  }
  void write(const std::string& directory, const std::string& path, const std::string& text) {
    fs::create_directories((mini_.path(directory) / path).parent_path());
    ASSERT_TRUE(sys::write_file(mini_.path(directory) / path, text).ok());
  }
  Recipe recipe() {
    Recipe recipe = mini_.recipe();
    recipe.overlay = mini_.path("core");
    recipe.instrumentation = {MiniKernel::hook("0001-count-drains.patch")};
    return recipe;
  }
  Kernel build(const Recipe& recipe) {
    auto kernel = mini_.build(recipe);
    EXPECT_TRUE(kernel.ok()) << kernel.fault().what << "\n" << kernel.fault().remedy;
    return kernel.ok() ? *kernel : Kernel();
  }
  fs::path source() const {
    return fs::directory_iterator(mini_.cache() / "trees")->path() / "source";
  }

  MiniKernel mini_;
};

TEST_F(OverlayTest, FilesStandAtTheirPaths_AndLinksAreWhatTheyPointTo) {
  write("shared", "abi.h", "#define ABI 1\n");
  fs::create_symlink(mini_.path("shared") / "abi.h", mini_.path("core") / "include/linux/abi.h");
  const auto overlay = read_overlay(mini_.path("core"));
  ASSERT_TRUE(overlay.ok());
  EXPECT_THAT(*overlay, ElementsAre(Field(&PatchedFile::path, "include/linux/abi.h"),
                                    Field(&PatchedFile::path, "include/linux/count.h"),
                                    Field(&PatchedFile::path, "mm/count.c")));
  EXPECT_EQ(overlay->front().content, "#define ABI 1\n");
}

TEST_F(OverlayTest, WhereItStandsDoesNotCount_ItsPathsAndContentsDo) {
  const auto hash = [&](const char* directory) {
    const auto overlay = read_overlay(mini_.path(directory));
    EXPECT_TRUE(overlay.ok());
    return hash_of(*overlay);
  };
  const std::string first = hash("core");
  fs::copy(mini_.path("core"), mini_.path("elsewhere"), fs::copy_options::recursive);
  EXPECT_EQ(hash("elsewhere"), first);
  write("elsewhere", "mm/count.c", "int count_drains(int drains);\n");
  EXPECT_NE(hash("elsewhere"), first);
  write("elsewhere", "mm/count.c", "int count_drains(int count);\n");
  fs::rename(mini_.path("elsewhere") / "mm/count.c", mini_.path("elsewhere") / "mm/counts.c");
  EXPECT_NE(hash("elsewhere"), first);
}

TEST_F(OverlayTest, NoDirectoryIsNoFiles_AMissingOneIsTheUsersFault) {
  const auto none = read_overlay({});
  ASSERT_TRUE(none.ok());
  EXPECT_THAT(*none, IsEmpty());
  const auto missing = read_overlay(mini_.path("missing"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.fault().domain, FaultDomain::User);
}

TEST_F(OverlayTest, LiesInTheTreeUnderTheInstrumentation) {
  const Kernel kernel = build(recipe());
  EXPECT_EQ(content(source() / "mm/count.c"), "int count_drains(int count);\n");
  EXPECT_NE(kernel.hash, build(mini_.recipe()).hash);
}

TEST_F(OverlayTest, AChangedFileIsANewKernel_AndOnlyThatFileIsWritten) {
  const Kernel first = build(recipe());
  const fs::path kept = source() / "include/linux/count.h";
  const auto written = fs::last_write_time(kept);
  const auto object = fs::last_write_time(source() / "mm/filemap.o");
  write("core", "mm/count.c", "int count_drains(int count, int more);\n");
  const Kernel second = build(recipe());
  EXPECT_NE(second.hash, first.hash);
  EXPECT_FALSE(second.reused);
  EXPECT_EQ(content(source() / "mm/count.c"), "int count_drains(int count, int more);\n");
  EXPECT_EQ(fs::last_write_time(kept), written);
  EXPECT_EQ(fs::last_write_time(source() / "mm/filemap.o"), object);
  EXPECT_THAT(MiniKernel::compiled(second), IsEmpty());
}

TEST_F(OverlayTest, ARemovedFileLeavesTheTree) {
  build(recipe());
  fs::remove(mini_.path("core") / "mm/count.c");
  build(recipe());
  EXPECT_FALSE(fs::exists(source() / "mm/count.c"));
  EXPECT_TRUE(fs::exists(source() / "include/linux/count.h"));
}

TEST_F(OverlayTest, APatchMayChangeAFileOfTheOverlay) {
  Recipe changed = recipe();
  write("patches", "more.patch",
        "--- a/mm/count.c\n+++ b/mm/count.c\n@@ -1 +1,2 @@\n int count_drains(int count);\n"
        "+int count_more(void);\n");
  changed.instrumentation.push_back(
      {spec::PatchStep::Kind::Patch, mini_.path("patches") / "more.patch"});
  build(changed);
  EXPECT_THAT(content(source() / "mm/count.c"), HasSubstr("count_more"));
}

TEST_F(OverlayTest, AFileThatTheBaseHasIsRefused) {
  write("core", "mm/swap.c", "\n");
  const auto kernel = mini_.build(recipe());
  ASSERT_FALSE(kernel.ok());
  EXPECT_EQ(kernel.fault().domain, FaultDomain::User);
  EXPECT_THAT(kernel.fault().what, HasSubstr("mm/swap.c"));
}

}  // namespace
}  // namespace folioscope::kbuild
